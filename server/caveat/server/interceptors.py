"""What stands between the wire and every method."""

from __future__ import annotations  # grpcio's types are generic for checkers only

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import TypeAlias, TypeVar, cast

import grpc
from google.protobuf.message import Message
from grpc import aio

from caveat.server.calls import Call, Context

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")

_Parse: TypeAlias = Callable[[bytes], Message]
_Answer: TypeAlias = Callable[[Message, Context], Awaitable[Message]]
_Converse: TypeAlias = Callable[[AsyncIterator[Message], Context], AsyncIterator[Message]]


class Guard(aio.ServerInterceptor):
    """Puts a ``Call`` around every method, and has its bytes parsed inside of that call.

    gRPC's own parsing would answer bytes that it cannot read with a Python exception's text.
    """

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails],
            Awaitable[grpc.RpcMethodHandler[_Request, _Response] | None],
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[_Request, _Response] | None:
        """Guard the method if there is one."""
        handler = await continuation(handler_call_details)
        return handler and _guarded(handler_call_details.method, handler)


def _guarded(
    method: str, handler: grpc.RpcMethodHandler[_Request, _Response]
) -> grpc.RpcMethodHandler[_Request, _Response]:
    # grpcio's types know only the handlers of the threaded server.
    parse = cast("_Parse", handler.request_deserializer)
    call = partial(Call, method, log_level=_log_level(method))
    if handler.stream_stream:
        converse = _conversation(call, parse, cast("_Converse", handler.stream_stream))
        return grpc.stream_stream_rpc_method_handler(
            converse, response_serializer=handler.response_serializer
        )
    answer = _answer(call, parse, cast("_Answer", handler.unary_unary or handler.unary_stream))
    wrap = (
        grpc.unary_unary_rpc_method_handler
        if handler.unary_unary
        else grpc.unary_stream_rpc_method_handler
    )
    return wrap(answer, response_serializer=handler.response_serializer)


def _answer(
    call: Callable[[Context], Call], parse: _Parse, answer: _Answer
) -> Callable[[bytes, Context], Awaitable[Message]]:
    async def guarded(raw: bytes, context: Context) -> Message:
        async with call(context):
            return await answer(parse(raw), context)

    return guarded


def _conversation(
    call: Callable[[Context], Call], parse: _Parse, converse: _Converse
) -> Callable[[AsyncIterator[bytes], Context], AsyncIterator[Message]]:
    async def guarded(raw: AsyncIterator[bytes], context: Context) -> AsyncIterator[Message]:
        async with call(context):
            async for response in converse(_parsed(raw, parse), context):
                yield response

    return guarded


async def _parsed(raw: AsyncIterator[bytes], parse: _Parse) -> AsyncIterator[Message]:
    async for message in raw:
        yield parse(message)


def _log_level(method: str) -> int:
    """Keep probes of health and reflection out of the log that people read."""
    return logging.INFO if method.startswith("/caveat.") else logging.DEBUG
