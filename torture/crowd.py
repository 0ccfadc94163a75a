"""Innocent callers beside a fault."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from torture.tally import Tally

_ENDS_WITHIN = 60.0
_ROOT = Path(__file__).parents[1]


class Crowd:
    """Callers that go on until they are asked for what they saw."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def dismiss(self) -> Tally:
        """Let them end, and give what they saw."""
        told, _ = self._process.communicate(timeout=_ENDS_WITHIN)
        return msgspec.json.decode(told, type=Tally)


@contextmanager
def crowd(address: str, known: Path, *options: str) -> Generator[Crowd]:
    """Have innocent callers call a service; ``options`` are those of ``torture.innocents``."""
    command = (sys.executable, "-m", "torture.innocents", address, str(known), *options)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=_ROOT) as process:  # noqa: S603 - our own program
        try:
            if process.stdout is None or process.stdout.readline() != b"calling\n":
                raise RuntimeError("the innocent callers did not begin")
            yield Crowd(process)
        finally:
            process.kill()
