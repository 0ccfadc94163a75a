"""Several processes on the same ports, started together and each replaced when it ends."""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from threading import Thread
from typing import Any, TypeVar

from caveat.server.exposure import refuse_exposure
from caveat.server.log import write_log
from caveat.server.port import hold_port
from caveat.server.preparing import Prepared, prepare
from caveat.server.process import Worker
from caveat.server.reload import Reload
from caveat.server.reserve import Reserve, pause
from caveat.server.said import Asked, Begin, Refuse, Reloaded
from caveat.server.settings import Addresses, Allowed, Settings
from caveat.server.sight.sharing import fold, shared_folder
from caveat.server.state import Attempt, Outcome
from caveat.server.watching import Seen, look_at, watch
from caveat.source.errors import CaveatError, PackError, SettingsError

_STEADY_SECONDS = 10.0
_LONGEST_GAP = 0.3
_MOST_FAILURES = 5
_ALL_ALLOWED = Allowed(shrink=True, older=True)
"""What others serve already is taken up, whatever it is."""

_Result = TypeVar("_Result")

Ready = Callable[[Addresses], None]

_logger = logging.getLogger(__name__)


class Workers:
    """The workers, one more that stands by, the packs that they serve, and what becomes of them."""

    def __init__(self, settings: Settings) -> None:
        self.reload = Reload(self._renew)
        self._settings = settings
        self._running: set[Worker] = set()
        self._failures = 0
        self._packs: Prepared | None = None
        self._refusal: Refuse | None = None
        self._reserve = Reserve(self._start_loaded, self._running.discard)

    async def serve(self, ready: Ready | None = None) -> None:
        """Serve until this is cancelled; then let calls in flight end.

        ``PackError``, ``SettingsError`` or ``WorkersError`` if no worker can start.
        """
        try:
            cpus, seen = _cpus(self._settings), look_at(self._settings.watched)
            workers = [self._start() for _ in cpus]
            packs = self._packs = await prepare(self._settings, standing_back=False)
            # They listen together: callers would all connect to the first one that does.
            await _together([worker.load(packs) for worker in workers])
            addresses = await _together(map(Worker.listen, workers, cpus))
            if ready:
                Thread(target=ready, args=(addresses[0],), daemon=True).start()
            keeping = [self._keep(*each) for each in zip(workers, cpus, strict=True)]
            await _together([*keeping, self._reserve.keep(), self._watch(seen)])
        finally:
            await self.reload.stop()
            await asyncio.gather(*(worker.stop() for worker in self._running))

    async def _watch(self, seen: Seen) -> None:
        seconds = self._settings.renewal.watch_seconds
        if seconds:
            await watch(self._settings.watched, seen, seconds, self.reload.ask)

    def kill(self) -> None:
        """End all workers at once."""
        for worker in self._running:
            worker.kill()

    def hang_up(self) -> None:
        """Take up the packs anew, once there are some."""
        if self._packs:
            self.reload.ask()

    async def _keep(self, worker: Worker, cpu: int | None) -> None:
        """Replace a worker whenever it ends."""
        ends = 0
        while True:
            end = await worker.ended()
            self._running.discard(worker)
            _logger.error("%s ended %s", worker.name, end)
            self._keep_counts(worker)
            ends = 1 if worker.age > _STEADY_SECONDS else ends + 1
            worker = await self._replaced(cpu, ends)

    async def _replaced(self, cpu: int | None, ends: int) -> Worker:
        """Start a worker until one listens, each time later; ``ends`` came soon one by one.

        The one that ended had listened, so the first of these comes soon all the same.
        """
        seconds = min(pause(ends), _LONGEST_GAP)
        while True:
            await asyncio.sleep(seconds)
            try:
                worker = self._reserve.take() or self._start()
                await self._admit(worker, cpu)
            except CaveatError as error:
                self._count(error)
            else:
                self._failures = 0
                return worker
            ends += 1
            seconds = pause(ends)

    def _keep_counts(self, worker: Worker) -> None:
        """Keep what a worker that has ended had counted."""
        if self._settings.sight.counts:
            fold(self._settings.sight.counts, worker.pid)

    def _start(self) -> Worker:
        worker = Worker(self._settings, self._asked)
        self._running.add(worker)
        _logger.info("%s starts", worker.name)
        return worker

    async def _start_loaded(self) -> Worker:
        """Start a worker that can listen at once."""
        worker = self._start()
        await self._or_stop(worker, self._load(worker))
        return worker

    async def _admit(self, worker: Worker, cpu: int | None) -> None:
        await self._or_stop(worker, self._listen(worker, cpu))

    async def _or_stop(self, worker: Worker, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except CaveatError:
            self._running.discard(worker)
            await worker.stop()
            raise

    async def _load(self, worker: Worker) -> None:
        """Have it open what is served now."""
        while self._packs and worker.packs is not self._packs:
            await worker.load(self._packs)

    async def _listen(self, worker: Worker, cpu: int | None) -> None:
        """Have it serve what is served now, and know why others are refused."""
        await self._load(worker)
        await worker.listen(cpu)
        if self._refusal:
            worker.tell(self._refusal)
        while worker.listens and self._packs and worker.packs is not self._packs:
            await worker.take_up(self._packs, _ALL_ALLOWED)

    def _count(self, error: CaveatError) -> None:
        """Give up where nothing serves and nothing can be started either."""
        _logger.error("a worker cannot start: %s", error)
        self._failures += 1
        if self._failures >= _MOST_FAILURES and not self._listening():
            raise error

    def _listening(self) -> list[Worker]:
        return [worker for worker in self._running if worker.listens]

    def _asked(self, worker: Worker, asked: Asked) -> None:
        """Have all reload, because somebody asked one of them."""

        def tell(ended: asyncio.Future[Attempt]) -> None:
            if not ended.cancelled() and not ended.exception():
                worker.tell(Reloaded(asked.number, ended.result()))

        self.reload.ask(asked.allowed).add_done_callback(tell)

    async def _renew(self, allowed: Allowed) -> Attempt:
        """Read the packs once, and have all workers serve them; the worst end of these counts."""
        began_at = time.time()
        self._tell_all(Begin())
        try:
            packs = await prepare(self._settings)
        except (PackError, SettingsError) as error:
            self._refusal = Refuse(str(error), began_at)
            self._tell_all(self._refusal)
            return Attempt(Outcome.REFUSED, began_at, str(error))
        ends = await asyncio.gather(*(each.take_up(packs, allowed) for each in self._listening()))
        attempts = [attempt for attempt in ends if attempt]
        if any(attempt.outcome is Outcome.TAKEN_UP for attempt in attempts):
            self._packs = packs
            await self._reserve.renew(packs)
        else:
            packs.close()
        return self._worst(attempts, began_at)

    def _worst(self, attempts: Sequence[Attempt], began_at: float) -> Attempt:
        refused = [each for each in attempts if each.outcome is Outcome.REFUSED]
        self._refusal = Refuse(refused[0].error, began_at) if refused else None
        if not attempts:
            return Attempt(Outcome.REFUSED, began_at, "no worker serves")
        return (refused or attempts)[0]

    def _tell_all(self, said: Begin | Refuse) -> None:
        for worker in self._listening():
            worker.tell(said)


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
