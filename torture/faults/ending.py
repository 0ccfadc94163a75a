"""Workers that are killed, and services that are told to end, while callers call."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

from torture.crowd import crowd
from torture.result import Count, none
from torture.run import Run
from torture.service import Service, serving

_MOST_MILLISECONDS = 1000
_MOST_SECONDS_OF_AN_END = 30
_PATIENCE = 20.0
_LOOK_EVERY = 0.005
_BETWEEN = 0.5


def kill(run: Run) -> Iterator[Count]:
    """Kill one of two workers, again and again."""
    folder = run.new_folder()
    with (
        serving(folder, "--workers", "2") as service,
        crowd(service.address, run.known_file) as innocents,
    ):
        seconds = [_killed(service, folder / "log") for _ in range(run.times(10, 2))]
        tally = innocents.dismiss()
        yield Count("workers killed", len(seconds), least=1)
        yield from tally.answers()
        yield from tally.no_failures()
        yield Count("slowest call", tally.slowest, "ms", most=_MOST_MILLISECONDS)
        yield Count("slowest replacement", max(seconds), "s", most=1.0)
        yield none("exit code", service.stop())


def _killed(service: Service, log: Path) -> float:
    """Kill the oldest worker, and give the seconds until another one serves in its place."""
    served = _serving(log)
    os.kill(service.workers[0], signal.SIGKILL)
    started = time.monotonic()
    while _serving(log) == served:
        if time.monotonic() > started + _PATIENCE:
            raise TimeoutError("no worker took the place of the one that was killed")
        time.sleep(_LOOK_EVERY)
    seconds = time.monotonic() - started
    time.sleep(_BETWEEN)
    return seconds


def _serving(log: Path) -> int:
    """Count how often a worker has said that it serves."""
    return log.read_text().count("serving gRPC on")


def stop(run: Run) -> Iterator[Count]:
    """Have one of two services end and come back, again and again, as in a change of versions."""
    with ExitStack() as stack:
        pair = [stack.enter_context(_Replaced(run)) for _ in range(2)]
        addresses = ",".join(each.address for each in pair)
        with crowd(addresses, run.known_file, "--callers", "8") as innocents:
            ends = [pair[turn % 2].replace() for turn in range(run.times(20, 2))]
            tally = innocents.dismiss()
    yield Count("services ended", len(ends), least=1)
    yield from tally.answers()
    yield from tally.no_failures()
    yield Count("slowest call", tally.slowest, "ms")
    yield Count("slowest end", max(end.seconds for end in ends), "s", most=_MOST_SECONDS_OF_AN_END)
    yield none("exit codes other than 0", sum(end.code != 0 for end in ends))


class _End(NamedTuple):
    seconds: float
    code: int


class _Replaced(AbstractContextManager["_Replaced"]):
    """A service that is replaced by another one on the same port."""

    def __init__(self, run: Run) -> None:
        self._folder = run.new_folder()
        self._opened = ExitStack()
        self._service = self._opened.enter_context(serving(self._folder))
        self.address = self._service.address

    def replace(self) -> _End:
        """Have it end, and start the next one."""
        started = time.monotonic()
        code = self._service.stop()
        seconds = time.monotonic() - started
        self._opened.close()
        port = self.address.rpartition(":")[2]
        self._service = self._opened.enter_context(serving(self._folder, "--port", port))
        return _End(seconds, code)

    def __exit__(self, *_: object) -> None:
        self._opened.close()
