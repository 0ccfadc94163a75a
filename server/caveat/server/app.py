"""The service as a whole: loaded, started, stopped."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable
from threading import Thread

from grpc import aio
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from caveat.authoring.verify import verify
from caveat.rules import Checker
from caveat.server.interceptors import Guard
from caveat.server.knowledge import KnowledgeService
from caveat.server.listener import OPTIONS, bind
from caveat.server.service import CheckerService
from caveat.server.settings import Settings
from caveat.source.errors import PackError
from caveat.v1 import checker_pb2, checker_pb2_grpc, knowledge_pb2, knowledge_pb2_grpc

SERVICES = (
    checker_pb2.DESCRIPTOR.services_by_name["CheckerService"].full_name,
    knowledge_pb2.DESCRIPTOR.services_by_name["KnowledgeService"].full_name,
)

_logger = logging.getLogger(__name__)


def load(settings: Settings) -> Checker:
    """Load the packs and run their examples; ``PackError`` holds all problems."""
    checker = Checker.load(settings.packs) if settings.packs else Checker.built_in()
    problems = verify(checker.book)
    if problems:
        raise PackError(problems)
    return checker


class App:
    """A server around one checker; to be made and used within one event loop."""

    def __init__(self, settings: Settings, checker: Checker) -> None:
        self._settings = settings
        self._server = aio.server(interceptors=(Guard(),), options=OPTIONS)
        self._health = health.aio.HealthServicer()
        checker_pb2_grpc.add_CheckerServiceServicer_to_server(CheckerService(checker), self._server)
        knowledge_pb2_grpc.add_KnowledgeServiceServicer_to_server(
            KnowledgeService(checker), self._server
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        if settings.reflection:
            names = (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, self._server)

    async def start(self) -> str:
        """Listen, and return the address; ``SettingsError`` if the port cannot be had."""
        address = bind(self._server, self._settings)
        for name in SERVICES:
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        await self._server.start()
        _logger.info("serving on %s", address)
        return address

    async def stop(self) -> None:
        """Refuse new calls, and give those in flight the drain time to end."""
        _logger.info("draining for at most %s s", self._settings.drain_seconds)
        await self._health.enter_graceful_shutdown()
        await self._server.stop(self._settings.drain_seconds)
        _logger.info("stopped")


async def serve(
    settings: Settings, checker: Checker, ready: Callable[[str], None] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` gets the address, in a thread of its own."""
    app = App(settings, checker)
    interrupted = _interrupted()
    address = await app.start()
    if ready:
        Thread(target=ready, args=(address,), daemon=True).start()
    await interrupted.wait()
    await app.stop()


def run(settings: Settings, ready: Callable[[str], None] | None = None) -> None:
    """Load and serve; ``PackError`` and ``SettingsError`` say why it cannot."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    checker = load(settings)
    gc.collect()
    gc.freeze()
    asyncio.run(serve(settings, checker, ready))


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
