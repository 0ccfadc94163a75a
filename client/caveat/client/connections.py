"""The connections of one client, used in turn."""

from collections.abc import Sequence
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
        with self._lock:
            self._turn = (self._turn + 1) % len(self._connections)
            return self._connections[self._turn]


def up_to(connections: int) -> range:
    """Count them; ``ValueError`` if a client cannot have so many."""
    if not 1 <= connections <= MOST_CONNECTIONS:
        raise ValueError(f"a client has 1 to {MOST_CONNECTIONS} connections, not {connections}")
    return range(connections)
