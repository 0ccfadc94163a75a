"""The checks: one patient, many at once, and as they come."""
# ruff: noqa: N802  the contract names the methods

import asyncio
import time
from collections.abc import AsyncIterator

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
        return checker_pb2.CheckResponse(report=self._report(request))

    async def BatchCheck(
        self,
        request: checker_pb2.BatchCheckRequest,
        context: Context,
    ) -> checker_pb2.BatchCheckResponse:
        """Check many patients, each for itself."""
        if len(request.requests) > MOST_REQUESTS:
            raise RequestError([Violation("requests", f"more than {MOST_REQUESTS} patients")])
        response = checker_pb2.BatchCheckResponse()
        turn_ends = time.monotonic() + _TURN
        for each in request.requests:
            self._answer(each, response.results.add())
            if time.monotonic() > turn_ends:
                await asyncio.sleep(0)
                turn_ends = time.monotonic() + _TURN
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

    def _report(self, request: checker_pb2.CheckRequest) -> report_pb2.Report:
        return message_of_report(self._checker.check(request_of_message(request)))

    def _answer(self, request: checker_pb2.CheckRequest, result: checker_pb2.CheckResult) -> None:
        result.request_id = request.request_id
        try:
            result.report.CopyFrom(self._report(request))
        except Exception as error:  # noqa: BLE001  one bad patient spoils no other
            result.error.CopyFrom(failure_of(error, CALL_ID.get()).check_error())
