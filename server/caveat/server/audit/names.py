"""How the files of a log are called.

``STREAM.000001.log`` is the first segment of a stream, ``.torn`` beside it what was cut off from
its end; ``STREAM.lock`` is locked by who writes it, ``STREAM.checkpoints`` says how far it went.
"""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

_SEGMENT = re.compile(r"(?P<stream>[0-9TZ]+-[0-9]+-[0-9a-f]+)\.(?P<number>[0-9]{6,})\.log")

KEY = "key"


class Place(NamedTuple):
    """A segment's file."""

    stream: str
    number: int
    path: Path


def new_stream(now: datetime) -> str:
    """Name a stream after the time, this process and chance."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{secrets.token_hex(3)}"


def segment_path(folder: Path, stream: str, number: int) -> Path:
    """Give the path of a segment."""
    return folder / f"{stream}.{number:06d}.log"


def segments(folder: Path) -> dict[str, list[Place]]:
    """List the segments of every stream, in their order."""
    found: dict[str, list[Place]] = {}
    for place in sorted(_segments(folder)):
        found.setdefault(place.stream, []).append(place)
    return found


def _segments(folder: Path) -> Iterator[Place]:
    for path in folder.iterdir():
        if match := _SEGMENT.fullmatch(path.name):
            yield Place(match["stream"], int(match["number"]), path)
