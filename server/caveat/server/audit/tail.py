"""The end of a stream that nobody writes any more: whether it can go on."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from caveat.server.audit.chain import Chain, Head, Opened, record_of
from caveat.server.audit.checkpoints import Checkpoint
from caveat.server.audit.disk import sync_folder
from caveat.server.audit.following import Follower
from caveat.server.audit.names import Place

LONGEST = 64 << 20
"""No line has more bytes: what is longer is none of ours."""

_logger = logging.getLogger(__name__)


class Tail(NamedTuple):
    """Where a stream ends: its last segment, how many bytes of it count, and its last record."""

    number: int = 0
    length: int = 0
    head: Head = Head()


def whole_lines(path: Path) -> Iterator[bytes]:
    """Give the lines of a file that have their end, and not what stands after the last one."""
    with path.open("rb") as file:
        while (line := file.readline(LONGEST)).endswith(b"\n"):
            yield line


def opening(path: Path) -> Opened | None:
    """Read the first record of a segment; ``None`` where it is none."""
    record = record_of(next(whole_lines(path), b""))
    return record.entry if record and isinstance(record.entry, Opened) else None


def set_torn_aside(place: Place) -> None:
    """Move half a line at the end into a file beside the segment, and never read it.

    ``OSError`` where that cannot be done.
    """
    length = sum(map(len, whole_lines(place.path)))
    with place.path.open("r+b") as file:
        file.seek(length)
        if not (torn := file.read()):
            return
        with open(place.path.with_suffix(".torn"), "ab", opener=_for_its_owner) as aside:
            aside.write(torn + b"\n")
        file.truncate(length)
    sync_folder(place.path.parent)
    _logger.warning("%s ended in half a line; it is set aside", place.path.name)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def tail_of(place: Place, chain: Chain, checkpoint: Checkpoint | None) -> Tail | None:
    """Read the last segment; ``None``, and the log says why, where it is not as it was written."""
    follower = Follower(chain, None)
    length = 0
    for line in whole_lines(place.path):
        length += len(line)
        if problem := next(follower.follow(line), ""):
            _logger.critical("%s after byte %d: %s", place.path.name, length - len(line), problem)
            return None
    if follower.head is None or _is_cut(follower.head, checkpoint):
        _logger.critical("%s ends before its last checkpoint", place.path.name)
        return None
    return Tail(place.number, length, follower.head)


def _is_cut(head: Head, checkpoint: Checkpoint | None) -> bool:
    return checkpoint is not None and head.seq < checkpoint.seq
