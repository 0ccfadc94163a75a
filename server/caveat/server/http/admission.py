"""What a call over HTTP shows of its caller, and whether it is let in."""

from collections.abc import Iterable
from functools import partial

from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from caveat.server.http.certificate import names_of
from caveat.server.identity.access import Access, access_of_route
from caveat.server.identity.authenticator import Shown
from caveat.server.identity.gate import Gate
from caveat.server.identity.peer import network_of


def guard_routes(routes: Iterable[BaseRoute], gate: Gate | None) -> list[BaseRoute]:
    """Put a gate before every route, which is to be a ``Route``; without one, nothing is."""
    found = list(routes)
    if gate is None:
        return found
    for route in found:
        if not isinstance(route, Route):
            raise TypeError("a route of another kind stands in no table of who may call it")
        route.app = _Admission(gate, route.path, route.app)
    return found


class _Admission:
    def __init__(self, gate: Gate, path: str, app: ASGIApp) -> None:
        self._gate = gate
        self._path = path
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._gate.admit(_shown(scope), self._access(scope))
        await self._app(scope, receive, send)

    def _access(self, scope: Scope) -> Access:
        return access_of_route(scope["method"], self._path)


def _shown(scope: Scope) -> Shown:
    headers = Headers(scope=scope).getlist("authorization")
    # Where a token is shown, it counts.
    names = () if headers else names_of(scope)
    return Shown(headers, names, partial(peer_of, scope))


def peer_of(scope: Scope) -> str:
    """Give the network that a call comes from."""
    client: tuple[str, int] | None = scope.get("client")
    return network_of(client[0]) if client else ""
