"""A service that does with each call what a test says, and both clients before it."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, TypeAlias

import grpc
import pytest
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from caveat.client import AsyncClient, Client, Retry
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse
from caveat.v1.report_pb2 import Report
from tests.client.peer import report_to, serving_methods

BOUND = 30.0
"""Seconds after which a test that waits for an event has failed."""

AT_ONCE = Retry(first_wait=0, longest_wait=0)
NEVER = Retry(first_wait=10 * BOUND, longest_wait=10 * BOUND)
"""Waits longer than any test takes."""

MINE = CheckRequest(request_id="mine")

Step: TypeAlias = Callable[[grpc.ServicerContext], None]
Check: TypeAlias = Callable[..., Report]


@dataclass
class Scripted:
    """Does one step a call, in the order of calls, and answers those that no step refuses."""

    steps: list[Step] = field(default_factory=list[Step])
    peers: list[str] = field(default_factory=list[str])
    times: list[float] = field(default_factory=list[float])
    metadata: list[dict[str, str | bytes]] = field(default_factory=list[dict[str, str | bytes]])
    cancelled: Event = field(default_factory=Event)
    asked: Event = field(default_factory=Event)

    def check(self, request: CheckRequest, context: grpc.ServicerContext) -> CheckResponse:
        """Answer as ``Check``."""
        number = len(self.peers)
        self.peers.append(context.peer())
        self.times.append(context.time_remaining() or 0)
        self.metadata.append(dict(context.invocation_metadata()))
        self.asked.set()
        if number < len(self.steps):
            self.steps[number](context)
        if not context.is_active():
            self.cancelled.set()
        return CheckResponse(report=report_to(request))


@contextmanager
def playing(*steps: Step) -> Generator[tuple[str, Scripted]]:
    """Serve, and give the address and what was asked."""
    scripted = Scripted(list(steps))
    with serving_methods(Check=check_handler(scripted.check)) as address:
        yield address, scripted


def check_handler(
    check: Callable[[CheckRequest, grpc.ServicerContext], CheckResponse],
) -> "grpc.RpcMethodHandler[Any, Any]":
    """Make a handler of ``Check``."""
    return grpc.unary_unary_rpc_method_handler(
        check, CheckRequest.FromString, CheckResponse.SerializeToString
    )


def refuse(code: grpc.StatusCode, retry_after: float | None = None) -> Step:
    """Refuse a call, and say in how many seconds it may be asked again."""

    def step(context: grpc.ServicerContext) -> None:
        if retry_after is not None:
            context.set_trailing_metadata((("grpc-status-details-bin", _details(retry_after)),))
        context.abort(code, "busy")

    return step


def hang(context: grpc.ServicerContext) -> None:
    """Give no answer before the call is over."""
    over = Event()
    if context.add_callback(over.set):
        assert over.wait(BOUND)


def after(event: Event) -> Step:
    """Answer once this has happened."""

    def step(context: grpc.ServicerContext) -> None:
        assert event.wait(BOUND)

    return step


def both(*steps: Step) -> Step:
    """Do one after the other."""

    def step(context: grpc.ServicerContext) -> None:
        for each in steps:
            each(context)

    return step


def tell(event: Event) -> Step:
    """Say that a call has come."""

    def step(context: grpc.ServicerContext) -> None:
        event.set()

    return step


def check_waited(target: str, request: CheckRequest = MINE, **options: Any) -> Report:  # noqa: ANN401  the options of both clients
    """Check by the client of threads."""
    with Client(target, **options) as client:
        return client.check(request)


def check_awaited(target: str, request: CheckRequest = MINE, **options: Any) -> Report:  # noqa: ANN401  the options of both clients
    """Check by the client of tasks."""

    async def ask() -> Report:
        async with AsyncClient(target, **options) as client:
            return await client.check(request)

    return asyncio.run(ask())


both_clients = pytest.mark.parametrize(
    "check", [check_waited, check_awaited], ids=["waited", "awaited"]
)


def _details(seconds: float) -> bytes:
    delay = Duration()
    delay.FromNanoseconds(int(seconds * 1e9))
    packed = AnyMessage()
    packed.Pack(RetryInfo(retry_delay=delay))
    return bytes(Status(details=[packed]).SerializeToString())
