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
from caveat.rules import Checker
from caveat.rules.loader import Progress
from caveat.server.admin import AdminService
from caveat.server.interceptors import Guard
from caveat.server.knowledge import KnowledgeService
from caveat.server.listener import bind, options_of
from caveat.server.log import write_log
from caveat.server.port import take_port
from caveat.server.readiness import Readiness
from caveat.server.reload import Reload, Reloads
from caveat.server.renewal import GetReady, Renewal
from caveat.server.service import CONTRACT, CheckerService
from caveat.server.settings import Addresses, Http, Settings
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
    return admit(settings.packs, demands, _telling()).checker


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

    Those who call for a reload are answered by ``reloads``, where it is not by this one alone.
    """

    def __init__(
        self, settings: Settings, checker: Checker, reloads: Reloads | None = None
    ) -> None:
        self._settings = settings
        self._checker = checker
        self.state = ServiceState()
        checker.limit_entries(settings.limits.entries)
        self._checks = CheckerService(checker, settings.limits.patients)
        get_ready = _getting_ready(checker, self._checks)
        self.renewal = Renewal(settings, checker, get_ready, self.state)
        self._reload = Reload(self.renewal.from_files)
        self.reloads: Reloads = reloads or self._reload
        self._opened = AsyncExitStack()
        self._server = aio.server(options=options_of(settings))
        self._readiness = Readiness(SERVICES, self.state, settings.renewal.max_stale_seconds)
        # it takes methods as a server does, and hands them on
        guarded = cast("aio.Server", Guard(self._server, settings.limits.deadline_seconds))
        self._checks.add_to(guarded)
        knowledge_pb2_grpc.add_KnowledgeServiceServicer_to_server(
            KnowledgeService(checker, self.state), guarded
        )
        admin_pb2_grpc.add_AdminServiceServicer_to_server(
            AdminService(checker, self.reloads, self.state), guarded
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._readiness.servicer, guarded)
        if settings.reflection:
            names = (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME)
            _add_reflection(reflection.aio.ReflectionServicer(names), guarded)

    async def start(self) -> Addresses:
        """Listen, and return where; ``SettingsError`` if a port or a door cannot be had.

        Stop it in either case.
        """
        http = self._settings.http
        taken = self._take_port(http) if http else None
        address = bind(self._server, self._settings)
        await self._readiness.begin()
        await self._server.start()
        _logger.info("serving gRPC on %s", address)
        return Addresses(address, await self._open_doors(http, taken) if http and taken else None)

    def reload(self) -> None:
        """Take up the packs anew, if there is nothing wrong with them; calls go on meanwhile."""
        self._reload.ask()

    def watch(self, seen: Seen) -> None:
        """Reload whenever other packs stand in their folders than were seen, if that is wished."""
        seconds = self._settings.renewal.watch_seconds
        if seconds:
            watching = watch(self._settings.packs, seen, seconds, self._reload.ask)
            task = asyncio.create_task(watching)
            self._opened.callback(task.cancel)

    async def stop(self) -> None:
        """Refuse new calls, and give those in flight the drain time to end."""
        await self._reload.stop()
        await self._readiness.drain()
        await asyncio.gather(self._server.stop(self._settings.drain_seconds), self._opened.aclose())

    def _take_port(self, http: Http) -> socket:
        """Take the port before anything listens, so that nothing starts without it."""
        shared = self._settings.workers > 1
        taken = take_port(self._settings.host, http.port, "--http-port", shared=shared)
        self._opened.callback(taken.close)
        return taken

    async def _open_doors(self, http: Http, taken: socket) -> str:
        doors = await asyncio.to_thread(_doors)
        opened = await doors.open(self._checker, http, taken, self._settings, self.state)
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
    write_log()
    seen = look_at(settings.packs)
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
