"""The address of the metrics: on the port of the other doors, whose TLS and callers it shares."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from caveat.server.sight.lookout import Feedback, Lookout

PATH = "/metrics"


def routes(lookout: Lookout, feedback: Feedback | None = None) -> list[BaseRoute]:
    """Give the one route."""

    def metrics(_: Request) -> Response:
        page, media_type = lookout.page(feedback)
        return Response(page, media_type=media_type)

    return [Route(PATH, metrics, methods=["GET"])]
