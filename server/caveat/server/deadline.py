"""The time that a call may take on the service's part, whatever its caller allows."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from caveat.server.errors import DeadlineError

_Request = TypeVar("_Request")
_Context = TypeVar("_Context")
_Response = TypeVar("_Response")


def within(
    seconds: float | None, answer: Callable[[_Request, _Context], Awaitable[_Response]]
) -> Callable[[_Request, _Context], Awaitable[_Response]]:
    """Give what answers in so many seconds or raises ``DeadlineError``; ``None`` takes its time.

    The caller's own deadline, where it is sooner, is kept by gRPC.
    """
    if seconds is None:
        return answer

    async def answer_in_time(request: _Request, context: _Context) -> _Response:
        scope = asyncio.timeout(seconds)
        try:
            async with scope:
                return await answer(request, context)
        except TimeoutError:
            if scope.expired():
                raise DeadlineError(seconds) from None
            raise

    return answer_in_time
