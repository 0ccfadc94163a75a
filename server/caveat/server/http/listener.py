"""The HTTP port, served beside gRPC in one event loop."""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Generator
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from caveat.server.http.punctual import punctual
from caveat.server.settings import Settings, Tls
from caveat.server.tls import TlsFiles


class HttpListener:
    """Serves an application on a port that was taken before, and is given back by who took it."""

    def __init__(self, app: ASGIApp, taken: socket.socket, settings: Settings) -> None:
        self._socket = taken
        self._server = _Server(_config(app, settings))
        self._task: asyncio.Task[None] | None = None
        self.address = settings.address(self._socket.getsockname()[1])

    async def start(self) -> None:
        """Answer requests from now on."""
        self._task = asyncio.create_task(self._server.serve([self._socket]))
        await self._server.listening.wait()

    async def stop(self) -> None:
        """Refuse new requests, and give those in flight the drain time to end."""
        self._server.should_exit = True
        if self._task:
            await self._task


class _Server(uvicorn.Server):
    """Leaves the signals to the process, which has gRPC to stop too."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    logging.getLogger("uvicorn.access").disabled = True  # its lines hold paths and queries
    context = _context(settings.tls) if settings.tls else None
    return uvicorn.Config(
        app,
        http=punctual(settings.limits.head_seconds),
        limit_concurrency=settings.limits.http_connections,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=max(1, round(settings.drain_seconds)),
        ssl_context_factory=partial(_given, context) if context else None,
    )


def _given(context: ssl.SSLContext, *_: object) -> ssl.SSLContext:
    return context


def _context(tls: Tls) -> ssl.SSLContext:
    """Give what connections begin with; each goes on with the certificate that there is then."""
    files = TlsFiles(tls)
    context = files.certified.context

    def renew(connection: ssl.SSLObject, *_: object) -> None:
        connection.context = files.certified.context

    context.sni_callback = renew
    return context
