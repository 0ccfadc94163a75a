"""Patients that nobody has read yet, as they are handed to the workers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from caveat.rules import Report, Request
from caveat.server.http.body import JsonObject
from caveat.server.screening.lines import Mark

Check = Callable[[Request], Report]

_MOST_PATIENTS = 64
_MOST_BYTES = 256 << 10


class Unread(Protocol):
    """One patient of a panel; small to send to another process, read only there."""

    @property
    def size(self) -> int:
        """The bytes to read."""
        ...

    def place(self) -> JsonObject:
        """Give the ``id`` and where the patient stands, whether or not the rest can be read."""
        ...

    def report(self, check: Check, today: date) -> Report:
        """Read and check; ``RequestError`` names what is wrong as the caller wrote it."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Patients in their order, and how far the input is after them."""

    patients: tuple[Unread, ...]
    mark: Mark
    spent: int


class _Sized(Protocol):
    @property
    def size(self) -> int: ...


_SizedT = TypeVar("_SizedT", bound=_Sized)


def in_chunks(
    items: Iterable[_SizedT], most: int = _MOST_PATIENTS
) -> Iterator[tuple[_SizedT, ...]]:
    """Gather what one worker gets at once: at most so many items, or fewer that are large."""
    chunk: list[_SizedT] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += item.size
        if len(chunk) == most or size >= _MOST_BYTES:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)
