"""The checks: one patient, many at once, and as they come."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import grpc

from caveat.rules import Checker
from caveat.server.audit.entries import Decision
from caveat.server.calls import CALL_ID, Context
from caveat.server.identity.rates import charge
from caveat.server.recording.record import Door, Record
from caveat.server.recording.recorder import Recorder
from caveat.server.status import failure_of
from caveat.server.wire.answers import Answer, Answers, ordinary_request
from caveat.server.wire.fields import field, message, tag_of
from caveat.server.wire.marks import mark
from caveat.source.errors import RequestError, UnavailableError, Violation
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
_RECORD = tag_of(checker_pb2.CheckResponse.RECORD_FIELD_NUMBER)
_RECORD_OF_RESULT = tag_of(checker_pb2.CheckResult.RECORD_FIELD_NUMBER)


class _Result(NamedTuple):
    """The answer to one request among many, and what is to be recorded of it."""

    request_id: bytes
    answer: bytes
    decision: Decision | None = None


class CheckerService:
    """Hands requests to one checker, which all calls share: bytes of messages in and out.

    With a ``recorder`` every check is in the decision log before its answer is given.
    """

    def __init__(
        self,
        checker: Checker,
        recorder: Recorder | None = None,
        most_patients: int = MOST_REQUESTS,
    ) -> None:
        self._most_patients = most_patients
        self._answers = Answers(checker)
        self._recorder = recorder

    def record_with(self, recorder: Recorder) -> None:
        """Record every check from now on."""
        self._recorder = recorder

    async def answers_of(self, checker: Checker) -> Answers:
        """Get ready to answer with another checker, while calls are answered in between."""
        answers = Answers(checker, self._answers)
        for _ in answers.warming():
            await asyncio.sleep(0)
        return answers

    def take_up(self, answers: Answers) -> None:
        """Answer with these from the next patient on."""
        self._answers = answers

    def _answer(self, request: envelope_pb2.CheckRequest) -> Answer:
        """Answer by the rules of today: changes of a site's policy expire while calls go on."""
        if not self._answers.is_current:
            self._answers = self._answers.following()
        return self._answers.answer(request)

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
        request = envelope_pb2.CheckRequest.FromString(raw)
        answer = self._answer(request)
        report, recorder = field(_REPORT, answer.report), self._recorder
        if recorder is None:
            return report
        decision = _decision(recorder, CALL_ID.get(), answer, raw, request)
        return report + mark(_RECORD, await recorder.record(decision))

    async def batch_check(self, raw: bytes, context: Context) -> bytes:
        """Check many patients, each for itself."""
        requests = envelope_pb2.BatchCheckRequest.FromString(raw).requests
        check_number(len(requests), self._most_patients)
        charge(len(requests) - 1)
        results: list[_Result] = []
        turn = Turn()
        for number, each in enumerate(requests, 1):
            results.append(self._result(each, number))
            await turn.pass_on()
        return b"".join([message(_RESULTS, parts) for parts in await self._recorded(results)])

    async def stream_check(
        self, request_iterator: AsyncIterator[bytes], context: Context
    ) -> AsyncIterator[bytes]:
        """Read one, answer one: a caller that does not read is not read from."""
        number = 0
        async for raw in request_iterator:
            number += 1
            request = envelope_pb2.StreamCheckRequest.FromString(raw).request
            (parts,) = await self._recorded([self._result(request, number, calls=1)])
            yield message(_RESULT, parts)

    def _result(
        self, request: envelope_pb2.CheckRequest, number: int, *, calls: int = 0
    ) -> _Result:
        """Answer one request among many: with its report, or with why there is none."""
        request_id = field(_REQUEST_ID, request.request_id.encode()) if request.request_id else b""
        try:
            charge(calls)
            answer = self._answer(request)
            decision = self._decision(answer, request, number)
        except Exception as error:  # noqa: BLE001  one bad patient spoils no other
            return _Result(request_id, _error(error))
        return _Result(request_id, field(_REPORT_OF_RESULT, answer.report), decision)

    def _decision(
        self, answer: Answer, request: envelope_pb2.CheckRequest, number: int
    ) -> Decision | None:
        if self._recorder is None:
            return None
        check_id = f"{CALL_ID.get()}-{number}"
        return _decision(self._recorder, check_id, answer, request.SerializeToString(), request)

    async def _recorded(self, results: Sequence[_Result]) -> list[tuple[bytes, ...]]:
        """Record results together, and give the fields of each."""
        if self._recorder is None:
            return [each[:2] for each in results]
        decisions = [each.decision for each in results if each.decision is not None]
        records = iter(await self._recorder.record_all(decisions))
        return [_marked(self._recorder, each, records) for each in results]


def _marked(recorder: Recorder, result: _Result, records: Iterator[Record]) -> tuple[bytes, ...]:
    """Give the fields of a result; what was recorded of it is the next of the records."""
    if result.decision is None:
        return result.request_id, result.answer
    try:
        record = recorder.admit(next(records))
    except UnavailableError as error:
        return result.request_id, _error(error)
    return result.request_id, result.answer, mark(_RECORD_OF_RESULT, record)


def _decision(
    recorder: Recorder,
    check_id: str,
    answer: Answer,
    raw: bytes,
    request: envelope_pb2.CheckRequest,
) -> Decision:
    read = partial(ordinary_request, request)
    return recorder.decision(Door.GRPC, check_id, answer.decided(), raw, read)


def _error(error: Exception) -> bytes:
    return field(_ERROR, failure_of(error, CALL_ID.get()).check_error().SerializeToString())


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
