"""Who may call: whoever shows a token for the URL that is called, where tokens are asked for."""

from typing import Protocol

from starlette.requests import Request

from caveat.server.errors import UnauthenticatedError
from caveat.server.http.problem import ProblemError, ProblemKind


class Verifier(Protocol):
    """What is asked of a verifier of tokens."""

    def verify(self, authorization: str | None, audience: str) -> str:
        """Give the issuer of a token; ``UnauthenticatedError`` says what is wrong with it."""
        ...


class Gate:
    """Stands before every call; without a verifier it lets in anybody.

    ``public_url`` is what callers know the server by, where a proxy stands before it.
    """

    def __init__(self, verifier: Verifier | None, public_url: str) -> None:
        self._verifier = verifier
        self._public_url = public_url.rstrip("/")

    def check(self, request: Request) -> None:
        """Raise ``ProblemError`` 401 for a caller who does not show who it is."""
        if self._verifier is None:
            return
        url = f"{self._public_url}{request.url.path}" if self._public_url else str(request.url)
        try:
            self._verifier.verify(request.headers.get("authorization"), url)
        except UnauthenticatedError as error:
            raise ProblemError(ProblemKind.UNAUTHENTICATED, error.reason) from None
