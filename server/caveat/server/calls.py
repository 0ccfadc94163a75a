"""One call, from its arrival to its line in the log."""

import logging
import secrets
import time
from contextvars import ContextVar
from typing import TypeAlias

from google.protobuf.message import Message
from grpc import aio

from caveat.server.status import DETAILS_KEY, failure_of

CALL_ID_KEY = "caveat-call-id"
CALL_ID: ContextVar[str] = ContextVar("caveat_call_id", default="-")

Context: TypeAlias = aio.ServicerContext[Message, Message]

_logger = logging.getLogger(__name__)


class Call:
    """One call: numbers it, answers what it raises, and writes its line in the log."""

    def __init__(self, method: str, context: Context, *, log_level: int) -> None:
        self._method = method
        self._context = context
        self._log_level = log_level
        self._id = secrets.token_hex(6)
        self._started = time.perf_counter()
        CALL_ID.set(self._id)

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
        failure = failure_of(error, self._id)
        self._log(failure.code.name)
        metadata = ((CALL_ID_KEY, self._id), (DETAILS_KEY, failure.details()))
        await self._context.abort(failure.code, failure.message, metadata)

    def _log(self, status: str) -> None:
        milliseconds = 1000 * (time.perf_counter() - self._started)
        _logger.log(
            self._log_level, "%s %s %.1f ms %s", self._method, status, milliseconds, self._id
        )
