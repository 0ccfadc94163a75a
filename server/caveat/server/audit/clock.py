"""Both clocks that records tell: one that people read, and one that never jumps."""

from datetime import UTC, datetime
from time import monotonic_ns
from typing import NamedTuple


class Moment(NamedTuple):
    """UTC as RFC 3339 with milliseconds, and milliseconds since some start."""

    wall: str
    mono: int


def utc_now() -> datetime:
    """Read the clock that people read."""
    return datetime.now(UTC)


def moment(now: datetime) -> Moment:
    """Put a time beside that of the clock that never jumps."""
    wall = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Moment(wall, monotonic_ns() // 1_000_000)
