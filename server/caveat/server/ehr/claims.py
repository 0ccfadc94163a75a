"""What a token says about itself, and whether that holds here and now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from caveat.server.ehr.errors import UnauthenticatedError

LEEWAY_SECONDS = 60
# CDS Hooks sets no limit; without one, used tokens would have to be remembered for ever.
LONGEST_SECONDS = 3600

# Beyond any date, and far below where arithmetic with floats goes wrong.
_LATEST = 1e12


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims that CDS Hooks requires, and ``nbf``; times in seconds since 1970."""

    issuer: str
    audience: tuple[str, ...]
    issued: float
    not_before: float
    expires: float
    token_id: str

    @property
    def end(self) -> float:
        """The time from which the token is refused, here where clocks differ."""
        return self.expires + LEEWAY_SECONDS

    def check(self, audience: str, now: float) -> None:
        """Raise ``UnauthenticatedError`` unless the token is for this audience and this moment."""
        if audience not in self.audience:
            raise UnauthenticatedError("the token is for another audience")
        if self.end <= now:
            raise UnauthenticatedError("the token is expired")
        if max(self.issued, self.not_before) > now + LEEWAY_SECONDS:
            raise UnauthenticatedError("the token is not valid yet")
        if self.expires - self.issued > LONGEST_SECONDS:
            raise UnauthenticatedError("the token is valid for more than an hour")


def read_claims(payload: Mapping[str, object]) -> Claims:
    """Read the claims; ``UnauthenticatedError`` names one that is missing or malformed."""
    issued = _time(payload, "iat")
    return Claims(
        issuer=_text(payload, "iss"),
        audience=_audience(payload),
        issued=issued,
        not_before=_time(payload, "nbf") if "nbf" in payload else issued,
        expires=_time(payload, "exp"),
        token_id=_text(payload, "jti"),
    )


def _audience(payload: Mapping[str, object]) -> tuple[str, ...]:
    value = payload.get("aud")
    values = cast(list[object], value) if isinstance(value, list) else [value]
    texts = tuple(each for each in values if isinstance(each, str) and each)
    if not texts or len(texts) != len(values):
        raise _wrong("aud")
    return texts


def _text(payload: Mapping[str, object], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise _wrong(name)
    return value


def _time(payload: Mapping[str, object], name: str) -> float:
    value = payload.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _LATEST:
        raise _wrong(name)
    return value


def _wrong(name: str) -> UnauthenticatedError:
    return UnauthenticatedError(f"the token has no {name} that can be read")
