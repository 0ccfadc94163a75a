"""The application over HTTP: its routes, and what stands around every call."""

import logging
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from caveat.server.cause import cause_of
from caveat.server.http.guard import CALL_ID, CALL_ID_HEADER, Guard
from caveat.server.http.problem import (
    ProblemError,
    ProblemKind,
    headers_of,
    problem_of,
    response_of,
)
from caveat.server.lines import FaultLine
from caveat.server.sight.watch import Watch
from caveat.source.errors import CaveatError

_logger = logging.getLogger(__name__)


def application(
    routes: Sequence[BaseRoute],
    origins: Sequence[str] = (),
    watch: Watch | None = None,
    body_seconds: float | None = None,
) -> ASGIApp:
    """Put routes together; pages of these origins may call them from a browser.

    ``body_seconds`` are how long a body may take to arrive, if not as long as by default.
    """
    errors = (HTTPException, ProblemError, CaveatError, Exception)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=("GET", "POST"),
        allow_headers=("Authorization", "Content-Type"),
        expose_headers=(CALL_ID_HEADER,),
    )
    starlette = Starlette(
        routes=routes,
        middleware=(cors,) if origins else (),
        exception_handlers={**dict.fromkeys(errors, _problem), ClientDisconnect: _gone},
    )
    if body_seconds is not None:
        starlette.state.body_seconds = body_seconds
    return Guard(starlette, watch or Watch())


def _problem(_: Request, error: Exception) -> Response:
    call_id = CALL_ID.get()
    problem = problem_of(error, call_id)
    if problem.kind is ProblemKind.INTERNAL:
        _logger.error(FaultLine(call_id, cause_of(error)))
    return response_of(problem, headers_of(error))


def _gone(*_: object) -> Response:
    """Close a call whose caller went away before the body was there."""
    return Response(status_code=ProblemKind.TIMED_OUT.status)
