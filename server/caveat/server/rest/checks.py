"""The checks: one patient, and many at once."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from starlette.requests import Request
from starlette.responses import Response

from caveat.rules import Checker
from caveat.rules import Request as Submitted
from caveat.rules.report import Report
from caveat.server.audit.entries import Decision
from caveat.server.convert.reports import message_of_report
from caveat.server.convert.requests import request_of_message
from caveat.server.http.body import JsonObject, read_object
from caveat.server.http.canonical import canonical
from caveat.server.http.guard import CALL_ID
from caveat.server.identity.rates import charge
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import Door, Record
from caveat.server.recording.recorder import Recorder
from caveat.server.rest.limits import MOST_BYTES
from caveat.server.rest.reading import json_paths, read_message
from caveat.server.rest.writing import MEDIA_TYPE, answer, json_of, with_member
from caveat.server.service import MOST_REQUESTS, Turn, check_number
from caveat.server.status import failure_of
from caveat.server.wire.marks import message_of_record
from caveat.source.errors import UnavailableError
from caveat.v1.checker_pb2 import BatchCheckRequest, CheckRequest, CheckResponse, CheckResult


class _Result(NamedTuple):
    """The answer to one patient among many, as JSON, and what is to be recorded of it."""

    request_id: str
    answer: bytes
    decision: Decision | None = None


class _Checked(NamedTuple):
    """A report, and the request that it is about."""

    request: Submitted
    report: Report


class Checks:
    """Hands documents to one checker, which all calls share.

    With a ``recorder`` every check is in the decision log before its answer is given.
    """

    def __init__(
        self,
        checker: Checker,
        recorder: Recorder | None = None,
        most_patients: int = MOST_REQUESTS,
    ) -> None:
        self._most_patients = most_patients
        self._checker = checker
        self._recorder = recorder

    async def check(self, request: Request) -> Response:
        """Check one patient."""
        document = await read_object(request, most=MOST_BYTES)
        checked = self._checked(document)
        response = CheckResponse(report=message_of_report(checked.report))
        if self._recorder:
            decision = _decision(self._recorder, CALL_ID.get(), document, checked)
            record = await self._recorder.record(decision)
            response.record.CopyFrom(message_of_record(record))
        return answer(response)

    async def check_batch(self, request: Request) -> Response:
        """Check many patients, each for itself."""
        patients = _patients(await read_object(request, most=MOST_BYTES))
        check_number(len(patients), self._most_patients)
        charge(len(patients) - 1)
        results: list[_Result] = []
        turn = Turn()
        for number, each in enumerate(patients, 1):
            results.append(self._result(each, number))
            await turn.pass_on()
        # The answer may be large: it is never held as one message.
        written = b",".join(await self._recorded(results))
        return Response(b'{"results":[%b]}' % written, media_type=MEDIA_TYPE)

    def _checked(self, document: object) -> _Checked:
        message = read_message(document, CheckRequest())
        with json_paths(CheckRequest.DESCRIPTOR):
            request = request_of_message(message)
            return _Checked(request, self._checker.check(request))

    def _result(self, document: object, number: int) -> _Result:
        request_id = _request_id(document)
        try:
            checked = self._checked(document)
            decision = self._decision(document, checked, number)
            report = message_of_report(checked.report)
        except Exception as error:  # noqa: BLE001  one bad patient spoils no other
            return _Result(request_id, _error(request_id, error))
        result = CheckResult(request_id=request_id, report=report)
        return _Result(request_id, json_of(result), decision)

    def _decision(self, document: object, checked: _Checked, number: int) -> Decision | None:
        if self._recorder is None:
            return None
        return _decision(self._recorder, f"{CALL_ID.get()}-{number}", document, checked)

    async def _recorded(self, results: Sequence[_Result]) -> list[bytes]:
        """Record results together, and give the JSON of each."""
        if self._recorder is None:
            return [each.answer for each in results]
        decisions = [each.decision for each in results if each.decision is not None]
        records = iter(await self._recorder.record_all(decisions))
        return [_marked(self._recorder, each, records) for each in results]


def _decision(recorder: Recorder, check_id: str, document: object, checked: _Checked) -> Decision:
    decided, submitted = of_report(checked.report), canonical(document)
    return recorder.decision(Door.JSON, check_id, decided, submitted, lambda: checked.request)


def _marked(recorder: Recorder, result: _Result, records: Iterator[Record]) -> bytes:
    """Give a result as JSON; what was recorded of it is the next of the records."""
    if result.decision is None:
        return result.answer
    try:
        record = recorder.admit(next(records))
    except UnavailableError as error:
        return _error(result.request_id, error)
    return with_member(result.answer, "record", json_of(message_of_record(record)))


def _error(request_id: str, error: Exception) -> bytes:
    failure = failure_of(error, CALL_ID.get())
    return json_of(CheckResult(request_id=request_id, error=failure.check_error()))


def _patients(document: JsonObject) -> list[object]:
    """Give the patients of a batch, unread: one that cannot be read spoils no other."""
    emptied: JsonObject = {
        name: list[object]() if isinstance(member, list) else member
        for name, member in document.items()
    }
    read_message(emptied, BatchCheckRequest())
    return cast("list[object]", document.get("requests", []))


def _request_id(document: object) -> str:
    """Give the id under which a request is answered, if it can be read."""
    members = cast("JsonObject", document) if isinstance(document, dict) else {}
    given = members.get("requestId", members.get("request_id"))
    return given if isinstance(given, str) else ""
