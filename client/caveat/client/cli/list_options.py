"""What a pack made of a list is to say of itself."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from caveat.client.cli.day import Day
from caveat.client.cli.gathered import gathered
from caveat.client.local_interchange import LEVELS, Confirmation, ListOrder, slug_of

_NOT_STATED = "not stated"
_PACK_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class ListOptions:
    """The options as they were given."""

    pack_id: str | None
    title: str | None
    licence: str
    levels: tuple[str, ...]
    confirmed_by: str
    day: datetime | None

    def order(self, file: Path, folder: Path) -> ListOrder:
        """Say it of a file that becomes a folder; ``BadParameter`` where it cannot be said."""
        return ListOrder(
            pack_id=self._pack_id(folder),
            title=(self.title or "").strip() or f"The pairs of {file.name}",
            licence=self.licence.strip() or _NOT_STATED,
            levels={word: LEVELS[level] for word, level in map(_level, self.levels)},
            confirmation=Confirmation(self._day().isoformat(), self.confirmed_by.strip()),
        )

    def _pack_id(self, folder: Path) -> str:
        pack_id = slug_of(folder.name) if self.pack_id is None else self.pack_id
        if not _PACK_ID.fullmatch(pack_id):
            what = f"{pack_id!r}: expected at most 64 small letters, digits and hyphens."
            raise click.BadParameter(what, param_hint="--pack-id")
        return pack_id

    def _day(self) -> date:
        return self.day.date() if self.day else date.today()  # noqa: DTZ011  the user's own day


def _level(text: str) -> tuple[str, str]:
    word, _, level = text.rpartition("=")
    known = word.strip().casefold()
    if not known or known in LEVELS or level.strip() not in LEVELS:
        what = f"{text!r}: expected a word of the list and one of {', '.join(LEVELS)}."
        raise click.BadParameter(what, param_hint="--level")
    return known, level.strip()


list_options = gathered(
    "options",
    ListOptions,
    click.option("--pack-id", metavar="ID", help="Without it, the name of FOLDER."),
    click.option("--title", metavar="TEXT", help="The title of the pack."),
    click.option("--licence", default=_NOT_STATED, metavar="TEXT", help="Whose the list is."),
    click.option(
        "--level",
        "levels",
        multiple=True,
        metavar="WORD=LEVEL",
        help="A word of the list for a level, such as severe=major; repeatable.",
    ),
    click.option(
        "--confirmed-by",
        default="",
        metavar="NAME",
        help="Who vouches for the list: its rules have its levels, and are no drafts.",
    ),
    click.option(
        "--date",
        "day",
        type=Day(),
        metavar="DATE",
        help="The day on which it was looked at, year-month-day; today without it.",
    ),
)
