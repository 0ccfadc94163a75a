"""JSON Web Tokens: verified by the keys of their issuer, and read for who calls."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, cast

import jwt

from caveat.server.errors import UnauthenticatedError
from caveat.server.identity.caller import Caller, Role
from caveat.server.identity.callers import is_name
from caveat.server.identity.claims import (
    LEEWAY_SECONDS,
    Payload,
    audience_of,
    text_of,
    time_of,
)

_TYPES = {"JWT", "AT+JWT", "APPLICATION/AT+JWT"}
_ROLES = {f"caveat.{role.value}": role for role in Role}

# The clock and the claims are looked at here, so only the signature is left to the library.
_JWS = jwt.PyJWS()


class KeySource(Protocol):
    """Where the keys of an issuer come from."""

    @property
    def generation(self) -> int:
        """How many sets of keys there were."""
        ...

    def find(self, kid: str) -> jwt.PyJWK | None:
        """Find a key; ``UnavailableError`` where no keys can be relied on."""
        ...


@dataclass(frozen=True, slots=True)
class TokenReader:
    """Reads the tokens of some issuers, made for one audience; ``now`` is in seconds since 1970.

    Keys come from where the operator says alone: ``jku`` and whatever else a token says about its
    key is ignored.
    """

    sources: Mapping[str, KeySource]
    audience: str
    now: Callable[[], float]

    @property
    def generation(self) -> int:
        """How many sets of keys there were."""
        return sum(source.generation for source in self.sources.values())

    def read(self, token: str) -> tuple[Caller, float]:
        """Give who calls, and until when the token is good.

        ``UnauthenticatedError`` says what is wrong, and quotes nothing; ``UnavailableError`` where
        the issuer's keys cannot be had.
        """
        payload = self._signed(token)
        caller = Caller(_name(payload), _roles(payload))
        return caller, self._end(payload)

    def _signed(self, token: str) -> Payload:
        """Give the claims of a token whose signature is right."""
        header, payload = _unverified(token)
        key = self._key(header, payload)
        try:
            # The key decides on the algorithm; the header only has to agree.
            _JWS.decode(token, key, algorithms=[key.algorithm_name])
        except jwt.InvalidAlgorithmError:
            raise UnauthenticatedError("the token is not signed as its key is meant") from None
        except (jwt.PyJWTError, ValueError):
            raise UnauthenticatedError("the token has a wrong signature") from None
        return payload

    def _key(self, header: Payload, payload: Payload) -> jwt.PyJWK:
        issuer, kid = payload.get("iss"), header.get("kid")
        source = self.sources.get(issuer) if isinstance(issuer, str) else None
        if source is None:
            raise UnauthenticatedError("the token is of an issuer that is not known")
        key = source.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise UnauthenticatedError("the token is signed by a key that is not known")
        return key

    def _end(self, payload: Payload) -> float:
        """Give when the token ends, if it is for us and this moment."""
        now, end = self.now(), time_of(payload, "exp") + LEEWAY_SECONDS
        if self.audience not in audience_of(payload):
            raise UnauthenticatedError("the token is for another audience")
        if end <= now:
            raise UnauthenticatedError("the token is expired")
        begins = (time_of(payload, name) for name in ("nbf", "iat") if name in payload)
        if any(begin > now + LEEWAY_SECONDS for begin in begins):
            raise UnauthenticatedError("the token is not valid yet")
        return end


def _unverified(token: str) -> tuple[Payload, Payload]:
    """Read header and payload, to learn which key the token has to be verified with."""
    try:
        parts = _JWS.decode_complete(token, options={"verify_signature": False})
        header, raw = cast("tuple[Payload, bytes]", (parts["header"], parts["payload"]))
        payload: object = json.loads(raw)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise UnauthenticatedError("the token cannot be read") from None
    if not isinstance(payload, dict):
        raise UnauthenticatedError("the token cannot be read")
    if str(header.get("typ", "JWT")).upper() not in _TYPES or "crit" in header:
        raise UnauthenticatedError("the token is of another type")
    return header, cast("Payload", payload)


def _name(payload: Payload) -> str:
    name = text_of(payload, "sub")
    if not is_name(name):
        raise UnauthenticatedError("the token has no sub that can be read")
    return name


def _roles(payload: Payload) -> frozenset[Role]:
    """Read the roles, such as ``caveat.check``; others are those of other services."""
    words = [*_words(payload.get("roles")), *_words(payload.get("scope"))]
    return frozenset(_ROLES[word] for word in words if word in _ROLES)


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    values = cast("list[object]", value) if isinstance(value, list) else []
    return [each for each in values if isinstance(each, str)]
