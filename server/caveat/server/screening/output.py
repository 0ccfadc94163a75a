"""The file of the answers: for its owner alone, and written by one run at a time."""

import os
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from caveat.source.errors import SettingsError

_MODE = 0o600


class Output:
    """Appends whole lines; ``is_new`` where this run made the file."""

    def __init__(self, path: Path, file: FileIO, *, is_new: bool) -> None:
        self.is_new = is_new
        self._path = path
        self._file = file

    def cut(self, size: int) -> None:
        """Keep so many bytes, those of an earlier run; ``SettingsError`` if they are not there."""
        if self._file.seek(0, os.SEEK_END) < size:
            raise SettingsError(f"{self._path} is shorter than the earlier run has left it")
        self._path.chmod(_MODE)
        self._file.truncate(size)
        self._file.seek(size)

    def write(self, lines: bytes) -> None:
        """Append some lines; ``SettingsError`` where there is no room."""
        left = memoryview(lines)
        with _failing(self._path):
            while left:
                left = left[self._file.write(left) :]

    def sync(self) -> int:
        """Bring all to the disk, and give the size."""
        with _failing(self._path):
            os.fsync(self._file.fileno())
        return self._file.tell()


@contextmanager
def output_at(path: Path) -> Generator[Output]:
    """Open or make the file, and lock it; ``SettingsError`` where it cannot be had."""
    with _failing(path):
        descriptor, is_new = _opened(path)
    with FileIO(descriptor, "r+") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SettingsError(f"{path} is no regular file")
        _lock(descriptor, path)
        yield Output(path, file, is_new=is_new)


@contextmanager
def _failing(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None


def _opened(path: Path) -> tuple[int, bool]:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE), True
    except FileExistsError:
        return os.open(path, os.O_RDWR), False


def _lock(descriptor: int, path: Path) -> None:
    """Lock until the file is closed, however the process ends; Windows has no such lock."""
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415  only where there is one

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SettingsError(f"another run is writing {path}") from None
