"""Tokens that were used, remembered until they expire."""

from heapq import heappop, heappush
from threading import Lock

from caveat.server.errors import UnauthenticatedError

MOST_TOKENS = 100_000


class UsedTokens:
    """Takes each token of one issuer once; a restart forgets them.

    When all places are taken by tokens that could still come again, new ones are refused:
    forgetting one would let it in twice.
    """

    def __init__(self, most: int = MOST_TOKENS) -> None:
        self._most = most
        self._names: set[str] = set()
        self._ends: list[tuple[float, str]] = []
        self._lock = Lock()

    def use(self, name: str, end: float, now: float) -> None:
        """Note a token until ``end``, in seconds; ``UnauthenticatedError`` if it was used."""
        with self._lock:
            self._forget(now)
            if name in self._names:
                raise UnauthenticatedError("the token was used before")
            if len(self._names) >= self._most:
                raise UnauthenticatedError("too many tokens of the issuer are in use")
            self._names.add(name)
            heappush(self._ends, (end, name))

    def _forget(self, now: float) -> None:
        while self._ends and self._ends[0][0] < now:
            self._names.remove(heappop(self._ends)[1])
