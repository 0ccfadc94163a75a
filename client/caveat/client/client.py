"""A client for programs that wait for their answers."""

from __future__ import annotations  # grpcio's types are generic for checkers only

from collections.abc import Generator, Iterable
from types import TracebackType
from typing import Self, TypeVar

import grpc

from caveat.client.channel import DEFAULT_TARGET, DEFAULT_TIMEOUT, Tls, open_channels
from caveat.client.connections import DEFAULT_CONNECTIONS, Connections
from caveat.client.errors import error_of
from caveat.v1.admin_pb2 import ReloadRequest, ReloadResponse
from caveat.v1.admin_pb2_grpc import AdminServiceStub
from caveat.v1.checker_pb2 import (
    BatchCheckRequest,
    CheckRequest,
    CheckResult,
    StreamCheckRequest,
)
from caveat.v1.checker_pb2_grpc import CheckerServiceStub
from caveat.v1.knowledge_pb2 import (
    RECOGNISE_AS_UNSPECIFIED,
    GetRuleRequest,
    GetStatusRequest,
    GetStatusResponse,
    ListObservationsRequest,
    ListPacksRequest,
    ListRulesRequest,
    ObservationKind,
    Pack,
    RecogniseAs,
    RecogniseRequest,
    RecogniseResponse,
    Rule,
    RuleSummary,
)
from caveat.v1.knowledge_pb2_grpc import KnowledgeServiceStub
from caveat.v1.patient_pb2 import Code
from caveat.v1.report_pb2 import Report

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")


RELOAD_TIMEOUT = 120.0


class Client:
    """Connections to the service, for any number of threads.

    Calls and streams take the ``connections`` (1 to 64) in turn, so that they reach several
    workers of a service; each connects at its first call.

    ``timeout`` is the deadline of a call in seconds. With ``wait_for_ready`` a call waits
    that long for a service that is not there yet, instead of failing at once.
    Calls raise ``ClientError``; a failed call never looks like an answer.
    """

    def __init__(
        self,
        target: str = DEFAULT_TARGET,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        connections: int = DEFAULT_CONNECTIONS,
        wait_for_ready: bool = False,
        tls: Tls | None = None,
    ) -> None:
        self._target = target
        self._timeout = timeout
        self._wait_for_ready = wait_for_ready
        self._channels = open_channels(target, tls, connections)
        self._checkers = Connections([CheckerServiceStub(each) for each in self._channels])
        self._knowledge = Connections([KnowledgeServiceStub(each) for each in self._channels])
        self._admin = Connections([AdminServiceStub(each) for each in self._channels])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections and the calls on them."""
        for channel in self._channels:
            channel.close()

    def check(self, request: CheckRequest) -> Report:
        """Check one patient."""
        return self._call(self._checkers.next().Check, request).report

    def batch_check(self, requests: Iterable[CheckRequest]) -> list[CheckResult]:
        """Check at most 1000 patients; each has a report or an error of its own, in order."""
        request = BatchCheckRequest(requests=requests)
        return list(self._call(self._checkers.next().BatchCheck, request).results)

    def stream_check(self, requests: Iterable[CheckRequest]) -> Generator[CheckResult, None, None]:
        """Check patients as they come, without a deadline; answers are in order."""
        stream = (StreamCheckRequest(request=request) for request in requests)
        call = self._checkers.next().StreamCheck(stream, wait_for_ready=self._wait_for_ready)
        try:
            for response in call:
                yield response.result
        except grpc.RpcError as failed:
            raise error_of(failed, self._target) from failed
        finally:
            call.cancel()

    def packs(self) -> list[Pack]:
        """List the packs that the service has loaded."""
        return list(self._call(self._knowledge.next().ListPacks, ListPacksRequest()).packs)

    def rules(self, pack_id: str = "") -> list[RuleSummary]:
        """List the rules of one pack or of all."""
        request = ListRulesRequest(pack_id=pack_id)
        return list(self._call(self._knowledge.next().ListRules, request).rules)

    def rule(self, rule_id: str) -> Rule:
        """Give one rule; ``NotFoundError`` if there is none of this id."""
        return self._call(self._knowledge.next().GetRule, GetRuleRequest(id=rule_id)).rule

    def observations(self) -> list[ObservationKind]:
        """List the facts that an observation or a plan can state."""
        request = ListObservationsRequest()
        return list(self._call(self._knowledge.next().ListObservations, request).observations)

    def recognise(
        self,
        text: str = "",
        *,
        code: Code | None = None,
        read_as: RecogniseAs.ValueType = RECOGNISE_AS_UNSPECIFIED,
    ) -> RecogniseResponse:
        """Say what a text or a code would be understood as."""
        request = RecogniseRequest(text=text, code=code, read_as=read_as)
        return self._call(self._knowledge.next().Recognise, request)

    def status(self) -> GetStatusResponse:
        """Say which packs the service serves since when, and how its last reload went."""
        return self._call(self._knowledge.next().GetStatus, GetStatusRequest())

    def reload(self, request: ReloadRequest) -> ReloadResponse:
        """Have the service take up its packs anew, and wait for the end: two minutes at most."""
        return self._call(self._admin.next().Reload, request, timeout=RELOAD_TIMEOUT)

    def _call(
        self,
        method: grpc.UnaryUnaryMultiCallable[_Request, _Response],
        request: _Request,
        timeout: float | None = None,
    ) -> _Response:
        seconds = timeout or self._timeout
        try:
            return method(request, timeout=seconds, wait_for_ready=self._wait_for_ready)
        except grpc.RpcError as failed:
            raise error_of(failed, self._target) from failed
