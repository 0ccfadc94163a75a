"""Who may call: whoever shows a token for the URL that is called, where tokens are asked for."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from starlette.requests import Request

from caveat.server.http.admission import peer_of
from caveat.server.identity.caller import CALLER, Caller, Role
from caveat.server.identity.failures import Failures

_ROLES = frozenset({Role.CHECK, Role.FEEDBACK})


class Verifier(Protocol):
    """What is asked of a verifier of tokens."""

    def verify(self, authorization: str | None, audience: str) -> str:
        """Give the issuer of a token; ``UnauthenticatedError`` says what is wrong with it."""
        ...


class Gate:
    """Stands before every call; without a verifier it lets in anybody.

    ``public_url`` is what callers know the server by, where a proxy stands before it. ``admit``
    is told who calls.
    """

    def __init__(
        self,
        verifier: Verifier | None,
        public_url: str,
        admit: Callable[[Caller], object] = CALLER.set,
        failures: Failures | None = None,
    ) -> None:
        self._verifier = verifier
        self._admit = admit
        self._failures = failures or Failures()
        self._public_url = public_url.rstrip("/")

    def check(self, request: Request) -> None:
        """Let in a caller who shows who it is; ``UnauthenticatedError`` for another.

        ``TooManyCallsError`` where too many who called from the same address showed nothing good.
        """
        if self._verifier is None:
            return
        url = f"{self._public_url}{request.url.path}" if self._public_url else str(request.url)
        with self._failures.counted(partial(peer_of, request.scope)):
            issuer = self._verifier.verify(request.headers.get("authorization"), url)
        self._admit(Caller(issuer, _ROLES))
