"""One worker, in its own process: it serves on ports that it shares with others."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, TypeAlias

from caveat.server.cause import cause_of
from caveat.server.log import write_log
from caveat.server.preparing import Prepared
from caveat.server.said import (
    Asked,
    Begin,
    Listen,
    Load,
    Loaded,
    Refuse,
    Reloaded,
    TakeUp,
    ToParent,
    ToWorker,
)
from caveat.server.settings import Allowed, Settings
from caveat.server.state import Attempt
from caveat.source.errors import PackError, SettingsError, UnavailableError

if TYPE_CHECKING:
    from caveat.rules import Checker
    from caveat.server.renewal import Renewal

Ear: TypeAlias = "Connection[ToParent, ToWorker]"
"""The worker's end of the pipe to its parent, who says what to do, and by its end when to stop."""

_FAULT = 70

_logger = logging.getLogger(__name__)


def work(settings: Settings, parent: Ear) -> None:
    """Load, listen when the parent says so, and serve until the pipe or the parent ends."""
    _leave_signals_to_the_parent()
    write_log(settings.sight.log_format, by_process=True)
    try:
        _work(settings, parent)
    except (PackError, SettingsError) as error:
        with suppress(BrokenPipeError):
            parent.send(error.problems if isinstance(error, PackError) else error)
    except (EOFError, BrokenPipeError):
        _logger.info("stopped before it listened")
    except Exception as error:  # noqa: BLE001  a traceback could show the patient
        _logger.error("a worker failed: %s", cause_of(error))  # noqa: TRY400  and so could this one
        sys.exit(_FAULT)


def _work(settings: Settings, parent: Ear) -> None:
    from caveat.server.opened import Opening  # noqa: PLC0415  the parent, who imports this, needs no gRPC

    opening, checker = Opening(settings), None
    while not isinstance(said := parent.recv(), Listen):
        if isinstance(said, Load):
            checker = opening.open(Prepared.of_descriptor(reduction.recv_handle(parent)))
            parent.send(Loaded())
    if said.cpu is not None:
        os.sched_setaffinity(0, {said.cpu})
    if checker:
        asyncio.run(_serve(settings, checker, parent))


async def _serve(settings: Settings, checker: "Checker", parent: Ear) -> None:
    from caveat.server.app import App  # noqa: PLC0415  as above

    stopping, asking = asyncio.Event(), _Asking(parent)
    app = App(settings, checker, reloads=asking)
    ear = _Listening(parent, app.renewal, asking, stopping)
    try:
        addresses = await app.start()
        ear.open()
        parent.send(addresses)
        await stopping.wait()
        _logger.info("draining for at most %s s", settings.drain_seconds)
    finally:
        await app.stop()
    _logger.info("stopped")


class _Asking:
    """Has the parent reload the packs of all workers."""

    def __init__(self, parent: Ear) -> None:
        self._parent = parent
        self._asked: dict[int, asyncio.Future[Attempt]] = {}
        self._last = 0

    async def ended(self, allowed: Allowed) -> Attempt:
        """Ask, and wait for the end; ``UnavailableError`` where the parent ends before it."""
        self._last += 1
        asked: asyncio.Future[Attempt] = asyncio.get_running_loop().create_future()
        self._asked[self._last] = asked
        try:
            self._parent.send(Asked(self._last, allowed))
            return await asked
        except OSError:
            raise UnavailableError("the service stops") from None

    def answer(self, said: Reloaded) -> None:
        """Tell who asked."""
        asked = self._asked.pop(said.number, None)
        if asked and not asked.done():
            asked.set_result(said.attempt)

    def stop(self) -> None:
        """Tell all who still wait that nothing comes."""
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(UnavailableError("the service stops"))


class _Listening:
    """Does what the parent says while calls go on."""

    def __init__(
        self, parent: Ear, renewal: "Renewal", asking: _Asking, stopping: asyncio.Event
    ) -> None:
        self._parent = parent
        self._renewal = renewal
        self._asking = asking
        self._stopping = stopping
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Hear the parent from now on; its end, or a signal, stops the worker."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._parent.fileno(), self._hear)
        # Those who end all processes of a service, as systemd does, let calls in flight end too.
        loop.add_signal_handler(signal.SIGTERM, self._stop)

    def _hear(self) -> None:
        try:
            self._do(self._parent.recv())
        except (EOFError, OSError):
            self._stop()

    def _do(self, said: ToWorker) -> None:
        match said:
            case Begin():
                self._renewal.begin()
            case Refuse(error=error, began_at=began_at):
                self._renewal.refuse(error, began_at)
            case TakeUp(allowed=allowed):
                prepared = Prepared.of_descriptor(reduction.recv_handle(self._parent))
                task = asyncio.create_task(self._take_up(prepared, allowed))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case Reloaded():
                self._asking.answer(said)
            case _:
                pass

    async def _take_up(self, prepared: Prepared, allowed: Allowed) -> None:
        attempt = await self._renewal.take_up(prepared, allowed)
        prepared.close()
        with suppress(OSError):
            self._parent.send(attempt)

    def _stop(self) -> None:
        asyncio.get_running_loop().remove_reader(self._parent.fileno())
        self._asking.stop()
        self._stopping.set()


def _leave_signals_to_the_parent() -> None:
    """Ignore what a terminal sends to every process; until here the parent kept it off."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT, signal.SIGHUP))
