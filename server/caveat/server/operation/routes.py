"""The routes of the FHIR operation."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from caveat.rules import Checker, Report
from caveat.server.audit.entries import Decision
from caveat.server.http.body import JsonObject, read_object
from caveat.server.http.canonical import canonical
from caveat.server.http.guard import CALL_ID
from caveat.server.http.problem import ProblemError, problem_of
from caveat.server.operation.answer import answer_of
from caveat.server.operation.capability import FORMAT, capability_statement, operation_definition
from caveat.server.operation.refusal import refusal_of
from caveat.server.operation.submission import Submission, read_submission
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import Door
from caveat.server.recording.recorder import Recorder
from caveat.source.errors import RequestError, UnavailableError

_MEDIA_TYPES = (FORMAT, "application/json")


def _now() -> datetime:
    return datetime.now(UTC)


def routes(
    checker: Checker,
    public_url: str = "",
    today: Callable[[], date] = date.today,
    now: Callable[[], datetime] = _now,
    recorder: Recorder | None = None,
) -> list[BaseRoute]:
    """Give the operation ``$check``, its definition and the server's metadata.

    ``public_url`` is what callers know the server by, where a proxy stands before it. With a
    ``recorder`` every check is in the decision log before its answer is given.
    """
    operation = _Operation(checker, recorder, today, now)
    description = _Description(public_url, today())
    return [
        Route("/fhir/$check", operation.check, methods=["POST"]),
        Route("/fhir/metadata", description.metadata, methods=["GET"]),
        Route("/fhir/OperationDefinition/check", description.definition, methods=["GET"]),
    ]


class _Operation:
    def __init__(
        self,
        checker: Checker,
        recorder: Recorder | None,
        today: Callable[[], date],
        now: Callable[[], datetime],
    ) -> None:
        self._checker = checker
        self._recorder = recorder
        self._today = today
        self._now = now

    async def check(self, request: Request) -> Response:
        """Check a patient; what cannot be checked is told as FHIR tells it."""
        try:
            document = await read_object(request, media_types=_MEDIA_TYPES)
            return _fhir(await self._answer(document))
        except (ProblemError, RequestError, UnavailableError) as error:
            problem = problem_of(error)
            return _fhir(refusal_of(problem), problem.kind.status)

    async def _answer(self, document: JsonObject) -> JsonObject:
        submission, report, decision = await run_in_threadpool(self._check, document)
        record = None
        if self._recorder and decision:
            record = await self._recorder.record(decision)
        return await run_in_threadpool(answer_of, report, submission, self._now(), record)

    def _check(self, document: JsonObject) -> tuple[Submission, Report, Decision | None]:
        submission = read_submission(document, self._today())
        try:
            report = self._checker.check(submission.request)
        except RequestError as error:
            raise submission.located(error) from None
        return submission, report, self._decision(document, submission, report)

    def _decision(
        self, document: JsonObject, submission: Submission, report: Report
    ) -> Decision | None:
        if self._recorder is None:
            return None
        return self._recorder.decision(
            Door.FHIR,
            CALL_ID.get(),
            of_report(report),
            canonical(document),
            lambda: submission.request,
        )


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
