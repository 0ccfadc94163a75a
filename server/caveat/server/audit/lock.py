"""Who writes a stream has its lock, for as long as the process lives."""

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Lock:
    """A file that one process has locked."""

    def __init__(self, file: int) -> None:
        self._file = file

    def release(self) -> None:
        """Let another process have it."""
        os.close(self._file)


def take_lock(path: Path) -> Lock | None:
    """Lock a file, making it if need be; ``None`` where another process has it, or may have it."""
    existed = path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if _locked(file, new=not existed):
        return Lock(file)
    os.close(file)
    return None


def _locked(file: int, *, new: bool) -> bool:
    if sys.platform == "win32":
        return new
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
