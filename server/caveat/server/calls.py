"""One call, from its arrival to its line in the log."""

import logging
from typing import TypeAlias

from google.protobuf.message import Message
from grpc import aio

from caveat.server.sight.correlation import (
    CALL_ID,
    NOWHERE,
    REQUEST_ID,
    TRACE_PARENT,
    Correlation,
    correlation_of,
)
from caveat.server.sight.watch import Watch
from caveat.server.status import DETAILS_KEY, failure_of

__all__ = ["CALL_ID", "CALL_ID_KEY", "Call", "Context"]

CALL_ID_KEY = "caveat-call-id"
DOOR = "grpc"

Context: TypeAlias = aio.ServicerContext[Message, Message]

_logger = logging.getLogger(__name__)


class Call:
    """One call: has it watched, answers what it raises, and writes its line in the log."""

    def __init__(self, watch: Watch, method: str, context: Context, *, log_level: int) -> None:
        self._context = context
        self._log_level = log_level
        self._watched = watch.begin(DOOR, method, _correlation(context))

    def answered(self) -> None:
        """Note that the call was answered."""
        self._log("OK")

    async def failed(self, error: BaseException) -> None:
        """Answer what a method raised; to be raised again where this returns."""
        match error:
            case aio.AbortError():
                self._log(self._context.code().name)
            case Exception():
                await self._abort(error)
            case _:
                self._log("CANCELLED")

    async def _abort(self, error: Exception) -> None:
        call_id = self._watched.id
        failure = failure_of(error, call_id)
        self._log(failure.code.name)
        metadata = ((CALL_ID_KEY, call_id), (DETAILS_KEY, failure.details()))
        await self._context.abort(failure.code, failure.message, metadata)

    def _log(self, status: str) -> None:
        _logger.log(self._log_level, self._watched.ended(status))


def _correlation(context: Context) -> Correlation:
    """Give the ids that a caller states; most state none."""
    request_id = trace_parent = ""
    for key, value in context.invocation_metadata() or ():
        if key == REQUEST_ID:
            request_id = str(value)
        elif key == TRACE_PARENT:
            trace_parent = str(value)
    return correlation_of(request_id, trace_parent) if request_id or trace_parent else NOWHERE
