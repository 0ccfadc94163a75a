"""One worker more, which has loaded and waits to take the place of one that ends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from caveat.server.preparing import Prepared
from caveat.server.process import Worker
from caveat.source.errors import CaveatError

_LONGEST_PAUSE = 10.0

_logger = logging.getLogger(__name__)


class Reserve:
    """Keeps one worker that could listen at once; ``start`` gives one, ``forget`` those that end.

    To start a process and load takes some tenths of a second on an idle machine, and seconds on a
    busy one; to tell one that it should listen takes a message.
    """

    def __init__(
        self, start: Callable[[], Awaitable[Worker]], forget: Callable[[Worker], None]
    ) -> None:
        self._start = start
        self._forget = forget
        self._changed = asyncio.Event()
        self._worker: Worker | None = None

    def take(self) -> Worker | None:
        """Give the worker, if there is one now; another one will follow it."""
        worker, self._worker = self._worker, None
        self._changed.set()
        return worker

    async def renew(self, packs: Prepared) -> None:
        """Have the worker open the packs that are served now; one that cannot is forgotten."""
        if self._worker:
            with suppress(CaveatError):
                await self._worker.load(packs)

    async def keep(self) -> None:
        """Have a worker stand by, always."""
        ends = 0
        while True:
            await asyncio.sleep(pause(ends))
            try:
                worker = await self._start()
            except CaveatError as error:
                _logger.error("no worker can stand by: %s", error)  # noqa: TRY400  it is no fault of ours
                ends += 1
                continue
            ends = 0 if await self._stands_by(worker) else ends + 1

    async def _stands_by(self, worker: Worker) -> bool:
        """Wait until a worker is taken; say whether it was, or ended before."""
        _logger.info("%s stands by", worker.name)
        self._worker = worker
        self._changed.clear()
        ended, taken = (
            asyncio.create_task(worker.ended()),
            asyncio.create_task(self._changed.wait()),
        )
        try:
            await asyncio.wait((ended, taken), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            taken.cancel()
            await asyncio.gather(ended, taken, return_exceptions=True)
        if self._worker is not worker:
            return True
        self._worker = None
        self._forget(worker)
        return False


def pause(ends: int) -> float:
    """Give the seconds to wait before a worker is replaced that ended so often soon."""
    return 0.0 if ends <= 1 else min(_LONGEST_PAUSE, 0.1 * 2**ends)
