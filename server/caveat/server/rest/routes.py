"""The routes of this door."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from caveat.rules import Checker
from caveat.server.recording.recorder import Recorder
from caveat.server.rest.checks import Checks
from caveat.server.rest.knowledge import Knowledge
from caveat.server.rest.openapi import openapi_document
from caveat.server.rest.operations import OPERATIONS
from caveat.server.rest.writing import MEDIA_TYPE
from caveat.server.service import MOST_REQUESTS
from caveat.server.state import ServiceState


def routes(
    checker: Checker,
    recorder: Recorder | None = None,
    state: ServiceState | None = None,
    most_patients: int = MOST_REQUESTS,
) -> list[BaseRoute]:
    """Give a route for each operation, and for the document that describes them."""
    checks = Checks(checker, recorder, most_patients)
    knowledge = Knowledge(checker, state or ServiceState())
    handlers = {
        "check": checks.check,
        "checkBatch": checks.check_batch,
        "listPacks": knowledge.packs,
        "listRules": knowledge.rules,
        "getRule": knowledge.rule,
        "listObservations": knowledge.observations,
        "recogniseQuery": knowledge.recognise_query,
        "recognise": knowledge.recognise,
        "getStatus": knowledge.status,
    }
    described = [
        Route(each.path, handlers[each.identity], methods=[each.method.upper()])
        for each in OPERATIONS
    ]
    return [*described, Route("/v1/openapi.json", _document(), methods=["GET"])]


def _document() -> Callable[[Request], Awaitable[Response]]:
    """Write the document once; nothing in it changes while the service runs."""
    written = json.dumps(openapi_document(), ensure_ascii=False).encode()

    async def give(_: Request) -> Response:
        return Response(written, media_type=MEDIA_TYPE)

    return give
