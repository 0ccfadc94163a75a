"""Several processes on the same ports, started together and each replaced when it ends."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from threading import Thread
from typing import Any, TypeVar

from caveat.server.exposure import refuse_exposure
from caveat.server.log import write_log
from caveat.server.port import hold_port
from caveat.server.process import Worker
from caveat.server.settings import Addresses, Settings
from caveat.server.sight.sharing import fold, shared_folder
from caveat.source.errors import CaveatError, SettingsError

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
            workers = [self._start(cpu) for cpu in _cpus(self._settings)]
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
        """Replace a worker whenever it ends."""
        ends = 0
        while True:
            end = await worker.ended()
            self._running.discard(worker)
            _logger.error("%s ended %s", worker.name, end)
            self._keep_counts(worker)
            ends = 1 if worker.age > _STEADY_SECONDS else ends + 1
            worker = await self._replaced(worker.cpu, ends)

    async def _replaced(self, cpu: int | None, ends: int) -> Worker:
        """Start a worker until one listens, each time later; ``ends`` came soon one by one."""
        while True:
            await asyncio.sleep(_pause(ends))
            try:
                worker = self._start(cpu)
                await self._admit(worker)
            except CaveatError as error:
                self._count(error)
            else:
                self._failures = 0
                return worker
            ends += 1

    def _keep_counts(self, worker: Worker) -> None:
        """Keep what a worker that has ended had counted."""
        if self._settings.sight.counts:
            fold(self._settings.sight.counts, worker.pid)

    def _start(self, cpu: int | None) -> Worker:
        worker = Worker(self._settings, cpu)
        self._running.add(worker)
        _logger.info("%s starts", worker.name)
        return worker

    async def _admit(self, worker: Worker) -> None:
        try:
            await worker.loaded()
            await worker.listen()
        except CaveatError:
            self._running.discard(worker)
            await worker.stop()
            raise

    def _count(self, error: CaveatError) -> None:
        """Give up where nothing serves and nothing can be started either."""
        _logger.error("a worker cannot start: %s", error)
        self._failures += 1
        if self._failures >= _MOST_FAILURES and not any(one.listens for one in self._running):
            raise error


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
    write_log(settings.sight.log_format, by_process=True)
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
    sight = replace(settings.sight, counts=held.enter_context(shared_folder()))
    return replace(settings, port=port, http=http, sight=sight)


def _held(host: str, port: int, option: str, held: ExitStack) -> int:
    number: int = held.enter_context(hold_port(host, port, option)).getsockname()[1]
    return number


def _refuse_what_workers_cannot(settings: Settings) -> None:
    refuse_exposure(settings)
    if sys.platform != "linux":
        raise SettingsError("--workers needs Linux, which spreads connections over processes")
    if settings.http and settings.http.issuers:
        # Each would take a token once, and know nothing of those that the others took.
        raise SettingsError("--cds-issuer needs --workers 1: a token is to be taken once")


def _cpus(settings: Settings) -> Sequence[int | None]:
    """Give each worker a CPU of its own, or none."""
    if not settings.pin:
        return [None] * settings.workers
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < settings.workers:
        raise SettingsError(f"--pin needs a CPU for each worker, and there are {len(cpus)}")
    return cpus[: settings.workers]


def _pause(ends: int) -> float:
    """Give the seconds to wait before a worker is replaced that ended so often soon."""
    return 0.0 if ends == 1 else min(_LONGEST_PAUSE, 0.1 * 2**ends)
