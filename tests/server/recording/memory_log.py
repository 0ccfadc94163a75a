"""A decision log in memory, a seal, and recorders that write there."""

import asyncio
import hmac
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

from cryptography.fernet import Fernet
from msgspec import json

from caveat.server.audit.entries import Activation, Decision, Entry, FeedbackGiven, LogState
from caveat.server.recording.recorder import Recorder

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


class PlainSeal:
    """Digests and encrypts with a key of its own."""

    def __init__(self) -> None:
        self._fernet = Fernet(Fernet.generate_key())

    def digest(self, request: bytes) -> str:
        """Digest what was submitted."""
        return hmac.digest(b"key", request, "sha256").hex()

    def seal(self, record_id: str, content: bytes) -> bytes:
        """Encrypt a content for one record."""
        return self._fernet.encrypt(record_id.encode() + b"\n" + content)

    def unseal(self, record_id: str, sealed: bytes) -> bytes:
        """Decrypt it again."""
        name, _, content = self._fernet.decrypt(sealed).partition(b"\n")
        assert name == record_id.encode()
        return content


def recorder_of(
    log: MemoryLog,
    *,
    required: bool = False,
    with_content: bool = False,
    seal: PlainSeal | None = None,
    patience: float = 30.0,
) -> Recorder:
    """Record into a log, always at the same moment."""
    return Recorder(
        log,
        seal or PlainSeal(),
        required=required,
        with_content=with_content,
        now=lambda: NOON,
        patience=patience,
    )
