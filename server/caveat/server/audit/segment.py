"""One file of a stream while it is written: only added to, and on the disk before it counts."""

import os
from contextlib import suppress
from pathlib import Path

from caveat.server.audit.disk import Disk, sync_folder

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND


class Segment:
    """A new file; whatever raises ``OSError`` makes it one that is never written again."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk
        self._file = os.open(path, _FLAGS, 0o600)
        self.length = 0
        """Bytes that are surely on the disk."""

    def append(self, lines: bytes) -> None:
        """Write whole lines, and return once the disk has them."""
        rest = memoryview(lines)
        while rest:
            rest = rest[self._disk.write(self._file, rest) :]
        self._disk.sync(self._file)
        if not self.length:
            sync_folder(self._path.parent)
        self.length += len(lines)

    def close(self) -> None:
        """Close the file; one in which nothing counts goes away if it can."""
        with suppress(OSError):
            os.close(self._file)
        if not self.length:
            with suppress(OSError):
                self._path.unlink()
