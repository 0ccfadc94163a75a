"""Takes up packs that have changed, while the service goes on.

A process of its own reads, compiles and runs the examples of the new packs, and leaves what it
compiled in the cache. The service opens that, and changes over between two calls; what is wrong
with the new packs leaves it with those that it has.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from caveat.rules import Checker
from caveat.server.settings import Settings
from caveat.server.state import Attempt, ServiceState
from caveat.source.errors import PackError, UnavailableError

_TURN = 0.0005

_logger = logging.getLogger(__name__)


GetReady = Callable[[Checker], Callable[[], None]]


class Reload:
    """Takes up the packs of some settings anew, as often as it is asked to, one time after another.

    ``get_ready`` is told the new packs' checker, in a thread, and gives what changes over. Nothing
    here may know the server: held in a circle, it would end with a collection, in whatever thread
    that runs.
    """

    def __init__(
        self, settings: Settings, checker: Checker, get_ready: GetReady, state: ServiceState
    ) -> None:
        self._settings = settings
        self._checker = checker
        self._get_ready = get_ready
        self._state = state
        self._next: asyncio.Future[Attempt] | None = None
        self._task: asyncio.Task[None] | None = None

    def ask(self) -> asyncio.Future[Attempt]:
        """Begin, or begin again once the reload that goes on has ended.

        All who ask in the meantime share that one, and are told how it ended.
        """
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        asked = self._next
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return asked

    async def ended(self) -> Attempt:
        """Ask, and wait for the end; ``UnavailableError`` where the service stops before it."""
        return await asyncio.shield(self.ask())

    async def stop(self) -> None:
        """End a reload that goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        asked = None
        try:
            while self._next:
                asked, self._next = self._next, None
                asked.set_result(await self._attempt())
        finally:
            for waiting in (asked, self._next):
                if waiting and not waiting.done():
                    waiting.set_exception(UnavailableError("the service stops"))
                    waiting.exception()  # whoever asked without waiting is gone

    async def _attempt(self) -> Attempt:
        _logger.info("reading the packs anew")
        self._state.begin()
        try:
            await _prepare(self._settings.packs)
            await self._change_over()
        except RefusedError as error:
            _logger.error("the packs are not taken up, those before them stay:\n%s", error)  # noqa: TRY400  it is no fault of ours
            return self._state.refuse(str(error))
        return self._state.take_up()

    async def _change_over(self) -> None:
        try:
            with _turns_of(_TURN):
                fresh, change_over = await asyncio.to_thread(self._load)
        except PackError as error:
            raise RefusedError(str(error)) from None
        change_over()
        gc.freeze()
        uses = ", ".join(f"{use.id} {use.version} {use.digest[:12]}" for use in fresh.book.uses)
        _logger.info("serving the packs %s", uses)

    def _load(self) -> tuple[Checker, Callable[[], None]]:
        fresh = self._checker.reloaded(self._settings.packs)
        return fresh, self._get_ready(fresh)


class RefusedError(Exception):
    """Why packs are not taken up: every problem, a line each."""


@contextmanager
def _turns_of(seconds: float) -> Generator[None]:
    """Have threads take turns of so many seconds: a call waits for several of another's."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


async def _prepare(packs: tuple[Path, ...]) -> None:
    """Have another process read the packs; ``RefusedError`` where they cannot be served."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "caveat.authoring.prepare", *map(str, packs)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise RefusedError(said.decode(errors="replace").strip())
