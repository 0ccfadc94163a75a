"""From what an operator chooses to the gate that stands before every call."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from caveat.server.identity.authenticator import Authenticator, Tokens
from caveat.server.identity.callers import read_callers
from caveat.server.identity.gate import Gate
from caveat.server.identity.rates import Rates
from caveat.server.identity.watched import Watched
from caveat.server.settings import Identity
from caveat.source.errors import SettingsError

if TYPE_CHECKING:
    from caveat.server.identity.tokens import KeySource

Keep = Callable[[], Awaitable[None]]


def gate_of(identity: Identity | None) -> Gate | None:
    """Make a gate; none where everybody is let in. ``SettingsError`` says what cannot be used."""
    if identity is None:
        return None
    keeping: list[Keep] = []
    authenticator = _authenticator(identity, keeping) if identity.asks else None
    return Gate(authenticator, Rates(identity.rate) if identity.rate else None, keeping)


def _authenticator(identity: Identity, keeping: list[Keep]) -> Authenticator:
    callers = Watched(identity.callers, read_callers) if identity.callers else None
    return Authenticator(callers, _tokens(identity, keeping) if identity.issuers else None)


def _tokens(identity: Identity, keeping: list[Keep]) -> Tokens:
    from caveat.server.identity.key_set import KeyFile, signing_algorithm  # noqa: PLC0415  loads slowly, few need it
    from caveat.server.identity.tokens import TokenReader  # noqa: PLC0415  and so does this

    if not identity.audience:
        raise SettingsError("--token-issuer needs --token-audience: whom tokens are made for")
    sources: dict[str, KeySource] = {}
    for name, place in identity.issuers:
        if name in sources:
            raise SettingsError(f"the issuer {name} is given twice")
        if "://" in place:
            sources[name] = _fetched(place, keeping)
        else:
            sources[name] = KeyFile(Path(place), signing_algorithm, "for signatures")
    return TokenReader(sources, identity.audience, time.time)


def _fetched(url: str, keeping: list[Keep]) -> "KeySource":
    from caveat.server.identity.key_address import KeyAddress  # noqa: PLC0415  loads slowly, few need it

    address = KeyAddress(url)
    keeping.append(address.keep)
    return address
