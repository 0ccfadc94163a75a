"""What waits to be written: bounded, and the oldest is given up first."""

from asyncio import AbstractEventLoop
from asyncio import Future as AsyncFuture
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from threading import Lock
from typing import NamedTuple, TypeAlias

from caveat.server.audit.entries import Decision, Entry

_PLAIN = 2000

Awaited: TypeAlias = "AsyncFuture[bool] | Future[bool] | None"


class Waiting(NamedTuple):
    """An entry, and the future of the one who waits for it; none where nobody does any more."""

    entry: Entry
    future: Awaited = None


class Spool:
    """Entries in the order of their arrival, for any number of threads."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._waiting: deque[Waiting] = deque()
        self._bytes = 0
        self._lock = Lock()
        self.lost = 0
        """How many were given up since the start."""
        self.untold = 0
        """How many of them no record tells yet."""

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, waiting: Waiting) -> None:
        """Add an entry at the end."""
        with self._lock:
            self._waiting.append(waiting)
            self._bytes += _size(waiting)
            excess = self._excess()
        settle(excess, written=False)

    def take(self, most: int, most_bytes: int) -> Sequence[Waiting]:
        """Take the oldest out, at most so many, and no further one beyond so many bytes."""
        batch: list[Waiting] = []
        with self._lock:
            until = self._bytes - most_bytes
            while self._waiting and len(batch) < most and self._bytes > until:
                batch.append(self._pop())
        return batch

    def put_back(self, batch: Iterable[Waiting]) -> None:
        """Put back what was taken out; those who wait, for later entries too, are told."""
        with self._lock:
            told = (*batch, *self._waiting)
            self._waiting = deque(Waiting(each.entry) for each in told)
            self._bytes = sum(map(_size, told))
            self._excess()
        settle(told, written=False)

    def give_up(self) -> int:
        """Give up everything, and count it."""
        with self._lock:
            given_up = [self._pop() for _ in range(len(self._waiting))]
            self._count(len(given_up))
        settle(given_up, written=False)
        return len(given_up)

    def told(self, count: int) -> None:
        """Note that a record tells of so many that were given up."""
        with self._lock:
            self.untold -= count

    def _pop(self) -> Waiting:
        waiting = self._waiting.popleft()
        self._bytes -= _size(waiting)
        return waiting

    def _excess(self) -> Sequence[Waiting]:
        excess: list[Waiting] = []
        while len(self._waiting) > self._most or self._bytes > self._most_bytes:
            excess.append(self._pop())
        self._count(len(excess))
        return excess

    def _count(self, given_up: int) -> None:
        self.lost += given_up
        self.untold += given_up


def _size(waiting: Waiting) -> int:
    """Reckon how much memory an entry takes, in bytes."""
    entry = waiting.entry
    return _PLAIN + (len(entry.content) if isinstance(entry, Decision) else 0)


def settle(batch: Iterable[Waiting], *, written: bool) -> None:
    """Tell all who wait for these entries, an event loop at a time."""
    loops: dict[AbstractEventLoop, list[AsyncFuture[bool]]] = {}
    for _, future in batch:
        if isinstance(future, Future):
            with suppress(InvalidStateError):  # it was cancelled, nobody waits
                future.set_result(written)
        elif future is not None:
            loops.setdefault(future.get_loop(), []).append(future)
    for loop, futures in loops.items():
        with suppress(RuntimeError):  # the loop is closed, nobody waits
            loop.call_soon_threadsafe(_settle, futures, written)


def _settle(futures: Iterable["AsyncFuture[bool]"], written: bool) -> None:  # noqa: FBT001  by position
    for future in futures:
        if not future.done():
            future.set_result(written)
