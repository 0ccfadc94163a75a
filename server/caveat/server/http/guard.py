"""One call over HTTP, from its arrival to its line in the log."""

import logging
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caveat.server.sight.correlation import (
    CALL_ID,
    REQUEST_ID,
    TRACE_PARENT,
    Correlation,
    correlation_of,
)
from caveat.server.sight.routes import PATH as METRICS
from caveat.server.sight.watch import Watch

__all__ = ["CALL_ID", "CALL_ID_HEADER", "Guard"]

CALL_ID_HEADER = "Caveat-Call-Id"

_METHODS = frozenset(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))
_DOORS = {"v1": "json", "fhir": "fhir", "cds-services": "cds-hooks", "REST": "rxnav"}

_PROBES = frozenset({"GET /livez", "GET /readyz"})

_logger = logging.getLogger(__name__)


class Guard:
    """Numbers every call and writes its line in the log.

    The line names the route, never the path or the query: what is typed may stand there.
    """

    def __init__(self, app: ASGIApp, watch: Watch) -> None:
        self._app = app
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one call."""
        if scope["type"] == "http":
            await _Call(self._watch, scope, send).run(self._app, receive)
        else:
            await self._app(scope, receive, send)


class _Call:
    def __init__(self, watch: Watch, scope: Scope, send: Send) -> None:
        self._watched = watch.begin(_door(scope), "", _correlation(scope))
        self._scope = scope
        self._send = send
        self._status = 0

    async def run(self, app: ASGIApp, receive: Receive) -> None:
        try:
            with suppress(Exception):  # it is answered and logged, and comes up once more
                await app(self._scope, receive, self._forward)
        finally:
            self._watched.method = f"{_method(self._scope)} {_route(self._scope)}"
            line = self._watched.ended(str(self._status or "CANCELLED"))
            _logger.log(_log_level(self._scope), line)

    async def _forward(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[CALL_ID_HEADER] = self._watched.id
            headers.setdefault("Cache-Control", "no-store")
            headers.setdefault("X-Content-Type-Options", "nosniff")
        await self._send(message)


def _door(scope: Scope) -> str:
    """Name the door by where its paths begin; all else belongs to the page."""
    return _DOORS.get(scope["path"].removeprefix("/").partition("/")[0], "page")


def _log_level(scope: Scope) -> int:
    """Keep those who watch the service out of the log that people read."""
    return logging.DEBUG if _route(scope) == METRICS else logging.INFO


def _correlation(scope: Scope) -> Correlation:
    headers = Headers(scope=scope)
    return correlation_of(headers.get(REQUEST_ID, ""), headers.get(TRACE_PARENT, ""))


def _method(scope: Scope) -> str:
    """Give the method; a caller can make one up, and put anything into it."""
    method: str = scope["method"]
    return method if method in _METHODS else "(another method)"


def _route(scope: Scope) -> str:
    """Give the path as the route has it; a path of no route may hold anything."""
    route = scope.get("route")
    return route.path if isinstance(route, Route) else "(no route)"
