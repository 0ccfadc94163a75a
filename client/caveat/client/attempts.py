"""How long a client waits for an answer, and how often it asks."""

import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from grpc import StatusCode

from caveat.client.errors import Refusal

_logger = logging.getLogger(__name__)

# A check changes nothing, so it may be asked again where nobody says that the request is wrong.
# CANCELLED is what a call can end with that meets a service while it stops.
_PASSING = frozenset({StatusCode.UNAVAILABLE, StatusCode.CANCELLED})
_MOST_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a client asks again what was not answered, and when.

    In each of the ``rounds`` every address is asked once, without a wait between them. Before
    the second round it waits ``first_wait`` seconds, before each later one twice as long, up to
    ``longest_wait`` seconds; up to half of each wait is left out at random.
    """

    rounds: float = 10
    first_wait: float = 0.05
    longest_wait: float = 0.25

    def __post_init__(self) -> None:
        if not (self.rounds >= 1 and 0 <= self.first_wait <= self.longest_wait < math.inf):
            raise ValueError("a client asks at least once, and its waits are finite and grow")

    def without_end(self) -> "Retry":
        """Ask until the time is over."""
        return replace(self, rounds=math.inf)


@dataclass(frozen=True, slots=True)
class Patience:
    """How one client waits: ``timeout`` and ``hedge_after`` are in seconds."""

    timeout: float
    retry: Retry
    hedge_after: float | None
    addresses: int
    connections: int

    def __post_init__(self) -> None:
        if not 0 < self.timeout < math.inf:
            raise ValueError(f"a timeout is a number of seconds above 0, not {self.timeout}")
        if self.hedge_after is None:
            return
        if not 0 <= self.hedge_after < math.inf:
            raise ValueError(f"hedge_after is a number of seconds, not {self.hedge_after}")
        if self.connections == 1:
            raise ValueError("hedge_after needs a second connection")

    def for_a_call(self, name: str) -> "Attempts":
        """Begin to count the attempts of a call; its deadline is that of all of them."""
        return Attempts(name, self.retry, self.addresses, self.timeout)

    def for_a_stream(self) -> "Attempts":
        """Begin to count the attempts of a stream, which has no deadline."""
        return Attempts("StreamCheckRequest", self.retry, self.addresses, math.inf)

    @property
    def is_endless(self) -> bool:
        """Whether a service that is not there is waited for."""
        return self.retry.rounds == math.inf


class Attempts:
    """The attempts of one call: how long it still has, and when to ask again."""

    def __init__(
        self,
        name: str,
        retry: Retry,
        addresses: int,
        timeout: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        between: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._name = name
        self._retry = retry
        self._addresses = addresses
        self._clock = clock
        self._between = between
        self._deadline = clock() + timeout
        self._made = 0
        self._failed = 0

    def left(self) -> float:
        """Say how many seconds the call still has; never less than 0."""
        return max(0.0, self._deadline - self._clock())

    def wait_after(self, refusal: Refusal) -> float | None:
        """Say in how many seconds to ask again; ``None`` where the refusal stands."""
        self._made += 1
        wait = self._wait(refusal)
        again = wait is not None and wait < self.left()
        _logger.log(
            logging.INFO if again else logging.DEBUG,
            "%s: %s at attempt %d, %s",
            *(self._name, refusal.code.name, self._made),
            f"again in {wait:.3f} s" if again else "not asked again",
        )
        return wait if again else None

    def _wait(self, refusal: Refusal) -> float | None:
        if refusal.code is StatusCode.RESOURCE_EXHAUSTED:
            return self._wait_as_told(refusal)
        if not is_passing(refusal):
            return None
        self._failed += 1
        rounds, asked = divmod(self._failed, self._addresses)
        if rounds >= self._retry.rounds:
            return None
        return 0.0 if asked else max(self._backoff(rounds), refusal.retry_after or 0.0)

    def _wait_as_told(self, refusal: Refusal) -> float | None:
        if refusal.retry_after is None:
            return None
        return refusal.retry_after + self._backoff(1)

    def _backoff(self, rounds: int) -> float:
        doubled = self._retry.first_wait * 2.0 ** min(rounds - 1, _MOST_DOUBLINGS)
        longest = min(doubled, self._retry.longest_wait)
        return self._between(longest / 2, longest)


def is_passing(refusal: Refusal) -> bool:
    """Say whether another connection may well give an answer."""
    return refusal.code in _PASSING
