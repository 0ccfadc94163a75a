"""What an orchestrator asks over HTTP: whether the process lives, and whether to call it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from caveat.server.state import ServiceState

_NOT_READY = 503


def routes(state: ServiceState) -> list[BaseRoute]:
    """Give the routes; nothing is asked of whoever calls them, and nothing else is told."""
    return [Route("/livez", _lives, methods=["GET"]), Route("/readyz", _readiness(state))]


async def _lives(_: Request) -> Response:
    return Response(status_code=200)


def _readiness(state: ServiceState) -> Callable[[Request], Awaitable[Response]]:
    async def ready(_: Request) -> Response:
        return Response(status_code=200 if state.is_ready else _NOT_READY)

    return ready
