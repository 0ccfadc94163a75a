"""The checks: one patient, and many at once."""

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from caveat.rules import Checker
from caveat.server.http.body import JsonObject, read_object
from caveat.server.http.guard import CALL_ID
from caveat.server.rest.limits import MOST_BYTES
from caveat.server.rest.reading import json_paths, read_message
from caveat.server.rest.writing import MEDIA_TYPE, answer, json_of
from caveat.server.service import MOST_REQUESTS, Turn, check_number
from caveat.server.status import failure_of
from caveat.server.wire.answers import report_on
from caveat.v1.checker_pb2 import BatchCheckRequest, CheckRequest, CheckResponse, CheckResult
from caveat.v1.report_pb2 import Report


class Checks:
    """Hands documents to one checker, which all calls share."""

    def __init__(self, checker: Checker, most_patients: int = MOST_REQUESTS) -> None:
        self._most_patients = most_patients
        self._checker = checker

    async def check(self, request: Request) -> Response:
        """Check one patient."""
        document = await read_object(request, most=MOST_BYTES)
        return answer(CheckResponse(report=self._report(document)))

    async def check_batch(self, request: Request) -> Response:
        """Check many patients, each for itself."""
        patients = _patients(await read_object(request, most=MOST_BYTES))
        check_number(len(patients), self._most_patients)
        results: list[bytes] = []
        turn = Turn()
        for each in patients:
            results.append(json_of(self._result(each)))
            await turn.pass_on()
        # The answer may be large: it is never held as one message.
        return Response(b'{"results":[%b]}' % b",".join(results), media_type=MEDIA_TYPE)

    def _report(self, document: object) -> Report:
        message = read_message(document, CheckRequest())
        with json_paths(CheckRequest.DESCRIPTOR):
            return report_on(message, self._checker)

    def _result(self, document: object) -> CheckResult:
        result = CheckResult(request_id=_request_id(document))
        try:
            result.report.CopyFrom(self._report(document))
        except Exception as error:  # noqa: BLE001  one bad patient spoils no other
            result.error.CopyFrom(failure_of(error, CALL_ID.get()).check_error())
        return result


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
