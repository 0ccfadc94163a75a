"""What stands between the wire and every method."""

from __future__ import annotations  # grpcio's types are generic for checkers only

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, cast

import grpc
from google.protobuf.message import Message
from grpc import aio

from caveat.server.calls import Call, Context
from caveat.server.deadline import within

_Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
_Parse: TypeAlias = Callable[[bytes], Message | bytes]
_Answer: TypeAlias = Callable[[Message | bytes, Context], Awaitable[Message | bytes]]
_Converse: TypeAlias = Callable[
    [AsyncIterator[Message | bytes], Context], AsyncIterator[Message | bytes]
]


_WITHOUT_DEADLINE = frozenset({"/caveat.v1.AdminService/Reload"})
"""How long it takes is for the size of the packs to say."""


class Guard:
    """Takes the methods of services for a server, and puts a ``Call`` around each.

    A method's bytes are parsed inside of that call: gRPC's own parsing would answer bytes that it
    cannot read with a Python exception's text. An interceptor would do the same for every call
    anew, which costs a tenth of an empty one.
    """

    def __init__(self, server: aio.Server, deadline_seconds: float | None = None) -> None:
        self._server = server
        self._deadline = deadline_seconds

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        """Guard the methods that are looked up by their names."""
        guarded = tuple(_GuardedHandlers(each, self._deadline) for each in handlers)
        self._server.add_generic_rpc_handlers(guarded)

    def add_registered_method_handlers(
        self, service_name: str, method_handlers: Mapping[str, _Handler]
    ) -> None:
        """Guard the methods of a service."""
        guarded = {
            name: _guarded(f"/{service_name}/{name}", handler, self._deadline)
            for name, handler in method_handlers.items()
        }
        self._server.add_registered_method_handlers(service_name, guarded)


class _GuardedHandlers(grpc.GenericRpcHandler):
    """Guards each method once; a method that is not there is not remembered."""

    def __init__(self, handlers: grpc.GenericRpcHandler, deadline_seconds: float | None) -> None:
        self._handlers = handlers
        self._deadline = deadline_seconds
        self._guarded: dict[str, _Handler] = {}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> _Handler | None:
        method = handler_call_details.method
        if method not in self._guarded:
            handler = self._handlers.service(handler_call_details)
            if handler is None:
                return None
            self._guarded[method] = _guarded(method, handler, self._deadline)
        return self._guarded[method]


def _guarded(method: str, handler: _Handler, deadline: float | None) -> _Handler:
    # grpcio's types know only the handlers of the threaded server.
    parse = cast("_Parse | None", handler.request_deserializer) or bytes
    call = partial(Call, method, log_level=_log_level(method))
    if handler.stream_stream:
        converse = _conversation(call, parse, cast("_Converse", handler.stream_stream))
        return grpc.stream_stream_rpc_method_handler(
            converse, response_serializer=handler.response_serializer
        )
    method_answer = cast("_Answer", handler.unary_unary or handler.unary_stream)
    if handler.unary_unary and method not in _WITHOUT_DEADLINE:
        method_answer = within(deadline, method_answer)
    answer = _answer(call, parse, method_answer)
    wrap = (
        grpc.unary_unary_rpc_method_handler
        if handler.unary_unary
        else grpc.unary_stream_rpc_method_handler
    )
    return wrap(answer, response_serializer=handler.response_serializer)


def _answer(
    call: Callable[[Context], Call], parse: _Parse, answer: _Answer
) -> Callable[[bytes, Context], Awaitable[Message | bytes]]:
    async def guarded(raw: bytes, context: Context) -> Message | bytes:
        called = call(context)
        try:
            answered = await answer(parse(raw), context)
        except BaseException as error:
            await called.failed(error)
            raise
        called.answered()
        return answered

    return guarded


def _conversation(
    call: Callable[[Context], Call], parse: _Parse, converse: _Converse
) -> Callable[[AsyncIterator[bytes], Context], AsyncIterator[Message | bytes]]:
    async def guarded(
        raw: AsyncIterator[bytes], context: Context
    ) -> AsyncIterator[Message | bytes]:
        called = call(context)
        try:
            async for response in converse(_parsed(raw, parse), context):
                yield response
        except BaseException as error:
            await called.failed(error)
            raise
        called.answered()

    return guarded


async def _parsed(raw: AsyncIterator[bytes], parse: _Parse) -> AsyncIterator[Message | bytes]:
    async for message in raw:
        yield parse(message)


def _log_level(method: str) -> int:
    """Keep probes of health and reflection out of the log that people read."""
    return logging.INFO if method.startswith("/caveat.") else logging.DEBUG
