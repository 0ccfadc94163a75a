"""A client for programs with an event loop: the calls of ``client``, awaited."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from contextlib import aclosing, closing
from types import TracebackType
from typing import Self

from caveat.client.addresses import Target, addresses_of
from caveat.client.answers import check_in, results_in, rule_in
from caveat.client.async_asking import AsyncAsker
from caveat.client.attempts import Patience, Retry
from caveat.client.channel import (
    DEFAULT_TARGET,
    DEFAULT_TIMEOUT,
    RELOAD_TIMEOUT,
    Tls,
    open_async_channels,
)
from caveat.client.connections import DEFAULT_CONNECTIONS, Connections, spread
from caveat.client.credentials import AsyncBearer, AsyncToken, refuse_to_leak
from caveat.client.unanswered import AsyncUnanswered
from caveat.v1.admin_pb2 import ReloadRequest, ReloadResponse
from caveat.v1.admin_pb2_grpc import AdminServiceStub
from caveat.v1.checker_pb2 import BatchCheckRequest, CheckRequest, CheckResponse, CheckResult
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


class AsyncClient:
    """Connections to the service, for the tasks of one event loop.

    ``target`` is ``host:port``, several with commas between them, or a sequence of such, all of
    the same service; a name may stand for several addresses. Calls and streams take the
    ``connections`` (1 to 64) in turn, so that they reach every address and several workers;
    there are as many to each address, and each connects at its first call.

    ``timeout`` is the deadline of a call in seconds, over all of its attempts: what changes
    nothing is asked again after UNAVAILABLE and after a CANCELLED that nobody here asked for,
    at the next address at once, in rounds as ``retry`` says, and after RESOURCE_EXHAUSTED when
    the service says so. With ``wait_for_ready`` there is no end of rounds, for a service that
    is not there yet. With ``hedge_after`` (seconds) a call without an answer by then is sent
    over another connection too, and the first answer counts.

    ``token`` is sent with each attempt; what gives one, at once or awaited, is called for each.
    It goes over TLS or to this machine only, unless ``insecure_token`` allows all to read it.

    ``ValueError`` for what cannot be so, ``OSError`` for a TLS file that cannot be read.
    Calls raise ``ClientError``; a failed call never looks like an answer.
    """

    def __init__(  # noqa: PLR0913  each is of its own, and has a default
        self,
        target: Target = DEFAULT_TARGET,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        connections: int = DEFAULT_CONNECTIONS,
        wait_for_ready: bool = False,
        retry: Retry | None = None,
        hedge_after: float | None = None,
        tls: Tls | None = None,
        token: AsyncToken | None = None,
        insecure_token: bool = False,
    ) -> None:
        addresses = addresses_of(target)
        if token is not None and not insecure_token:
            refuse_to_leak(addresses, encrypted=tls is not None)
        ends = spread(connections, addresses)
        retry = retry or Retry()
        patience = Patience(
            timeout=timeout,
            retry=retry.without_end() if wait_for_ready else retry,
            hedge_after=hedge_after,
            addresses=len(addresses),
            connections=len(ends),
        )
        self._asker = AsyncAsker(",".join(addresses), patience, AsyncBearer(token))
        self._channels = open_async_channels(ends, tls)
        self._checkers = Connections([CheckerServiceStub(each) for each in self._channels])
        self._knowledge = Connections([KnowledgeServiceStub(each) for each in self._channels])
        self._admin = Connections([AdminServiceStub(each) for each in self._channels])

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
        self._asker.close()
        await asyncio.gather(*(channel.close() for channel in self._channels))

    async def check(self, request: CheckRequest) -> Report:
        """Check one patient."""
        return (await self.check_recorded(request)).report

    async def check_recorded(self, request: CheckRequest) -> CheckResponse:
        """Check one patient; the answer says too whether the service's log has the check."""
        methods = (each.Check for each in self._checkers.from_next())
        return check_in(await self._asker.ask(methods, request), request)

    async def batch_check(self, requests: Iterable[CheckRequest]) -> list[CheckResult]:
        """Check at most 1000 patients; each has a report or an error of its own, in order."""
        request = BatchCheckRequest(requests=requests)
        methods = (each.BatchCheck for each in self._checkers.from_next())
        return list(results_in(await self._asker.ask(methods, request), request))

    async def stream_check(
        self,
        requests: AsyncIterable[CheckRequest] | Iterable[CheckRequest],
        *,
        resume: bool = False,
    ) -> AsyncGenerator[CheckResult, None]:
        """Check patients as they come, without a deadline; answers are in order.

        The error of a stream that breaks says how many were ``answered``. With ``resume`` the
        others are asked again, as a call is; requests are kept until they are answered.
        What ``requests`` raises is raised here, after the answers to those before.
        """
        methods = (each.StreamCheck for each in self._checkers.from_next())
        with closing(AsyncUnanswered(requests)) as unanswered:
            answers = self._asker.stream(methods, unanswered, resume=resume)
            async with aclosing(answers):
                async for answer in answers:
                    yield answer

    async def packs(self) -> list[Pack]:
        """List the packs that the service has loaded."""
        request = ListPacksRequest()
        methods = (each.ListPacks for each in self._knowledge.from_next())
        return list((await self._asker.ask(methods, request)).packs)

    async def rules(self, pack_id: str = "") -> list[RuleSummary]:
        """List the rules of one pack or of all."""
        request = ListRulesRequest(pack_id=pack_id)
        methods = (each.ListRules for each in self._knowledge.from_next())
        return list((await self._asker.ask(methods, request)).rules)

    async def rule(self, rule_id: str) -> Rule:
        """Give one rule; ``NotFoundError`` if there is none of this id."""
        request = GetRuleRequest(id=rule_id)
        methods = (each.GetRule for each in self._knowledge.from_next())
        return rule_in(await self._asker.ask(methods, request), request)

    async def observations(self) -> list[ObservationKind]:
        """List the facts that an observation or a plan can state."""
        request = ListObservationsRequest()
        methods = (each.ListObservations for each in self._knowledge.from_next())
        return list((await self._asker.ask(methods, request)).observations)

    async def recognise(
        self,
        text: str = "",
        *,
        code: Code | None = None,
        read_as: RecogniseAs.ValueType = RECOGNISE_AS_UNSPECIFIED,
    ) -> RecogniseResponse:
        """Say what a text or a code would be understood as."""
        request = RecogniseRequest(text=text, code=code, read_as=read_as)
        methods = (each.Recognise for each in self._knowledge.from_next())
        return await self._asker.ask(methods, request)

    async def status(self) -> GetStatusResponse:
        """Say which packs the service serves since when, and how its last reload went."""
        methods = (each.GetStatus for each in self._knowledge.from_next())
        return await self._asker.ask(methods, GetStatusRequest())

    async def reload(self, request: ReloadRequest) -> ReloadResponse:
        """Have the service take up its packs anew, and wait for the end: two minutes at most."""
        return await self._asker.ask_once(self._admin.next().Reload, request, RELOAD_TIMEOUT)
