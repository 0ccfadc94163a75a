"""One worker as its parent has it: a process, and a pipe to it."""

import asyncio
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, reduction, resource_tracker
from time import monotonic
from typing import TypeVar

from caveat.server.errors import WorkersError
from caveat.server.preparing import Prepared
from caveat.server.said import Asked, Begin, Listen, Load, Loaded, Refuse, Reloaded, TakeUp
from caveat.server.said import ToParent as Said
from caveat.server.settings import Addresses, Allowed, Settings
from caveat.server.state import Attempt, Outcome
from caveat.server.worker import work
from caveat.source.errors import PackError, SettingsError

# A process that is forked could inherit a gRPC that is half alive.
_SPAWN = get_context("spawn")
_GRACE_SECONDS = 5.0
_OF_THE_TERMINAL = (signal.SIGINT, signal.SIGHUP)

_Kind = TypeVar("_Kind")


class Worker:
    """A process that loads, listens once it is told to, and serves until it is stopped.

    It ends too when this process does, whatever ends it. Who asks it for a reload is ``heard``.
    ``WorkersError`` if there can be no more processes.
    """

    def __init__(self, settings: Settings, heard: Callable[["Worker", Asked], None]) -> None:
        self.packs: Prepared | None = None
        self.listens = False
        self._drain_seconds = settings.drain_seconds
        self._heard = heard
        self._turn = asyncio.Lock()
        self._answers: asyncio.Queue[Said | None] = asyncio.Queue()
        try:
            self._pipe, theirs = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=work, args=(settings, theirs), daemon=True)
            with _signals_held_back(), theirs:
                self._process.start()
        except OSError as error:
            raise WorkersError(f"no process can be started: {error.strerror}") from None
        self._started = monotonic()
        asyncio.get_running_loop().add_reader(self._pipe.fileno(), self._hear)

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

    async def load(self, packs: Prepared) -> None:
        """Have it open packs; ``PackError``, ``SettingsError`` or ``WorkersError``."""
        async with self._turn:
            self._say(Load(), packs)
            await self._answer(Loaded)
            self.packs = packs

    async def listen(self, cpu: int | None) -> Addresses:
        """Have it listen, on this CPU if there is one, and say where; errors as of ``load``."""
        async with self._turn:
            self._say(Listen(cpu))
            addresses = await self._answer(Addresses)
            self.listens = True
            return addresses

    async def take_up(self, packs: Prepared, allowed: Allowed) -> Attempt | None:
        """Have it serve other packs, and say how that ended; ``None`` where it has ended."""
        async with self._turn:
            self._say(TakeUp(allowed), packs)
            with suppress(WorkersError):
                attempt = await self._answer(Attempt)
                self.packs = packs if attempt.outcome is Outcome.TAKEN_UP else self.packs
                return attempt
        return None

    def tell(self, said: Begin | Refuse | Reloaded) -> None:
        """Say what needs no answer."""
        self._say(said)

    async def ended(self) -> str:
        """Wait for its end, and say how it was."""
        await _readable(self._process.sentinel)
        self.listens = False
        return self._end()

    async def stop(self) -> None:
        """Let calls in flight end; one that does not listen, or takes too long, is killed."""
        self._close()
        if self.listens:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._drain_seconds + _GRACE_SECONDS):
                    await self.ended()
        self.kill()
        self._end()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def _say(
        self,
        said: Load | Listen | Begin | Refuse | TakeUp | Reloaded,
        packs: Prepared | None = None,
    ) -> None:
        with suppress(OSError):  # where it has ended, it is heard
            self._pipe.send(said)
            if packs and self._process.pid:
                reduction.send_handle(self._pipe, packs.fileno(), self._process.pid)

    def _hear(self) -> None:
        try:
            said: Said = self._pipe.recv()
        except (EOFError, OSError):
            self._close()
            self._answers.put_nowait(None)
            return
        if isinstance(said, Asked):
            self._heard(self, said)
        else:
            self._answers.put_nowait(said)

    async def _answer(self, kind: type[_Kind]) -> _Kind:
        said = await self._answers.get()
        if isinstance(said, tuple):
            raise PackError(said)
        if isinstance(said, SettingsError):
            raise said
        if not isinstance(said, kind):
            self._answers.put_nowait(None)  # it has ended for all who wait
            raise WorkersError(f"{self.name} ended before it listened, {self._end()}")
        return said

    def _close(self) -> None:
        if not self._pipe.closed:
            asyncio.get_running_loop().remove_reader(self._pipe.fileno())
            self._pipe.close()

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
