"""What stands between the wire and every method."""

from __future__ import annotations  # grpcio's types are generic for checkers only

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias, cast

import grpc
from google.protobuf.message import Message
from grpc import aio

from caveat.server.admission import Admission
from caveat.server.calls import Call, Context
from caveat.server.deadline import within
from caveat.server.identity.gate import Gate
from caveat.server.sight.watch import Watch

_Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
_Admit: TypeAlias = Callable[[Context], None]
_Parse: TypeAlias = Callable[[bytes], Message | bytes]
_Answer: TypeAlias = Callable[[Message | bytes, Context], Awaitable[Message | bytes]]
_Converse: TypeAlias = Callable[
    [AsyncIterator[Message | bytes], Context], AsyncIterator[Message | bytes]
]


_WITHOUT_DEADLINE = frozenset({"/caveat.v1.AdminService/Reload"})
"""How long it takes is for the size of the packs to say."""


class Around(NamedTuple):
    """Who watches calls, who lets them in, and how many seconds one may take."""

    watch: Watch
    gate: Gate | None = None
    deadline_seconds: float | None = None


class Guard:
    """Takes the methods of services for a server, and puts a ``Call`` around each.

    A method's bytes are parsed inside of that call: gRPC's own parsing would answer bytes that it
    cannot read with a Python exception's text. An interceptor would do the same for every call
    anew, which costs a tenth of an empty one.
    """

    def __init__(self, server: aio.Server, around: Around) -> None:
        self._server = server
        self._around = around

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        """Guard the methods that are looked up by their names."""
        guarded = tuple(_GuardedHandlers(each, self._around) for each in handlers)
        self._server.add_generic_rpc_handlers(guarded)

    def add_registered_method_handlers(
        self, service_name: str, method_handlers: Mapping[str, _Handler]
    ) -> None:
        """Guard the methods of a service."""
        guarded = {
            name: _guarded(f"/{service_name}/{name}", handler, self._around)
            for name, handler in method_handlers.items()
        }
        self._server.add_registered_method_handlers(service_name, guarded)


class _GuardedHandlers(grpc.GenericRpcHandler):
    """Guards each method once; a method that is not there is not remembered."""

    def __init__(self, handlers: grpc.GenericRpcHandler, around: Around) -> None:
        self._handlers = handlers
        self._around = around
        self._guarded: dict[str, _Handler] = {}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> _Handler | None:
        method = handler_call_details.method
        if method not in self._guarded:
            handler = self._handlers.service(handler_call_details)
            if handler is None:
                return None
            self._guarded[method] = _guarded(method, handler, self._around)
        return self._guarded[method]


def _guarded(method: str, handler: _Handler, around: Around) -> _Handler:
    watch, gate, deadline = around
    # grpcio's types know only the handlers of the threaded server.
    parse = cast("_Parse | None", handler.request_deserializer) or bytes
    call = partial(Call, watch, method, log_level=_log_level(method))
    admit = Admission(gate, method).check if gate else _let_in
    if handler.stream_stream:
        converse = _conversation(call, admit, parse, cast("_Converse", handler.stream_stream))
        return grpc.stream_stream_rpc_method_handler(
            converse, response_serializer=handler.response_serializer
        )
    method_answer = cast("_Answer", handler.unary_unary or handler.unary_stream)
    if handler.unary_unary and method not in _WITHOUT_DEADLINE:
        method_answer = within(deadline, method_answer)
    answer = _answer(call, admit, parse, method_answer)
    wrap = (
        grpc.unary_unary_rpc_method_handler
        if handler.unary_unary
        else grpc.unary_stream_rpc_method_handler
    )
    return wrap(answer, response_serializer=handler.response_serializer)


def _answer(
    call: Callable[[Context], Call], admit: _Admit, parse: _Parse, answer: _Answer
) -> Callable[[bytes, Context], Awaitable[Message | bytes]]:
    async def guarded(raw: bytes, context: Context) -> Message | bytes:
        called = call(context)
        try:
            admit(context)
            answered = await answer(parse(raw), context)
        except BaseException as error:
            await called.failed(error)
            raise
        called.answered()
        return answered

    return guarded


def _conversation(
    call: Callable[[Context], Call], admit: _Admit, parse: _Parse, converse: _Converse
) -> Callable[[AsyncIterator[bytes], Context], AsyncIterator[Message | bytes]]:
    async def guarded(
        raw: AsyncIterator[bytes], context: Context
    ) -> AsyncIterator[Message | bytes]:
        called = call(context)
        try:
            admit(context)
            async for response in converse(_parsed(raw, parse), context):
                yield response
        except BaseException as error:
            await called.failed(error)
            raise
        called.answered()

    return guarded


def _let_in(_: Context) -> None:
    """Let in anybody."""


async def _parsed(raw: AsyncIterator[bytes], parse: _Parse) -> AsyncIterator[Message | bytes]:
    async for message in raw:
        yield parse(message)


def _log_level(method: str) -> int:
    """Keep probes of health and reflection out of the log that people read."""
    return logging.INFO if method.startswith("/caveat.") else logging.DEBUG
