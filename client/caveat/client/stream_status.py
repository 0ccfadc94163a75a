"""How a stream of an event loop ended, by the word of the service."""

from __future__ import annotations  # grpcio's types are generic for checkers only

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from grpc import StatusCode, aio

_Value = TypeVar("_Value")

# gRPC ends a stream in these words where it could not send, be it before or after it reads why.
_NOT_SENT = "Internal error from Core"
_LONGEST_SECONDS = 0.1


class StreamStatus:
    """Remembers the service's own status of a call, whatever gRPC writes over it."""

    def __init__(self, call: aio.Call) -> None:
        self._told: asyncio.Future[aio.AioRpcError | None] = asyncio.Future()
        call.add_done_callback(self._note)

    async def raise_it(self, failed: aio.AioRpcError) -> None:
        """Raise it in the place of what was raised; nothing is raised where all went well."""
        told: aio.AioRpcError | None = failed
        if failed.details() == _NOT_SENT:
            told = await self._of_the_service()
        if told:
            raise told

    async def _of_the_service(self) -> aio.AioRpcError | None:
        try:
            return await asyncio.wait_for(asyncio.shield(self._told), _LONGEST_SECONDS)
        except TimeoutError:
            return aio.AioRpcError(StatusCode.UNAVAILABLE, details="the stream broke")

    def _note(self, call: Any) -> None:  # noqa: ANN401  grpcio's types have another call here
        details = _at_once(call.details())
        if self._told.done() or details == _NOT_SENT:
            return
        code, metadata = _at_once(call.code()), _at_once(call.trailing_metadata())
        is_ok = code is StatusCode.OK
        self._told.set_result(
            None if is_ok else aio.AioRpcError(code, trailing_metadata=metadata, details=details)
        )


def _at_once(coroutine: Coroutine[Any, Any, _Value]) -> _Value:
    """Run what has nothing to wait for, since the call is over."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # it has the type of the coroutine
    raise RuntimeError("the call is not over")
