"""One question over two connections: over the second where the first is slow to answer."""

from __future__ import annotations  # grpcio's types are generic for checkers only

import asyncio
import logging
from collections.abc import Awaitable, Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import grpc

from caveat.client.attempts import is_passing
from caveat.client.errors import refusal_of

_logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")


class Race(Generic[_Answer]):
    """Asks once, and once more after ``hedge_after`` seconds; the first answer counts.

    ``ask`` asks over another connection each time. Where both fail, the later failure counts.
    """

    def __init__(self, ask: Callable[[], grpc.Future[_Answer]], hedge_after: float) -> None:
        self._ask = ask
        self._hedge_after = hedge_after
        self._asked: list[grpc.Future[_Answer]] = []
        self._settled: SimpleQueue[grpc.Future[_Answer]] = SimpleQueue()

    def answer(self) -> _Answer:
        """Wait for the answer, and cancel what is left; ``grpc.RpcError`` if there is none."""
        try:
            return self._first().result()
        finally:
            for each in self._asked:
                each.cancel()

    def _first(self) -> grpc.Future[_Answer]:
        self._enter()
        try:
            return self._settled.get(timeout=self._hedge_after)
        except Empty:
            _tell()
            self._enter()
        first = self._settled.get()
        return self._settled.get() if _may_be_bettered(first.exception()) else first

    def _enter(self) -> None:
        asked = self._ask()
        self._asked.append(asked)
        asked.add_done_callback(self._settled.put)


async def first_answer(ask: Callable[[], Awaitable[_Answer]], hedge_after: float) -> _Answer:
    """Do the same in an event loop; a cancellation of the caller is one of both calls."""
    asked: set[asyncio.Future[_Answer]] = {asyncio.ensure_future(ask())}
    try:
        settled, _ = await asyncio.wait(asked, timeout=hedge_after)
        if not settled:
            _tell()
            asked.add(asyncio.ensure_future(ask()))
            settled = await _settled(asked)
        return settled.pop().result()
    finally:
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def _settled(asked: set[asyncio.Future[_Answer]]) -> set[asyncio.Future[_Answer]]:
    settled, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    lasting = {each for each in settled if not _may_be_bettered(_failure(each))}
    if lasting or not waiting:
        return lasting or settled
    return (await asyncio.wait(waiting))[0]


def _failure(settled: asyncio.Future[_Answer]) -> BaseException | None:
    return asyncio.CancelledError() if settled.cancelled() else settled.exception()


def _may_be_bettered(failure: BaseException | None) -> bool:
    return isinstance(failure, grpc.RpcError) and is_passing(refusal_of(failure))


def _tell() -> None:
    _logger.debug("no answer yet, asked over another connection too")
