"""HTTP connections that are closed where the head of a request does not arrive in time."""

import asyncio
from typing import Any

import h11

from caveat.server.http.certificate import Protocol

HEAD_SECONDS = 10.0
"""How long the head of a request may take from its first byte, or the first from the connection."""


class PunctualProtocol(Protocol):
    """Waits for a head so long and no longer; bodies are timed where they are read."""

    _late: asyncio.TimerHandle | None = None
    head_seconds = HEAD_SECONDS

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as of uvicorn
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on waiting, unless the head is there."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.head_seconds, self._close)

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def punctual(head_seconds: float) -> type[PunctualProtocol]:
    """Give the protocol that waits so long for a head."""
    return type("PunctualProtocol", (PunctualProtocol,), {"head_seconds": head_seconds})
