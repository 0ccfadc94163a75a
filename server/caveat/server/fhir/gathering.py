"""Reads many things and tells of all that is wrong with them at once."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from caveat.source.errors import RequestError, Violation

ItemT = TypeVar("ItemT")
ReadT = TypeVar("ReadT")


class Gathering:
    """Gathers the violations of many readings, so that a caller hears of all of them."""

    def __init__(self) -> None:
        self._violations: list[Violation] = []

    def each(self, items: Iterable[ItemT], read: Callable[[ItemT], ReadT]) -> list[ReadT]:
        """Read every item; those that cannot be read are kept for ``finish``."""
        found: list[ReadT] = []
        for item in items:
            try:
                found.append(read(item))
            except RequestError as error:
                self._violations.extend(error.violations)
        return found

    def finish(self) -> None:
        """Raise ``RequestError`` with everything that was wrong, if anything was."""
        if self._violations:
            raise RequestError(self._violations)


def read_each(items: Iterable[ItemT], read: Callable[[ItemT], ReadT]) -> list[ReadT]:
    """Read every item; raises ``RequestError`` with the violations of all of them."""
    gathering = Gathering()
    found = gathering.each(items, read)
    gathering.finish()
    return found
