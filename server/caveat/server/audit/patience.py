"""How long callers of an event loop wait for the disk: for a bound, by one timer for them all."""

from asyncio import AbstractEventLoop, Future, TimerHandle
from collections import deque


class Patience:
    """Futures of one event loop; one that is not done in time becomes false.

    To be used within that loop.
    """

    def __init__(self, loop: AbstractEventLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds
        self._waiting: deque[tuple[float, Future[bool]]] = deque()
        self._timer: TimerHandle | None = None

    def future(self) -> "Future[bool]":
        """Give a future that is done within the bound."""
        future: Future[bool] = self._loop.create_future()
        until = self._loop.time() + self._seconds
        self._waiting.append((until, future))
        if self._timer is None:
            self._timer = self._loop.call_at(until, self._look)
        return future

    def _look(self) -> None:
        now = self._loop.time()
        waiting = self._waiting
        while waiting and (waiting[0][0] <= now or waiting[0][1].done()):
            _, future = waiting.popleft()
            if not future.done():
                future.set_result(False)
        self._timer = self._loop.call_at(waiting[0][0], self._look) if waiting else None
