"""What a token says about itself, and whether that holds here and now."""

from collections.abc import Mapping
from dataclasses import dataclass

from caveat.server.errors import UnauthenticatedError
from caveat.server.identity.claims import LEEWAY_SECONDS, audience_of, text_of, time_of

# CDS Hooks sets no limit; without one, used tokens would have to be remembered for ever.
LONGEST_SECONDS = 3600


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
    issued = time_of(payload, "iat")
    return Claims(
        issuer=text_of(payload, "iss"),
        audience=audience_of(payload),
        issued=issued,
        not_before=time_of(payload, "nbf") if "nbf" in payload else issued,
        expires=time_of(payload, "exp"),
        token_id=text_of(payload, "jti"),
    )
