"""What a token says about itself, read claim by claim."""

from collections.abc import Mapping
from typing import TypeAlias, cast

from caveat.server.errors import UnauthenticatedError

Payload: TypeAlias = Mapping[str, object]

LEEWAY_SECONDS = 60

# Beyond any date, and far below where arithmetic with floats goes wrong.
_LATEST = 1e12


def text_of(payload: Payload, name: str) -> str:
    """Give a text that says something; ``UnauthenticatedError`` where there is none."""
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise _wrong(name)
    return value


def time_of(payload: Payload, name: str) -> float:
    """Give a time in seconds since 1970; ``UnauthenticatedError`` where there is none."""
    value = payload.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _LATEST:
        raise _wrong(name)
    return value


def audience_of(payload: Payload) -> tuple[str, ...]:
    """Give whom a token is for; ``UnauthenticatedError`` where that is not said."""
    value = payload.get("aud")
    values = cast(list[object], value) if isinstance(value, list) else [value]
    texts = tuple(each for each in values if isinstance(each, str) and each)
    if not texts or len(texts) != len(values):
        raise _wrong("aud")
    return texts


def _wrong(name: str) -> UnauthenticatedError:
    return UnauthenticatedError(f"the token has no {name} that can be read")
