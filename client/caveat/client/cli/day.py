"""A day on the command line."""

from datetime import datetime

import click


class Day(click.DateTime):
    """A day as year-month-day; ``BadParameter`` says that it is none, as people read it."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a day, as the moment when it begins."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no year-month-day, such as 2026-11-26.", param, ctx)
