"""How much each caller may call: a bucket of tokens for each, filled evenly.

No library does this as lightly: those that there are count in windows, keep every caller for ever,
or cannot say when to come again.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar

from caveat.server.errors import TooManyCallsError
from caveat.server.settings import Rate

MOST_CALLERS = 10_000


class Rates:
    """A bucket for each name, of the last so many names; ``clock`` is in seconds, from anywhere."""

    def __init__(
        self,
        rate: Rate,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_CALLERS,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, calls: int = 1) -> None:
        """Note so many calls; ``TooManyCallsError`` where they are too many.

        More than a whole bucket is lent to who has a full one, and has to be made good.
        """
        left, now = self._left(name)
        self._check(left, min(calls, self._rate.burst))
        self._keep(name, left - calls, now)

    def check(self, name: str) -> None:
        """Raise ``TooManyCallsError`` where a call would be one too many; note nothing."""
        self._check(self._left(name)[0], 1)

    def _left(self, name: str) -> tuple[float, float]:
        now = self._clock()
        left, then = self._buckets.get(name, (self._rate.burst, now))
        return min(self._rate.burst, left + (now - then) * self._rate.per_second), now

    def _check(self, left: float, wanted: float) -> None:
        if left < wanted:
            raise TooManyCallsError((wanted - left) / self._rate.per_second)

    def _keep(self, name: str, left: float, now: float) -> None:
        self._buckets[name] = (left, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)


TOLL: ContextVar[tuple[Rates, str] | None] = ContextVar("caveat_toll", default=None)
"""What the call that goes on is counted by, and under which name."""


def charge(calls: int) -> None:
    """Count so many more calls, for one that asks for much; ``TooManyCallsError`` for too many."""
    toll = TOLL.get()
    if toll and calls > 0:
        rates, name = toll
        rates.take(name, calls)


def begin(rates: Rates | None, name: str) -> None:
    """Count a call that begins, and what it will be charged for, under a name."""
    if rates:
        rates.take(name)
        TOLL.set((rates, name))
