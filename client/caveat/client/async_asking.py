"""Asking a service until it answers, or the call's time is over; for tasks."""

from __future__ import annotations  # grpcio's types are generic for checkers only

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, contextmanager
from typing import TypeAlias, TypeVar

import grpc
from google.protobuf.message import Message
from grpc import aio

from caveat.client.answers import read
from caveat.client.attempts import Attempts, Patience
from caveat.client.credentials import AsyncBearer
from caveat.client.errors import Refusal, closed, error_from, error_of, refusal_of
from caveat.client.racing import first_answer
from caveat.client.stream_status import StreamStatus
from caveat.client.unanswered import AsyncUnanswered
from caveat.v1.checker_pb2 import CheckResult, StreamCheckRequest, StreamCheckResponse

_Request = TypeVar("_Request", bound=Message)
_Response = TypeVar("_Response", bound=Message)

StreamMethod: TypeAlias = "aio.StreamStreamMultiCallable[StreamCheckRequest, StreamCheckResponse]"


class AsyncAsker:
    """Asks for what changes nothing, so that it may be asked again, and over two connections.

    It takes the same method of one connection after the other.
    """

    def __init__(self, target: str, patience: Patience, bearer: AsyncBearer) -> None:
        self._target = target
        self._patience = patience
        self._bearer = bearer
        self._is_closed = False

    def close(self) -> None:
        """Ask nothing again from now on."""
        self._is_closed = True

    async def ask(
        self,
        methods: Iterator[aio.UnaryUnaryMultiCallable[_Request, _Response]],
        request: _Request,
    ) -> _Response:
        """Give the first answer; ``ClientError`` if there is none in time."""
        attempts = self._patience.for_a_call(type(request).__name__)
        while True:
            try:
                with self._cancelled_by_its_caller():
                    return read(await self._attempt(methods, request, attempts))
            except grpc.RpcError as failed:
                refusal = refusal_of(failed)
                if not await self._again(attempts, refusal):
                    raise error_from(refusal, self._target) from failed

    async def ask_once(
        self,
        method: aio.UnaryUnaryMultiCallable[_Request, _Response],
        request: _Request,
        timeout: float,  # noqa: ASYNC109  it is the call's deadline
    ) -> _Response:
        """Ask for what changes something, and so only once; it may take so many seconds."""
        metadata = await self._bearer.metadata()
        try:
            with self._cancelled_by_its_caller():
                return read(await method(request, timeout=timeout, metadata=metadata))
        except grpc.RpcError as failed:
            raise error_of(failed, self._target) from failed

    async def stream(
        self, methods: Iterator[StreamMethod], unanswered: AsyncUnanswered, *, resume: bool
    ) -> AsyncGenerator[CheckResult, None]:
        """Give the answers in order; where it breaks and may ``resume``, ask the others again."""
        answered, attempts = 0, self._patience.for_a_stream()
        while True:
            try:
                async with aclosing(self._answers(next(methods), unanswered)) as answers:
                    async for answer in answers:
                        yield answer
            except grpc.RpcError as failed:
                refusal = refusal_of(failed)
                if unanswered.answered > answered:
                    answered, attempts = unanswered.answered, self._patience.for_a_stream()
                if not (resume and await self._again(attempts, refusal)):
                    raise error_from(refusal, self._target, unanswered.answered) from failed
            else:
                return

    async def _attempt(
        self,
        methods: Iterator[aio.UnaryUnaryMultiCallable[_Request, _Response]],
        request: _Request,
        attempts: Attempts,
    ) -> _Response:
        metadata = await self._bearer.metadata()

        async def once() -> _Response:
            return await next(methods)(request, timeout=attempts.left(), metadata=metadata)

        if self._patience.hedge_after is None:
            return await once()
        return await first_answer(once, self._patience.hedge_after)

    async def _answers(
        self, method: StreamMethod, unanswered: AsyncUnanswered
    ) -> AsyncGenerator[CheckResult, None]:
        call = method(
            unanswered.requests(),
            metadata=await self._bearer.metadata(),
            wait_for_ready=self._patience.is_endless,
        )
        status = StreamStatus(call)
        try:
            with self._cancelled_by_its_caller():
                async for response in call:
                    yield unanswered.take(response)
        except aio.AioRpcError as failed:
            await status.raise_it(failed)
        finally:
            call.cancel()
        unanswered.finish()

    async def _again(self, attempts: Attempts, refusal: Refusal) -> bool:
        wait = attempts.wait_after(refusal)
        if wait is None or self._is_closed:
            return False
        await asyncio.sleep(wait)
        return not self._is_closed

    @contextmanager
    def _cancelled_by_its_caller(self) -> Generator[None]:
        """Tell the two cancellations apart: of the caller's task, and of the call by others.

        gRPC gives a cancelled task a status that came at the same moment, and cancels the calls
        of a channel that is closed as if their tasks were.
        """
        before = _cancellations()
        try:
            yield
        except grpc.RpcError:
            if _cancellations() > before:
                raise asyncio.CancelledError from None
            raise
        except asyncio.CancelledError:
            if self._is_closed and _cancellations() == before:
                raise closed(self._target) from None
            raise


def _cancellations() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task else 0
