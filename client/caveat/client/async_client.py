"""A client for programs with an event loop: the calls of ``client``, awaited."""

from __future__ import annotations  # grpcio's types are generic for checkers only

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable
from types import TracebackType
from typing import Self, TypeVar

import grpc
from grpc import aio

from caveat.client.channel import DEFAULT_TARGET, DEFAULT_TIMEOUT, Tls, open_async_channels
from caveat.client.connections import DEFAULT_CONNECTIONS, Connections
from caveat.client.errors import error_of
from caveat.v1.checker_pb2 import (
    BatchCheckRequest,
    CheckRequest,
    CheckResponse,
    CheckResult,
    StreamCheckRequest,
)
from caveat.v1.checker_pb2_grpc import CheckerServiceStub
from caveat.v1.knowledge_pb2 import (
    RECOGNISE_AS_UNSPECIFIED,
    GetRuleRequest,
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


class AsyncClient:
    """Connections to the service, for the tasks of one event loop.

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
        self._channels = open_async_channels(target, tls, connections)
        self._checkers = Connections([CheckerServiceStub(each) for each in self._channels])
        self._knowledge = Connections([KnowledgeServiceStub(each) for each in self._channels])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the connections and the calls on them."""
        await asyncio.gather(*(channel.close() for channel in self._channels))

    async def check(self, request: CheckRequest) -> Report:
        """Check one patient."""
        return (await self.check_recorded(request)).report

    async def check_recorded(self, request: CheckRequest) -> CheckResponse:
        """Check one patient; the answer says too whether the service's log has the check."""
        return await self._call(self._checkers.next().Check, request)

    async def batch_check(self, requests: Iterable[CheckRequest]) -> list[CheckResult]:
        """Check at most 1000 patients; each has a report or an error of its own, in order."""
        request = BatchCheckRequest(requests=requests)
        return list((await self._call(self._checkers.next().BatchCheck, request)).results)

    async def stream_check(
        self, requests: AsyncIterable[CheckRequest] | Iterable[CheckRequest]
    ) -> AsyncGenerator[CheckResult, None]:
        """Check patients as they come, without a deadline; answers are in order."""
        stream = _stream(requests)
        call = self._checkers.next().StreamCheck(stream, wait_for_ready=self._wait_for_ready)
        try:
            async for response in call:
                yield response.result
        except grpc.RpcError as failed:
            raise error_of(failed, self._target) from failed
        finally:
            call.cancel()

    async def packs(self) -> list[Pack]:
        """List the packs that the service has loaded."""
        return list((await self._call(self._knowledge.next().ListPacks, ListPacksRequest())).packs)

    async def rules(self, pack_id: str = "") -> list[RuleSummary]:
        """List the rules of one pack or of all."""
        request = ListRulesRequest(pack_id=pack_id)
        return list((await self._call(self._knowledge.next().ListRules, request)).rules)

    async def rule(self, rule_id: str) -> Rule:
        """Give one rule; ``NotFoundError`` if there is none of this id."""
        return (await self._call(self._knowledge.next().GetRule, GetRuleRequest(id=rule_id))).rule

    async def observations(self) -> list[ObservationKind]:
        """List the facts that an observation or a plan can state."""
        request = ListObservationsRequest()
        return list(
            (await self._call(self._knowledge.next().ListObservations, request)).observations
        )

    async def recognise(
        self,
        text: str = "",
        *,
        code: Code | None = None,
        read_as: RecogniseAs.ValueType = RECOGNISE_AS_UNSPECIFIED,
    ) -> RecogniseResponse:
        """Say what a text or a code would be understood as."""
        request = RecogniseRequest(text=text, code=code, read_as=read_as)
        return await self._call(self._knowledge.next().Recognise, request)

    async def _call(
        self, method: aio.UnaryUnaryMultiCallable[_Request, _Response], request: _Request
    ) -> _Response:
        try:
            return await method(request, timeout=self._timeout, wait_for_ready=self._wait_for_ready)
        except grpc.RpcError as failed:
            raise error_of(failed, self._target) from failed


async def _stream(
    requests: AsyncIterable[CheckRequest] | Iterable[CheckRequest],
) -> AsyncIterator[StreamCheckRequest]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield StreamCheckRequest(request=request)
    else:
        for request in requests:
            yield StreamCheckRequest(request=request)
