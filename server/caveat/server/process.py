"""One worker as its parent has it: a process, and a pipe to it."""

import asyncio
import os
import signal
from collections.abc import Generator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from time import monotonic
from typing import cast

from caveat.server.errors import WorkersError
from caveat.server.settings import Addresses, Settings
from caveat.server.worker import Said, work
from caveat.source.errors import PackError, SettingsError

# A process that is forked could inherit a gRPC that is half alive.
_SPAWN = get_context("spawn")
_GRACE_SECONDS = 5.0
_OF_THE_TERMINAL = (signal.SIGINT, signal.SIGHUP)


class Worker:
    """A process that loads, listens once it is told to, and serves until it is stopped.

    It ends too when this process does, whatever ends it. It stays on ``cpu``, if there is one.
    ``WorkersError`` if there can be no more processes.
    """

    def __init__(self, settings: Settings, cpu: int | None) -> None:
        self.cpu = cpu
        self._drain_seconds = settings.drain_seconds
        try:
            self._pipe, theirs = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=work, args=(settings, theirs, cpu), daemon=True)
            with _signals_held_back(), theirs:
                self._process.start()
        except OSError as error:
            raise WorkersError(f"no process can be started: {error.strerror}") from None
        self._started = monotonic()
        self.listens = False

    @property
    def age(self) -> float:
        """The seconds since its start."""
        return monotonic() - self._started

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid or 0

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"worker {self.pid}"

    async def loaded(self) -> None:
        """Wait until it has loaded; ``PackError``, ``SettingsError`` or ``WorkersError``."""
        await self._heard()

    async def listen(self) -> Addresses:
        """Have it listen, and say where; errors as of ``loaded``."""
        with suppress(OSError):  # where it has ended, it is heard
            self._pipe.send(None)
        addresses = cast("Addresses", await self._heard())
        self.listens = True
        return addresses

    async def ended(self) -> str:
        """Wait for its end, and say how it was."""
        await _readable(self._process.sentinel)
        self.listens = False
        return self._end()

    async def stop(self) -> None:
        """Let calls in flight end; one that does not listen, or takes too long, is killed."""
        self._pipe.close()
        if self.listens:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._drain_seconds + _GRACE_SECONDS):
                    await self.ended()
        self.kill()
        self._end()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def hang_up(self) -> None:
        """Pass a SIGHUP on."""
        if self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGHUP)

    async def _heard(self) -> Addresses | None:
        await _readable(self._pipe.fileno())
        try:
            said: Said = self._pipe.recv()
        except (EOFError, OSError):
            raise WorkersError(f"{self.name} ended before it listened, {self._end()}") from None
        if isinstance(said, tuple):
            raise PackError(said)
        if isinstance(said, SettingsError):
            raise said
        return said

    def _end(self) -> str:
        self._process.join()
        code = self._process.exitcode or 0
        return f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"


@contextmanager
def _signals_held_back() -> Generator[None]:
    """Keep what a terminal sends to every process off a new one, until it can ignore it."""
    resource_tracker.ensure_running()  # starting it would let the signals through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _OF_THE_TERMINAL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


async def _readable(descriptor: int) -> None:
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(descriptor)
