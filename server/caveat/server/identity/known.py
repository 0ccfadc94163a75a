"""Callers who were seen before, by what they showed."""

import secrets
from hashlib import blake2b

from caveat.server.identity.caller import Caller

MOST_KNOWN = 10_000


class KnownCallers:
    """Remembers callers by a keyed hash of what they showed, so that it is verified but once.

    Nothing that they showed is kept. When there are too many, those seen first are forgotten.
    """

    def __init__(self, most: int = MOST_KNOWN) -> None:
        self._most = most
        self._secret = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[Caller, float]] = {}

    def find(self, shown: str, now: float) -> Caller | None:
        """Find who showed this, if they are still who they were; ``now`` is in seconds."""
        known = self._known.get(self._hash(shown))
        return known[0] if known and now < known[1] else None

    def remember(self, shown: str, caller: Caller, until: float) -> None:
        """Remember who showed this, until a time in seconds."""
        known = self._known
        known[self._hash(shown)] = (caller, until)
        while len(known) > self._most:
            del known[next(iter(known))]

    def forget(self) -> None:
        """Forget everybody."""
        self._known.clear()

    def _hash(self, shown: str) -> bytes:
        return blake2b(shown.encode(errors="replace"), digest_size=32, key=self._secret).digest()
