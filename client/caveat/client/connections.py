"""The connections of one client, used in turn."""

from collections.abc import Iterator, Sequence
from itertools import count
from threading import Lock
from typing import Generic, TypeVar

DEFAULT_CONNECTIONS = 4
"""So many rarely all end at one of two workers, and cost a service of one worker little."""

MOST_CONNECTIONS = 64

_Connection = TypeVar("_Connection")


class Connections(Generic[_Connection]):
    """Gives one connection after the other, round robin, to any number of threads."""

    def __init__(self, connections: Sequence[_Connection]) -> None:
        self._connections = connections
        self._turn = 0
        self._lock = Lock()

    def next(self) -> _Connection:
        """Give the connection whose turn it is."""
        return next(self.from_next())

    def from_next(self) -> Iterator[_Connection]:
        """Give the connection whose turn it is and, to ask again, those after it without end."""
        with self._lock:
            self._turn = first = (self._turn + 1) % len(self._connections)
        return (self._connections[each % len(self._connections)] for each in count(first))


def spread(connections: int, addresses: Sequence[str]) -> tuple[str, ...]:
    """Say where each connection goes: as many to each address, and at least so many in all.

    Neighbours go to different addresses. ``ValueError`` if a client cannot have so many.
    """
    if not 1 <= connections <= MOST_CONNECTIONS:
        raise ValueError(f"a client has 1 to {MOST_CONNECTIONS} connections, not {connections}")
    return tuple(addresses) * -(-connections // len(addresses))
