"""A service of several workers in processes of its own, followed by what it writes."""

import re
import subprocess
import sys
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO

ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0


class Service:
    """The command ``caveat serve``, from its start to its end."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: Queue[str | None] = Queue()
        self._read: deque[str] = deque()
        self._thread = Thread(target=self._follow, args=(process.stderr, process.stdout))
        self._thread.start()

    @property
    def log(self) -> str:
        """All lines so far that were waited for, or all once it has ended."""
        return "".join(self._read)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Give the next line in which this pattern is found."""
        while (line := self._lines.get(timeout=_PATIENCE)) is not None:
            self._read.append(line)
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"{pattern!r} was never written:\n{self.log}")

    def started(self) -> int:
        """Give the process id of the worker that starts next."""
        return int(self.wait_for(r"INFO worker (\d+) starts")[1])

    def end(self) -> int:
        """Wait for the end, and give the exit code."""
        code = self.process.wait(_PATIENCE)
        self._thread.join(_PATIENCE)
        while not self._lines.empty():
            self._read.append(self._lines.get() or "")
        return code

    def _follow(self, *streams: IO[str] | None) -> None:
        threads = [Thread(target=self._drain, args=(stream,)) for stream in streams]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._lines.put(None)

    def _drain(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)


@contextmanager
def supervised(*options: str, workers: int = 2) -> Generator[Service]:
    """Start the service; what is left of it is killed."""
    command = (sys.executable, "-m", "caveat.client", "serve", "--workers", str(workers), *options)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as process:  # noqa: S603  our own program
        service = Service(process)
        try:
            yield service
        finally:
            process.kill()
            service.end()
