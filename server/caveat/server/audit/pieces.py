"""Which parts of which segments are a stream: each segment says how much counts before it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from caveat.server.audit.names import Place
from caveat.server.audit.tail import opening


class Piece(NamedTuple):
    """A segment, and how many of its bytes count; all of them where nothing comes after it."""

    place: Place
    length: int | None


def pieces(places: Sequence[Place]) -> list[Piece]:
    """Go back from the last segment to the first one, in each from what it says at its top."""
    return list(_backwards(places))[::-1]


def _backwards(places: Sequence[Place]) -> Iterator[Piece]:
    rest: list[Place] = list(places)
    length: int | None = None
    while rest:
        place = rest.pop()
        yield Piece(place, length)
        opened = opening(place.path)
        if opened is None:  # it was changed: what stands before it may be all there is
            length = None
            continue
        rest = [each for each in rest if each.number <= opened.after]
        is_there = bool(rest) and rest[-1].number == opened.after
        length = opened.length if is_there else None
