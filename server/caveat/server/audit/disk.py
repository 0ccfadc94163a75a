"""What is asked of the system, and what it may answer instead."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_PASSING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


class Disk(NamedTuple):
    """How to write to a file, and to have it on the disk."""

    write: Callable[[int, memoryview], int] = os.write
    sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


DISK = Disk()
"""The system's own."""


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system knows such a thing."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def reason_of(error: OSError) -> str:
    """Say what failed, without a path."""
    return os.strerror(error.errno) if error.errno else type(error).__name__


def may_pass(error: OSError) -> bool:
    """Say whether the disk failed, rather than who named the place."""
    return error.errno in _PASSING
