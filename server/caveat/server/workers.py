"""Several processes on the same ports, started together and each replaced when it ends."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from threading import Thread
from typing import Any, TypeVar

from caveat.server.errors import WorkersError
from caveat.server.log import write_log
from caveat.server.port import hold_port
from caveat.server.process import Worker
from caveat.server.settings import Addresses, Settings
from caveat.source.errors import PackError, SettingsError

_STEADY_SECONDS = 10.0
_LONGEST_PAUSE = 10.0
_MOST_FAILURES = 5

_Result = TypeVar("_Result")

Ready = Callable[[Addresses], None]

_logger = logging.getLogger(__name__)


class Workers:
    """The workers, and what becomes of them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: set[Worker] = set()
        self._failures = 0

    async def serve(self, ready: Ready | None = None) -> None:
        """Serve until this is cancelled; then let calls in flight end.

        ``PackError``, ``SettingsError`` or ``WorkersError`` if no worker can start.
        """
        try:
            workers = [self._start() for _ in range(self._settings.workers)]
            # They listen together: callers would all connect to the first one that does.
            await _together([worker.loaded() for worker in workers])
            addresses = await _together([worker.listen() for worker in workers])
            if ready:
                Thread(target=ready, args=(addresses[0],), daemon=True).start()
            await _together([self._keep(worker) for worker in workers])
        finally:
            await asyncio.gather(*(worker.stop() for worker in self._running))

    def kill(self) -> None:
        """End all workers at once."""
        for worker in self._running:
            worker.kill()

    def hang_up(self) -> None:
        """Pass a SIGHUP on to all workers."""
        for worker in self._running:
            worker.hang_up()

    async def _keep(self, worker: Worker) -> None:
        """Replace a worker when it ends, later where it keeps ending soon."""
        ends = 0
        while True:
            end = await worker.ended()
            self._running.discard(worker)
            _logger.error("%s ended %s", worker.name, end)
            ends = 1 if worker.age > _STEADY_SECONDS else ends + 1
            await asyncio.sleep(_pause(ends))
            worker = self._start()
            await self._admit(worker)

    def _start(self) -> Worker:
        worker = Worker(self._settings)
        self._running.add(worker)
        _logger.info("%s starts", worker.name)
        return worker

    async def _admit(self, worker: Worker) -> None:
        """Have a replacement listen; its errors are raised where nothing else serves."""
        try:
            await worker.loaded()
            await worker.listen()
        except (PackError, SettingsError, WorkersError) as error:
            _logger.error("a worker cannot start: %s", error)  # noqa: TRY400  the words say all
            worker.kill()
            self._failures += 1
            if self._failures >= _MOST_FAILURES and not any(one.listens for one in self._running):
                raise
        else:
            self._failures = 0


async def _together(calls: Iterable[Coroutine[Any, Any, _Result]]) -> list[_Result]:
    """Give all results; the first error ends the other calls."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]


def run(settings: Settings, ready: Ready | None = None) -> None:
    """Serve by several processes until a signal comes; errors as of ``Workers.serve``."""
    write_log(by_process=True)
    _refuse_what_workers_cannot(settings)
    with ExitStack() as held:
        asyncio.run(_supervise(Workers(_holding(settings, held)), ready))


async def _supervise(workers: Workers, ready: Ready | None) -> None:
    """Let calls end at the first SIGTERM or SIGINT, and end everything at a second one."""
    loop, serving = asyncio.get_running_loop(), asyncio.create_task(workers.serve(ready))

    def interrupt(number: int) -> None:
        if serving.cancelling():
            workers.kill()
            loop.remove_signal_handler(number)
            signal.raise_signal(number)
        serving.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, interrupt, number)
    loop.add_signal_handler(signal.SIGHUP, workers.hang_up)
    with suppress(asyncio.CancelledError):
        await serving


def _holding(settings: Settings, held: ExitStack) -> Settings:
    """Hold the ports, so that all workers get the same ones and nobody else does."""
    port, http = _held(settings.host, settings.port, "--port", held), settings.http
    if http:
        http = replace(http, port=_held(settings.host, http.port, "--http-port", held))
    return replace(settings, port=port, http=http)


def _held(host: str, port: int, option: str, held: ExitStack) -> int:
    number: int = held.enter_context(hold_port(host, port, option)).getsockname()[1]
    return number


def _refuse_what_workers_cannot(settings: Settings) -> None:
    if sys.platform != "linux":
        raise SettingsError("--workers needs Linux, which spreads connections over processes")
    if settings.http and settings.http.issuers:
        # Each would take a token once, and know nothing of those that the others took.
        raise SettingsError("--cds-issuer needs --workers 1: a token is to be taken once")


def _pause(ends: int) -> float:
    """Give the seconds to wait before a worker is replaced that ended so often soon."""
    return 0.0 if ends == 1 else min(_LONGEST_PAUSE, 0.1 * 2**ends)
