"""The routes of the FHIR operation."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from caveat.rules import Checker
from caveat.server.http.body import JsonObject, read_object
from caveat.server.http.problem import ProblemError, problem_of
from caveat.server.operation.answer import answer_of
from caveat.server.operation.capability import FORMAT, capability_statement, operation_definition
from caveat.server.operation.refusal import refusal_of
from caveat.server.operation.submission import read_submission
from caveat.source.errors import RequestError, UnavailableError

_MEDIA_TYPES = (FORMAT, "application/json")


def _now() -> datetime:
    return datetime.now(UTC)


def routes(
    checker: Checker,
    public_url: str = "",
    today: Callable[[], date] = date.today,
    now: Callable[[], datetime] = _now,
) -> list[BaseRoute]:
    """Give the operation ``$check``, its definition and the server's metadata.

    ``public_url`` is what callers know the server by, where a proxy stands before it.
    """
    since = today()

    def answered(document: JsonObject) -> JsonObject:
        submission = read_submission(document, today())
        try:
            report = checker.check(submission.request)
        except RequestError as error:
            raise submission.located(error) from None
        return answer_of(report, submission, now())

    async def check(request: Request) -> Response:
        try:
            document = await read_object(request, media_types=_MEDIA_TYPES)
            return _fhir(await run_in_threadpool(answered, document))
        except (ProblemError, RequestError, UnavailableError) as error:
            problem = problem_of(error)
            return _fhir(refusal_of(problem), problem.kind.status)

    def base(request: Request) -> str:
        return f"{(public_url or str(request.base_url)).rstrip('/')}/fhir"

    async def metadata(request: Request) -> Response:
        return _fhir(capability_statement(base(request), since))

    async def definition(request: Request) -> Response:
        return _fhir(operation_definition(base(request)))

    return [
        Route("/fhir/$check", check, methods=["POST"]),
        Route("/fhir/metadata", metadata, methods=["GET"]),
        Route("/fhir/OperationDefinition/check", definition, methods=["GET"]),
    ]


def _fhir(resource: JsonObject, status: int = 200) -> Response:
    return JSONResponse(resource, status, media_type=FORMAT)
