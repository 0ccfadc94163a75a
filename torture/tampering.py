"""What somebody may do to a decision log; every way is to be found."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

Tamper = Callable[[Path, random.Random], None]


def _edit(place: Path, chance: random.Random) -> None:
    """Change one byte of a record."""
    file, lines = _segment(place, chance)
    number = chance.randrange(len(lines))
    at = chance.randrange(len(lines[number]) - 1)
    changed = bytearray(lines[number])
    changed[at] ^= 1
    lines[number] = bytes(changed)
    file.write_bytes(b"".join(lines))


def _delete(place: Path, chance: random.Random) -> None:
    file, lines = _segment(place, chance)
    del lines[chance.randrange(len(lines) - 1)]
    file.write_bytes(b"".join(lines))


def _swap(place: Path, chance: random.Random) -> None:
    file, lines = _segment(place, chance)
    at = chance.randrange(len(lines) - 1)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    file.write_bytes(b"".join(lines))


def _repeat(place: Path, chance: random.Random) -> None:
    file, lines = _segment(place, chance)
    at = chance.randrange(len(lines))
    file.write_bytes(b"".join((*lines[: at + 1], lines[at], *lines[at + 1 :])))


def _move(place: Path, chance: random.Random) -> None:
    """Put a record of one segment into another."""
    file, lines = _segment(place, chance)
    other = chance.choice([each for each in _segments(place) if each != file])
    lines.insert(chance.randrange(1, len(lines)), other.read_bytes().splitlines(keepends=True)[-1])
    file.write_bytes(b"".join(lines))


def _cut(place: Path, chance: random.Random) -> None:
    """Cut off the end of a segment that others follow."""
    file = chance.choice(_segments(place)[:-1])
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[: chance.randrange(len(lines) - 1)]))


def _remove(place: Path, chance: random.Random) -> None:
    """Remove a segment that others follow."""
    chance.choice(_segments(place)[:-1]).unlink()


TAMPERING: Mapping[str, Tamper] = {
    "edit": _edit,
    "deletion": _delete,
    "swap": _swap,
    "repetition": _repeat,
    "move": _move,
    "truncation": _cut,
    "removal": _remove,
}


def _segments(place: Path) -> list[Path]:
    return sorted(place.glob("*.log"))


def _segment(place: Path, chance: random.Random) -> tuple[Path, list[bytes]]:
    """Give any segment of several records."""
    long = [each for each in _segments(place) if each.read_bytes().count(b"\n") > 2]  # noqa: PLR2004 - two to swap, and the first
    file = chance.choice(long)
    return file, file.read_bytes().splitlines(keepends=True)
