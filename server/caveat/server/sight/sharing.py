"""How several workers share what they count, so that each of them can give the whole.

Each writes a file of its own, now and then; its parent, who sees its end, adds its last one to
those of all that have ended. A worker that is killed loses what it counted since it last wrote.
"""

import fcntl
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from caveat.server.sight.counts import Counts, Told, together
from caveat.source.errors import SettingsError

WORKER_ENDS = "worker_ends"

_LOCK = "lock"
_ENDED = "ended"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of random name is made in it

_told = msgspec.msgpack.Decoder(Told)
_counts = msgspec.msgpack.Decoder(Counts)


class Others(NamedTuple):
    """What the other workers tell, and what those that have ended had counted."""

    told: tuple[Told, ...]
    ended: Counts


@contextmanager
def shared_folder() -> Generator[Path]:
    """Make the folder for as long as the workers run; ``SettingsError`` if there can be none."""
    within = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    try:
        made = tempfile.TemporaryDirectory(prefix="caveat-", dir=within, ignore_cleanup_errors=True)
    except OSError as error:
        reason = f"no folder can be made for what workers count: {error.strerror}"
        raise SettingsError(reason) from None
    with made as name:
        folder = Path(name)
        (folder / _LOCK).touch()
        yield folder


def tell(folder: Path, told: Told) -> None:
    """Replace what this worker told; ``OSError`` where it cannot be written."""
    _replace(folder / str(told.standing.pid), msgspec.msgpack.encode(told))


def others(folder: Path, pid: int) -> Others:
    """Read what all but this worker tell."""
    with _locked(folder, fcntl.LOCK_SH):
        theirs = (_told_in(path) for path in _files(folder))
        told = tuple(each for each in theirs if each and each.standing.pid != pid)
        return Others(told, _ended(folder))


def fold(folder: Path, pid: int) -> None:
    """Keep what a worker that has ended had counted, and count its end; for the parent."""
    file = folder / str(pid)
    with _locked(folder, fcntl.LOCK_EX):
        told = _told_in(file) if file.exists() else None
        last = [told.counts] if told else []
        end = Counts({WORKER_ENDS: {(): 1}})
        _replace(folder / _ENDED, msgspec.msgpack.encode(together((_ended(folder), *last, end))))
        file.unlink(missing_ok=True)


def _told_in(file: Path) -> Told | None:
    """Give what a worker told; what cannot be read is not worth a service."""
    try:
        return _told.decode(file.read_bytes())
    except msgspec.MsgspecError:
        return None


def _ended(folder: Path) -> Counts:
    file = folder / _ENDED
    return _counts.decode(file.read_bytes()) if file.exists() else Counts()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.name.isdigit())


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that nobody reads half of it."""
    fresh = file.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(file)


@contextmanager
def _locked(folder: Path, how: int) -> Generator[None]:
    """Keep a worker's file from being counted twice, or not at all, while it is folded."""
    with (folder / _LOCK).open("rb") as lock:
        fcntl.flock(lock, how)
        yield
