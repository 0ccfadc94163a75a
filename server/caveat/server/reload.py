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
from caveat.source.errors import PackError

_TURN = 0.0005

_logger = logging.getLogger(__name__)


GetReady = Callable[[Checker], Callable[[], None]]


class Reload:
    """Takes up the packs of some settings anew, as often as it is asked to, one time after another.

    It keeps nothing of who asks: a server that is held in a circle would end with a collection, in
    whatever thread that runs.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._is_wanted = False
        self._task: asyncio.Task[None] | None = None

    def ask(self, checker: Checker, get_ready: GetReady) -> None:
        """Begin, or begin again once the reload that goes on has ended.

        ``get_ready`` is told the new packs' checker, in a thread, and gives what changes over.
        """
        self._is_wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._reload(checker, get_ready))

    async def stop(self) -> None:
        """End a reload that goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _reload(self, checker: Checker, get_ready: GetReady) -> None:
        while self._is_wanted:
            self._is_wanted = False
            _logger.info("reading the packs anew")
            if await _prepare(self._settings.packs):
                await self._change_over(checker, get_ready)

    async def _change_over(self, checker: Checker, get_ready: GetReady) -> None:
        try:
            with _turns_of(_TURN):
                fresh, change_over = await asyncio.to_thread(self._load, checker, get_ready)
        except PackError as error:
            _refuse(str(error))
            return
        change_over()
        gc.freeze()
        uses = ", ".join(f"{use.id} {use.version} {use.digest[:12]}" for use in fresh.book.uses)
        _logger.info("serving the packs %s", uses)

    def _load(self, checker: Checker, get_ready: GetReady) -> tuple[Checker, Callable[[], None]]:
        fresh = checker.reloaded(self._settings.packs)
        return fresh, get_ready(fresh)


@contextmanager
def _turns_of(seconds: float) -> Generator[None]:
    """Have threads take turns of so many seconds: a call waits for several of another's."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


async def _prepare(packs: tuple[Path, ...]) -> bool:
    """Have another process read the packs; say whether they can be served."""
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
        _refuse(said.decode(errors="replace").strip())
    return process.returncode == 0


def _refuse(problems: str) -> None:
    _logger.error("the packs are not taken up, those before them stay:\n%s", problems)
