"""Routes served on a free port, in a thread with an event loop of its own."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from threading import Thread

from starlette.routing import BaseRoute

from caveat.server.asgi import application
from caveat.server.http.listener import HttpListener
from caveat.server.port import take_port
from caveat.server.settings import Settings

FREE = Settings(port=0, drain_seconds=1)


@contextmanager
def serving(
    routes: Sequence[BaseRoute], origins: Sequence[str] = (), settings: Settings = FREE
) -> Generator[str, None, None]:
    """Serve, give the base URL such as ``http://127.0.0.1:40123``, and stop."""
    taken = take_port(settings.host, 0, "--http-port")
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()

    async def start() -> HttpListener:
        listener = HttpListener(application(routes, origins), taken, settings)
        await listener.start()
        return listener

    try:
        listener = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
        try:
            yield f"{'https' if settings.tls else 'http'}://{listener.address}"
        finally:
            asyncio.run_coroutine_threadsafe(listener.stop(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        taken.close()
