"""The service as a whole: loaded, started, stopped."""

import asyncio
import gc
import logging
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from socket import socket
from threading import Thread
from typing import TYPE_CHECKING, cast

from grpc import aio
from grpc_health.v1 import health, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2_grpc

from caveat.authoring.admission import Demands, admit
from caveat.rules import Checker, RuleBook
from caveat.rules.loader import Progress
from caveat.server.admin import AdminService
from caveat.server.escort import Escort
from caveat.server.expiry import Expiry
from caveat.server.exposure import reflects, refuse_exposure
from caveat.server.identity.opening import gate_of
from caveat.server.interceptors import Around, Guard
from caveat.server.knowledge import KnowledgeService
from caveat.server.listener import bind, options_of
from caveat.server.log import write_log
from caveat.server.port import take_port
from caveat.server.readiness import Readiness
from caveat.server.recording.recorder import Recorder
from caveat.server.reload import Reload, Reloads
from caveat.server.renewal import GetReady, Renewal, packs_in_words
from caveat.server.service import CONTRACT, CheckerService
from caveat.server.settings import Addresses, Http, Settings
from caveat.server.sight.lookout import Lookout
from caveat.server.sight.standing import audit_source, packs_source
from caveat.server.sight.traces import traces_to
from caveat.server.sight.watch import Watch, note_check
from caveat.server.state import ServiceState
from caveat.server.watching import Seen, look_at, watch
from caveat.v1 import admin_pb2, admin_pb2_grpc, knowledge_pb2, knowledge_pb2_grpc

if TYPE_CHECKING:
    from caveat.server.doors import Doors

SERVICES = (
    CONTRACT.full_name,
    knowledge_pb2.DESCRIPTOR.services_by_name["KnowledgeService"].full_name,
    admin_pb2.DESCRIPTOR.services_by_name["AdminService"].full_name,
)

# grpcio-reflection's generated code has no types
_add_reflection = cast(
    "Callable[[object, aio.Server], None]",
    reflection_pb2_grpc.add_ServerReflectionServicer_to_server,  # pyright: ignore[reportUnknownMemberType] - see above
)

_TELLING_SECONDS = 1.0

_logger = logging.getLogger(__name__)


def load(settings: Settings) -> Checker:
    """Load the packs and see that their examples hold; ``PackError`` holds all problems."""
    demands = Demands(settings.renewal.trust, settings.renewal.sealed)
    return admit(settings.packs, demands, _telling(), settings.policies).checker


def _telling() -> Progress:
    """Give what tells the log how far the reading of many rules has come, now and then."""
    told = time.monotonic()

    def tell(read: int, stated: int) -> None:
        nonlocal told
        if time.monotonic() > told + _TELLING_SECONDS:
            told = time.monotonic()
            _logger.info("read %d of %d rules", read, stated)

    return tell


class App:
    """A server around one checker; to be made and used within one event loop.

    It records with ``recorder``; without one, as the settings say. Those who call for a reload are
    answered by ``reloads``, where it is not by this one alone. ``SettingsError`` for one that must
    not start as it is (``caveat.server.exposure``).
    """

    def __init__(
        self,
        settings: Settings,
        checker: Checker,
        recorder: Recorder | None = None,
        reloads: Reloads | None = None,
    ) -> None:
        self._settings = settings
        refuse_exposure(settings)
        self._gate = gate_of(settings.identity)
        self._watch = Watch(traces_to(settings.sight.otlp))
        checker.tell(note_check)
        self.state = ServiceState()
        sources = (packs_source(self.state),)
        self._lookout = Lookout(self._watch, checker, sources, settings.sight.counts)
        self._checker = checker
        self._recorder = recorder
        checker.limit_entries(settings.limits.entries)
        self._checks = CheckerService(checker, most_patients=settings.limits.patients)
        self.renewal = Renewal(settings, checker, _getting_ready(checker, self._checks), self.state)
        self._reload = Reload(self.renewal.from_files)
        self.reloads: Reloads = reloads or self._reload
        self._opened = AsyncExitStack()
        self._telling: asyncio.Task[None] | None = None
        self._server = aio.server(options=options_of(settings))
        self._readiness = Readiness(SERVICES, self.state, settings.renewal.max_stale_seconds)
        self._add_services()

    def _add_services(self) -> None:
        around = Around(self._watch, self._gate, self._settings.limits.deadline_seconds)
        # it takes methods as a server does, and hands them on
        guarded = cast("aio.Server", Guard(self._server, around))
        self._checks.add_to(guarded)
        knowledge_pb2_grpc.add_KnowledgeServiceServicer_to_server(
            KnowledgeService(self._checker, self.state), guarded
        )
        admin_pb2_grpc.add_AdminServiceServicer_to_server(
            AdminService(self._checker, self.reloads, self.state), guarded
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._readiness.servicer, guarded)
        if reflects(self._settings):
            names = (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME)
            _add_reflection(reflection.aio.ReflectionServicer(names), guarded)

    async def start(self) -> Addresses:
        """Listen, and return where; ``SettingsError`` if a port or a door cannot be had.

        Stop it in either case.
        """
        if self._gate:
            self._gate.open()
            self._opened.push_async_callback(self._gate.close)
        http = self._settings.http
        taken = self._take_port(http) if http else None
        address = bind(self._server, self._settings)
        await self._begin_to_record()
        self._watch_the_calendar()
        await self._readiness.begin()
        await self._server.start()
        _logger.info("serving gRPC on %s", address)
        self._telling = asyncio.create_task(self._lookout.tell_others())
        return Addresses(address, await self._open_doors(http, taken) if http and taken else None)

    def reload(self) -> None:
        """Take up the packs anew, if there is nothing wrong with them; calls go on meanwhile."""
        self._reload.ask()

    def watch(self, seen: Seen) -> None:
        """Reload whenever other packs stand in their folders than were seen, if that is wished."""
        seconds = self._settings.renewal.watch_seconds
        if seconds:
            watching = watch(self._settings.watched, seen, seconds, self._reload.ask)
            task = asyncio.create_task(watching)
            self._opened.callback(task.cancel)

    def _watch_the_calendar(self) -> None:
        """Go over to other rules when changes of a site's policy expire."""
        if self._settings.policies:
            expiry = Expiry(self._checker, self.note_expiry)
            self._opened.callback(asyncio.create_task(expiry.keep_looking()).cancel)

    async def note_expiry(self, book: RuleBook) -> None:
        """Say that changes of a policy have expired, wherever a reload would be said."""
        self._checks.take_up(await self._checks.answers_of(self._checker))
        self.state.turn()
        _logger.warning("serving the packs %s", packs_in_words(book))
        if self._recorder:
            await self._recorder.begin(book)

    async def stop(self) -> None:
        """Refuse new calls, and give those in flight the drain time to end."""
        await self._reload.stop()
        await self._readiness.drain()
        await asyncio.gather(self._server.stop(self._settings.drain_seconds), self._opened.aclose())
        if self._recorder:
            await self._recorder.close()
        await self._look_away()

    async def _begin_to_record(self) -> None:
        """Open the decision log; only what has its ports writes into it."""
        recorder = self._recorder = self._recorder or await recorder_for(self._settings)
        if recorder:
            self._checks.record_with(recorder)
            self.renewal.approve = recorder.activate
            self.state.decision_log = lambda: recorder.state
            self._lookout.look_at(audit_source(self.state.decision_log))
            await recorder.begin(self._checker.book)

    async def _look_away(self) -> None:
        """Tell others no more, and hand over the last traces."""
        if self._telling:
            self._telling.cancel()
        if self._watch.traces:
            await asyncio.to_thread(self._watch.traces.close)

    def _take_port(self, http: Http) -> socket:
        """Take the port before anything listens, so that nothing starts without it."""
        shared = self._settings.workers > 1
        taken = take_port(self._settings.host, http.port, "--http-port", shared=shared)
        self._opened.callback(taken.close)
        return taken

    async def _open_doors(self, http: Http, taken: socket) -> str:
        doors = await asyncio.to_thread(_doors)
        escort = Escort(self._lookout, self.state, self._gate, self._recorder)
        opened = await doors.open(self._checker, http, taken, self._settings, escort)
        self._opened.push_async_callback(opened.close)
        _logger.info("serving HTTP on %s", opened.address)
        return opened.address


def _getting_ready(checker: Checker, checks: CheckerService) -> GetReady:
    async def get_ready(fresh: Checker) -> Callable[[], None]:
        answers = await checks.answers_of(fresh)

        def change_over() -> None:
            checker.take_up(fresh)
            checks.take_up(answers)

        return change_over

    return get_ready


def _doors() -> "type[Doors]":
    from caveat.server.doors import Doors  # noqa: PLC0415  gRPC answers while this loads

    return Doors


async def recorder_for(settings: Settings) -> Recorder | None:
    """Open the decision log, if there is to be one; ``SettingsError`` says why it cannot."""
    if settings.audit is None:
        return None
    from caveat.server.recording.opening import open_recorder  # noqa: PLC0415  most need none

    return await asyncio.to_thread(open_recorder, settings.audit)


async def serve(
    settings: Settings,
    checker: Checker,
    ready: Callable[[Addresses], None] | None = None,
    seen: Seen = (),
) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` gets the addresses, in a thread of its own.

    Where folders are watched, ``seen`` is what stood there when the packs were read.
    """
    app = App(settings, checker)
    interrupted = _interrupted()
    try:
        addresses = await app.start()
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, app.reload)
        app.watch(seen)
        if ready:
            Thread(target=ready, args=(addresses,), daemon=True).start()
        await interrupted.wait()
        _logger.info("draining for at most %s s", settings.drain_seconds)
    finally:
        await app.stop()
    _logger.info("stopped")


def run(settings: Settings, ready: Callable[[Addresses], None] | None = None) -> None:
    """Load and serve; ``PackError`` and ``SettingsError`` say why it cannot."""
    refuse_exposure(settings)
    write_log(settings.sight.log_format)
    seen = look_at(settings.watched)
    asyncio.run(serve(settings, loaded(settings), ready, seen))


def loaded(settings: Settings) -> Checker:
    """Load for as long as the process lives; ``PackError`` holds all problems."""
    checker = load(settings)
    gc.collect()
    gc.freeze()
    return checker


def _interrupted() -> asyncio.Event:
    """Give an event that the first signal sets; a second one ends the process at once."""
    loop, interrupted = asyncio.get_running_loop(), asyncio.Event()

    def interrupt() -> None:
        interrupted.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, interrupt)
    return interrupted
