"""The checks: one patient, many at once, and as they come."""
# ruff: noqa: N802  the contract names the methods

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from caveat.rules import Checker
from caveat.server.calls import CALL_ID, Context
from caveat.server.convert.reports import message_of_report
from caveat.server.convert.requests import request_of_message
from caveat.server.status import failure_of
from caveat.source.errors import RequestError, Violation
from caveat.v1 import checker_pb2, checker_pb2_grpc, report_pb2

MOST_REQUESTS = 1000

# After so many seconds of a batch, other calls get their turn.
_TURN = 0.005


class CheckerService(checker_pb2_grpc.CheckerServiceServicer):
    """Hands requests to one checker, which all calls share."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    async def Check(
        self,
        request: checker_pb2.CheckRequest,
        context: Context,
    ) -> checker_pb2.CheckResponse:
        """Check one patient."""
        return checker_pb2.CheckResponse(report=report_on(request, self._checker))

    async def BatchCheck(
        self,
        request: checker_pb2.BatchCheckRequest,
        context: Context,
    ) -> checker_pb2.BatchCheckResponse:
        """Check many patients, each for itself."""
        check_number(len(request.requests))
        response = checker_pb2.BatchCheckResponse()
        turn = Turn()
        for each in request.requests:
            self._answer(each, response.results.add())
            await turn.pass_on()
        return response

    async def StreamCheck(
        self,
        request_iterator: AsyncIterator[checker_pb2.StreamCheckRequest],
        context: Context,
    ) -> AsyncIterator[checker_pb2.StreamCheckResponse]:
        """Read one, answer one: a caller that does not read is not read from."""
        async for each in request_iterator:
            response = checker_pb2.StreamCheckResponse()
            self._answer(each.request, response.result)
            yield response

    def _answer(self, request: checker_pb2.CheckRequest, result: checker_pb2.CheckResult) -> None:
        result.request_id = request.request_id
        fill_result(result, lambda: report_on(request, self._checker), CALL_ID.get())


class Turn:
    """The turn of one long call among others on the same event loop."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + _TURN

    async def pass_on(self) -> None:
        """Let other calls through once the turn is over."""
        if time.monotonic() > self._ends:
            await asyncio.sleep(0)
            self._ends = time.monotonic() + _TURN


def report_on(request: checker_pb2.CheckRequest, checker: Checker) -> report_pb2.Report:
    """Check one patient; ``RequestError`` names the fields that cannot be used."""
    return message_of_report(checker.check(request_of_message(request)))


def check_number(patients: int) -> None:
    """Raise ``RequestError`` for more patients than one batch may have."""
    if patients > MOST_REQUESTS:
        raise RequestError([Violation("requests", f"more than {MOST_REQUESTS} patients")])


def fill_result(
    result: checker_pb2.CheckResult, check: Callable[[], report_pb2.Report], call_id: str
) -> None:
    """Answer one request among many: with its report, or with why there is none."""
    try:
        result.report.CopyFrom(check())
    except Exception as error:  # noqa: BLE001  one bad patient spoils no other
        result.error.CopyFrom(failure_of(error, call_id).check_error())
