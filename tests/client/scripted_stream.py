"""A service that does with each stream what a test says, and both clients before it."""

import asyncio
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeAlias

import grpc

from caveat.client import AsyncClient, Client
from caveat.v1.checker_pb2 import (
    CheckRequest,
    CheckResult,
    StreamCheckRequest,
    StreamCheckResponse,
)
from tests.client.peer import result_to, serving_methods
from tests.client.scripted import Step

Play: TypeAlias = Callable[
    [Iterator[StreamCheckRequest], grpc.ServicerContext], Iterator[StreamCheckResponse]
]
Stream: TypeAlias = Callable[..., None]


@contextmanager
def playing_streams(*plays: Play) -> Generator[tuple[str, list[str]]]:
    """Play one for each stream; give the address, and the ids of all requests that came."""
    came: list[str] = []
    left = list(plays)

    def stream_check(
        requests: Iterator[StreamCheckRequest], context: grpc.ServicerContext
    ) -> Iterator[StreamCheckResponse]:
        return left.pop(0)(_noted(requests, came), context)

    handler: grpc.RpcMethodHandler[Any, Any] = grpc.stream_stream_rpc_method_handler(
        stream_check, StreamCheckRequest.FromString, StreamCheckResponse.SerializeToString
    )
    with serving_methods(StreamCheck=handler) as address:
        yield address, came


def answer(number: int | None, then: Step | None = None) -> Play:
    """Answer so many requests, or all, and then do this."""

    def play(
        requests: Iterator[StreamCheckRequest], context: grpc.ServicerContext
    ) -> Iterator[StreamCheckResponse]:
        for each in islice(requests, number):
            yield StreamCheckResponse(result=result_to(each.request))
        if then:
            then(context)

    return play


def give(*results: CheckResult) -> Play:
    """Give these results, whatever is asked, and end with the requests."""

    def play(
        requests: Iterator[StreamCheckRequest], context: grpc.ServicerContext
    ) -> Iterator[StreamCheckResponse]:
        next(requests)
        for each in results:
            yield StreamCheckResponse(result=each)
        for _ in requests:
            pass

    return play


def requests_of(ids: Iterable[str]) -> Iterator[CheckRequest]:
    """Ask with these ids."""
    for each in ids:
        yield CheckRequest(request_id=each)


def stream_waited(
    target: str,
    requests: Iterable[CheckRequest],
    got: list[str],
    *,
    resume: bool = False,
    **options: Any,  # noqa: ANN401  the options of both clients
) -> None:
    """Note the ids that the client of threads gives."""
    with Client(target, **options) as client:
        got.extend(each.request_id for each in client.stream_check(requests, resume=resume))


def stream_awaited(
    target: str,
    requests: Iterable[CheckRequest],
    got: list[str],
    *,
    resume: bool = False,
    **options: Any,  # noqa: ANN401  the options of both clients
) -> None:
    """Note the ids that the client of tasks gives."""

    async def ask() -> None:
        async with AsyncClient(target, **options) as client:
            answers = client.stream_check(requests, resume=resume)
            async for each in answers:
                got.append(each.request_id)  # noqa: PERF401  what came before an error counts too

    asyncio.run(ask())


def _noted(requests: Iterator[StreamCheckRequest], came: list[str]) -> Iterator[StreamCheckRequest]:
    for each in requests:
        came.append(each.request.request_id)
        yield each
