"""The real service on a free port, in a thread with an event loop of its own."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread

from caveat.rules import Checker
from caveat.server.app import App
from caveat.server.recording.recorder import Recorder
from caveat.server.settings import Addresses, Settings


@contextmanager
def running(checker: Checker, settings: Settings | None = None) -> Generator[str, None, None]:
    """Serve, give the address of gRPC, and stop."""
    with running_at(checker, settings) as addresses:
        yield addresses.grpc


@contextmanager
def running_at(
    checker: Checker, settings: Settings | None = None, recorder: Recorder | None = None
) -> Generator[Addresses, None, None]:
    """Serve, give all addresses, and stop."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()

    async def start() -> tuple[App, Addresses]:
        app = App(settings or Settings(port=0, drain_seconds=1), checker, recorder)
        return app, await app.start()

    try:
        app, addresses = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
        try:
            yield addresses
        finally:
            asyncio.run_coroutine_threadsafe(app.stop(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
