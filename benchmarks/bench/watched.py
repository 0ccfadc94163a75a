"""Programs that run to their end, with what they took: the time, and the memory of all of them."""

import os
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from benchmarks.bench.process import family_of, resident_bytes
from benchmarks.bench.service import ROOT

_EVERY = 0.03
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Watched:
    """How a program ended; ``peak`` is the most memory, in bytes, that its processes had at once.

    Memory that two processes share counts twice, and what lasts less than a look may be missed.
    """

    code: int
    output: str
    errors: str
    seconds: float
    peak: int


def watch(command: Sequence[str], limit: float, environment: Mapping[str, str]) -> Watched:
    """Run a program of the project; ``RuntimeError`` if it takes longer than so many seconds."""
    start = time.perf_counter()
    with (
        subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
        ) as process,
        _looking(process.pid) as looks,
    ):
        try:
            output, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"it took longer than {limit:g} seconds") from None
        finally:
            process.kill()
        seconds = time.perf_counter() - start
    return Watched(process.returncode, output, errors, seconds, max(looks.seen, default=0))


@dataclass(frozen=True, slots=True)
class _Looks:
    seen: list[int] = field(default_factory=list[int])
    ended: Event = field(default_factory=Event)

    def look(self, pid: int) -> None:
        while not self.ended.wait(_EVERY):
            self.seen.append(sum(map(resident_bytes, family_of(pid))))


@contextmanager
def _looking(pid: int) -> Generator[_Looks]:
    """Look at the memory of a process and its descendants again and again."""
    looks = _Looks()
    thread = Thread(target=looks.look, args=(pid,))
    thread.start()
    try:
        yield looks
    finally:
        looks.ended.set()
        thread.join()
