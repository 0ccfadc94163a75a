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
    operation = _Operation(checker, today, now)
    description = _Description(public_url, today())
    return [
        Route("/fhir/$check", operation.check, methods=["POST"]),
        Route("/fhir/metadata", description.metadata, methods=["GET"]),
        Route("/fhir/OperationDefinition/check", description.definition, methods=["GET"]),
    ]


class _Operation:
    def __init__(
        self, checker: Checker, today: Callable[[], date], now: Callable[[], datetime]
    ) -> None:
        self._checker = checker
        self._today = today
        self._now = now

    async def check(self, request: Request) -> Response:
        """Check a patient; what cannot be checked is told as FHIR tells it."""
        try:
            document = await read_object(request, media_types=_MEDIA_TYPES)
            return _fhir(await run_in_threadpool(self._answer, document))
        except (ProblemError, RequestError, UnavailableError) as error:
            problem = problem_of(error)
            return _fhir(refusal_of(problem), problem.kind.status)

    def _answer(self, document: JsonObject) -> JsonObject:
        submission = read_submission(document, self._today())
        try:
            report = self._checker.check(submission.request)
        except RequestError as error:
            raise submission.located(error) from None
        return answer_of(report, submission, self._now())


class _Description:
    """Says what the server can do, since when it runs."""

    def __init__(self, public_url: str, since: date) -> None:
        self._public_url = public_url
        self._since = since

    async def metadata(self, request: Request) -> Response:
        return _fhir(capability_statement(self._base(request), self._since))

    async def definition(self, request: Request) -> Response:
        return _fhir(operation_definition(self._base(request)))

    def _base(self, request: Request) -> str:
        return f"{(self._public_url or str(request.base_url)).rstrip('/')}/fhir"


def _fhir(resource: JsonObject, status: int = 200) -> Response:
    return JSONResponse(resource, status, media_type=FORMAT)
