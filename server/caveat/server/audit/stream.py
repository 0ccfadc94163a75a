"""What a journal asks of the place where its records go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from caveat.server.audit.chain import Kept
from caveat.source.errors import CaveatError


class NotWrittenError(CaveatError):
    """Nothing of what was handed over is surely kept; the text says why, for the log."""


class Stream(Protocol):
    """Where the records of one process go."""

    def write(self, entries: Sequence[Kept]) -> None:
        """Have all of them kept when this returns; ``NotWrittenError`` where that is not sure."""
        ...

    def checkpoint(self) -> None:
        """Note elsewhere how far the records go; ``NotWrittenError`` where it cannot be noted."""
        ...

    def close(self) -> None:
        """End."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a log, in entries and seconds.

    ``spool`` entries may wait, of ``spool_bytes``; a caller waits for ``patience``. What failed is
    tried again after ``retry``, and ever later up to ``retry_at_most``. At the end ``farewell`` is
    given to write.
    """

    spool: int = 10_000
    spool_bytes: int = 64 << 20
    patience: float = 1.0
    retry: float = 0.1
    retry_at_most: float = 5.0
    checkpoint: float = 60.0
    farewell: float = 10.0
