"""A decision log in memory, and recorders that write there."""

import asyncio
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

from msgspec import json

from caveat.server.audit.entries import Activation, Decision, Entry, FeedbackGiven, LogState
from caveat.server.audit.key import Key
from caveat.server.recording.recorder import Recorder

KEY = Key(b"a secret of 32 bytes, as they are")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
_Kind = TypeVar("_Kind", Decision, Activation, FeedbackGiven)


class MemoryLog:
    """Keeps entries in a list; it can fail, or be held from writing."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.fails = False
        self.asked = Event()
        self.is_closed = False
        self._gate = asyncio.Event()
        self._gate.set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lost = 0

    def hold(self) -> None:
        """Let callers wait; ``asked`` is set when one does."""
        self._gate.clear()
        self.asked.clear()

    def release(self) -> None:
        """Let callers go on, from any thread."""
        assert self._loop
        self._loop.call_soon_threadsafe(self._gate.set)

    async def record(self, entry: Entry) -> bool:
        """Keep an entry, unless it is held."""
        self._loop = asyncio.get_running_loop()
        self.asked.set()
        await self._gate.wait()
        if self.fails:
            self._lost += 1
            return False
        self.entries.append(entry)
        return True

    @property
    def state(self) -> LogState:
        """How the log is."""
        return LogState(lost=self._lost, error="No space left on device" if self.fails else "")

    async def close(self) -> None:
        """End."""
        self.is_closed = True

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        """Give the entries of one kind, in their order."""
        return [entry for entry in self.entries if isinstance(entry, kind)]

    @property
    def decisions(self) -> list[Decision]:
        """The checks, in their order."""
        return self.of(Decision)

    @property
    def plain(self) -> str:
        """All that one who has no key can read."""
        return json.encode(self.entries).decode()


def recorder_of(
    log: MemoryLog,
    *,
    required: bool = False,
    with_content: bool = False,
) -> Recorder:
    """Record into a log, always at the same moment."""
    return Recorder(log, KEY, required=required, with_content=with_content, now=lambda: NOON)
