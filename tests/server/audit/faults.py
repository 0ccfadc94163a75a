"""A disk that fails when it is told to, and a process that writes until it is ended."""

import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from caveat.server.audit.disk import Disk

ROOT = Path(__file__).parents[3]
_WRITER = """
import sys
from pathlib import Path
from tests.server.audit.examples import decision, opened, shelf_of
with opened(shelf_of(Path(sys.argv[1]))) as log:
    for number in range(int(sys.argv[2])):
        recorded = log.record_and_wait(decision(number))
        print(f"check-{number}" if recorded else "-", flush=True)
"""


class FailingDisk:
    """Fails each write or sync while ``reason`` is set, to an errno.

    ``room`` is how many bytes of a write that fails are written nevertheless.
    """

    def __init__(self, *, on_sync: bool = False, room: int = 0) -> None:
        self.reason = 0
        self.tries = 0
        self._on_sync = on_sync
        self._room = room
        self.disk = Disk(self._write, self._sync)

    def _write(self, file: int, text: memoryview) -> int:
        if not self.reason or self._on_sync:
            return os.write(file, text)
        if self._room and len(text) > self._room:
            room, self._room = self._room, 0
            return os.write(file, text[:room])
        self._fail()
        return 0

    def _sync(self, file: int) -> None:
        if self.reason and self._on_sync:
            self._fail()
        os.fdatasync(file)

    def _fail(self) -> None:
        self.tries += 1
        raise OSError(self.reason, errno.errorcode[self.reason])


def writing(folder: Path, count: int, *before: str) -> "subprocess.Popen[str]":
    """Start a process that writes so many decisions, and prints the id of each acknowledged one."""
    command: Sequence[str] = (*before, sys.executable, "-c", _WRITER, str(folder), str(count))
    return subprocess.Popen(  # noqa: S603  our own program
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def said(process: "subprocess.Popen[str]", count: int = 0) -> list[str]:
    """Read the ids that were acknowledged, and - for each that was not, until the process ends.

    Where there is a count, until there are so many.
    """
    assert process.stdout
    lines: list[str] = []
    while (not count or len(lines) < count) and (line := process.stdout.readline()):
        lines.append(line.strip())
    return lines
