"""Tells who calls, by what they show."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from caveat.server.errors import UnauthenticatedError
from caveat.server.identity.api_keys import PREFIX, find_key
from caveat.server.identity.caller import Caller
from caveat.server.identity.callers import Callers
from caveat.server.identity.failures import Failures
from caveat.server.identity.known import KnownCallers
from caveat.server.identity.watched import Watched

_MOST_CHARACTERS = 8192
# What is known is verified again now and then, whatever it says about its own end.
_KNOWN_SECONDS = 300.0
# Files are looked at so often; until then, a key that was taken out still lets in.
_LOOK_SECONDS = 1.0
_NO_CALLERS = Callers((), {})


class Shown(NamedTuple):
    """What a caller shows: headers ``authorization``, names of a certificate, and an address.

    The address is worked out only where it matters.
    """

    authorization: Sequence[str] = ()
    certificate: Sequence[str] = ()
    peer: Callable[[], str] = str


class Tokens(Protocol):
    """What reads tokens."""

    def read(self, token: str) -> tuple[Caller, float]:
        """Give who calls and until when that is known, in seconds since 1970."""
        ...

    @property
    def generation(self) -> int:
        """How many sets of keys there were."""
        ...


@dataclass(slots=True)
class Authenticator:
    """Knows the callers of a file, the bearers of tokens, or both.

    Who was seen before is known without anything being verified. Those who show something wrong
    can do so but so often from one address: ``failures`` counts them.
    """

    callers: Watched[Callers] | None = None
    tokens: Tokens | None = None
    now: Callable[[], float] = time.time
    failures: Failures = field(default_factory=Failures)
    known: KnownCallers = field(default_factory=KnownCallers)
    _looked: float = 0.0
    _generation: tuple[int, int] = (0, 0)

    def caller_of(self, shown: Shown) -> Caller:
        """Give who calls.

        ``UnauthenticatedError`` says why nobody is known by this, ``TooManyCallsError`` that it was
        said too often; ``UnavailableError`` where it cannot be found out now.
        """
        now = self.now()
        self._look(now)
        if shown.authorization:
            header = shown.authorization[0]
            known = self.known.find(header, now) if len(shown.authorization) == 1 else None
            return known or self._learned(shown, now)
        return self._certified(shown)

    def _learned(self, shown: Shown, now: float) -> Caller:
        with self.failures.counted(shown.peer):
            caller, until = self._verified(_token(shown.authorization))
        self.known.remember(shown.authorization[0], caller, min(until, now + _KNOWN_SECONDS))
        return caller

    def _verified(self, token: str) -> tuple[Caller, float]:
        if token.startswith(PREFIX):
            return self._by_key(token)
        if self.tokens is None:
            raise UnauthenticatedError("the key is not known")
        return self.tokens.read(token)

    def _by_key(self, token: str) -> tuple[Caller, float]:
        found = find_key(token, self._listed.keys)
        if found is None:
            raise UnauthenticatedError("the key is not known")
        if found.ends <= self.now():
            raise UnauthenticatedError("the key is expired")
        return found.caller, found.ends

    def _certified(self, shown: Shown) -> Caller:
        if not shown.certificate:
            raise UnauthenticatedError("there is no token")
        listed = (self._listed.certificates.get(name) for name in shown.certificate)
        return next(filter(None, listed), Caller(shown.certificate[0], frozenset()))

    @property
    def _listed(self) -> Callers:
        return self.callers.content if self.callers else _NO_CALLERS

    def _look(self, now: float) -> None:
        """Forget who is known once a file says something else."""
        if abs(now - self._looked) < _LOOK_SECONDS:
            return
        self._looked = now
        if self.callers:
            self.callers.refresh()
        generation = (
            self.callers.generation if self.callers else 0,
            self.tokens.generation if self.tokens else 0,
        )
        if generation != self._generation:
            self._generation = generation
            self.known.forget()


def _token(authorization: Sequence[str]) -> str:
    if len(authorization) != 1:
        raise UnauthenticatedError("there is more than one token")
    scheme, _, token = authorization[0].strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError("there is no token")
    if len(token) > _MOST_CHARACTERS:
        raise UnauthenticatedError("the token is too long")
    return token.strip()
