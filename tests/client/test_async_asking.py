"""Two cancellations at the same moment."""

import asyncio
from itertools import repeat
from typing import Any, cast

import grpc
import pytest
from grpc import aio

from caveat.client.async_asking import AsyncAsker
from caveat.client.attempts import Patience, Retry
from caveat.client.credentials import AsyncBearer
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse


async def cancelled_from_both_sides(
    request: CheckRequest, **_options: float | tuple[str, str]
) -> CheckResponse:
    """Do as gRPC does with a call whose service cancels it while its task is cancelled."""
    task = asyncio.current_task()
    assert task
    task.cancel()
    raise aio.AioRpcError(grpc.StatusCode.CANCELLED, details="busy")


def test_a_caller_that_cancelled_is_cancelled_whatever_came_at_that_moment() -> None:
    patience = Patience(30, Retry(rounds=1), None, addresses=1, connections=1)

    async def ask() -> None:
        asker = AsyncAsker("a:1", patience, AsyncBearer(None))
        await asker.ask(cast("Any", repeat(cancelled_from_both_sides)), CheckRequest())

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(ask())
