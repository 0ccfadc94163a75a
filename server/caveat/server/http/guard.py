"""One call over HTTP, from its arrival to its line in the log."""

import logging
import secrets
import time
from contextlib import suppress
from contextvars import ContextVar

from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CALL_ID_HEADER = "Caveat-Call-Id"
CALL_ID: ContextVar[str] = ContextVar("caveat_http_call_id", default="-")

_PROBES = frozenset({"GET /livez", "GET /readyz"})

_logger = logging.getLogger(__name__)


class Guard:
    """Numbers every call and writes its line in the log.

    The line names the route, never the path or the query: what is typed may stand there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one call."""
        if scope["type"] == "http":
            await _Call(scope, send).run(self._app, receive)
        else:
            await self._app(scope, receive, send)


class _Call:
    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._id = secrets.token_hex(6)
        self._status = 0

    async def run(self, app: ASGIApp, receive: Receive) -> None:
        CALL_ID.set(self._id)
        started = time.perf_counter()
        try:
            with suppress(Exception):  # it is answered and logged, and comes up once more
                await app(self._scope, receive, self._forward)
        finally:
            milliseconds = 1000 * (time.perf_counter() - started)
            status = self._status or "CANCELLED"
            route = f"{self._scope['method']} {_route(self._scope)}"
            level = logging.DEBUG if route in _PROBES else logging.INFO
            _logger.log(level, "%s %s %.1f ms %s", route, status, milliseconds, self._id)

    async def _forward(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[CALL_ID_HEADER] = self._id
            headers.setdefault("Cache-Control", "no-store")
            headers.setdefault("X-Content-Type-Options", "nosniff")
        await self._send(message)


def _route(scope: Scope) -> str:
    """Give the path as the route has it; a path of no route may hold anything."""
    route = scope.get("route")
    return route.path if isinstance(route, Route) else "(no route)"
