"""The checks: one patient, many at once, and as they come."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import grpc

from caveat.rules import Checker
from caveat.server.calls import CALL_ID, Context
from caveat.server.status import failure_of
from caveat.server.wire.answers import Answers
from caveat.server.wire.fields import field, message, tag_of
from caveat.source.errors import RequestError, Violation
from caveat.v1 import checker_pb2
from caveat.wire.v1 import envelope_pb2

MOST_REQUESTS = 1000
CONTRACT = checker_pb2.DESCRIPTOR.services_by_name["CheckerService"]

# After so many seconds of a batch, other calls get their turn.
_TURN = 0.005

_REPORT = tag_of(checker_pb2.CheckResponse.REPORT_FIELD_NUMBER)
_RESULTS = tag_of(checker_pb2.BatchCheckResponse.RESULTS_FIELD_NUMBER)
_RESULT = tag_of(checker_pb2.StreamCheckResponse.RESULT_FIELD_NUMBER)
_REQUEST_ID = tag_of(checker_pb2.CheckResult.REQUEST_ID_FIELD_NUMBER)
_REPORT_OF_RESULT = tag_of(checker_pb2.CheckResult.REPORT_FIELD_NUMBER)
_ERROR = tag_of(checker_pb2.CheckResult.ERROR_FIELD_NUMBER)


class CheckerService:
    """Hands requests to one checker, which all calls share: bytes of messages in and out."""

    def __init__(self, checker: Checker, most_patients: int = MOST_REQUESTS) -> None:
        self._most_patients = most_patients
        self._answers = Answers(checker)

    async def answers_of(self, checker: Checker) -> Answers:
        """Get ready to answer with another checker, while calls are answered in between."""
        answers = Answers(checker, self._answers)
        for _ in answers.warming():
            await asyncio.sleep(0)
        return answers

    def take_up(self, answers: Answers) -> None:
        """Answer with these from the next patient on."""
        self._answers = answers

    def add_to(self, server: grpc.aio.Server) -> None:
        """Give a server the methods of the contract."""
        methods: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
            "Check": grpc.unary_unary_rpc_method_handler(self.check),
            "BatchCheck": grpc.unary_unary_rpc_method_handler(self.batch_check),
            "StreamCheck": grpc.stream_stream_rpc_method_handler(self.stream_check),
        }
        handlers = grpc.method_handlers_generic_handler(CONTRACT.full_name, methods)
        server.add_generic_rpc_handlers((handlers,))
        server.add_registered_method_handlers(CONTRACT.full_name, methods)

    async def check(self, raw: bytes, context: Context) -> bytes:
        """Check one patient."""
        return field(_REPORT, self._answers.report(envelope_pb2.CheckRequest.FromString(raw)))

    async def batch_check(self, raw: bytes, context: Context) -> bytes:
        """Check many patients, each for itself."""
        requests = envelope_pb2.BatchCheckRequest.FromString(raw).requests
        check_number(len(requests), self._most_patients)
        results: list[bytes] = []
        turn = Turn()
        for each in requests:
            results.append(message(_RESULTS, self._result(each)))
            await turn.pass_on()
        return b"".join(results)

    async def stream_check(
        self, request_iterator: AsyncIterator[bytes], context: Context
    ) -> AsyncIterator[bytes]:
        """Read one, answer one: a caller that does not read is not read from."""
        async for raw in request_iterator:
            request = envelope_pb2.StreamCheckRequest.FromString(raw).request
            yield message(_RESULT, self._result(request))

    def _result(self, request: envelope_pb2.CheckRequest) -> tuple[bytes, bytes]:
        """Answer one request among many: with its report, or with why there is none."""
        request_id = request.request_id.encode()
        try:
            answer = field(_REPORT_OF_RESULT, self._answers.report(request))
        except Exception as error:  # noqa: BLE001  one bad patient spoils no other
            failure = failure_of(error, CALL_ID.get())
            answer = field(_ERROR, failure.check_error().SerializeToString())
        return field(_REQUEST_ID, request_id) if request_id else b"", answer


class Turn:
    """The turn of one long call among others on the same event loop."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + _TURN

    async def pass_on(self) -> None:
        """Let other calls through once the turn is over."""
        if time.monotonic() > self._ends:
            await asyncio.sleep(0)
            self._ends = time.monotonic() + _TURN


def check_number(patients: int, most: int = MOST_REQUESTS) -> None:
    """Raise ``RequestError`` for more patients than one batch may have."""
    if patients > most:
        raise RequestError([Violation("requests", f"more than {most} patients")])
