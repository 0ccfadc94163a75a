"""The tokens that CDS clients show with every call: JSON Web Tokens as CDS Hooks has them."""

import time
from collections.abc import Callable, Iterable
from typing import cast

import jwt

from caveat.server.ehr.claims import Claims, read_claims
from caveat.server.ehr.keys import Issuer, key_file
from caveat.server.ehr.replay import UsedTokens
from caveat.server.errors import UnauthenticatedError
from caveat.server.http.body import JsonObject, parse_object
from caveat.server.identity.key_set import KeyFile
from caveat.source.errors import RequestError, SettingsError

_MOST_CHARACTERS = 8192

# The clock and the claims are looked at here, so only the signature is left to the library.
_JWS = jwt.PyJWS()


class TokenVerifier:
    """Knows the issuers that the operator trusts, and takes each of their tokens once.

    Keys come from the operator's files alone: ``jku`` and whatever else a token says about its
    key is ignored. ``SettingsError`` where a file cannot be used. ``now`` is in seconds since 1970.
    """

    def __init__(self, issuers: Iterable[Issuer], *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._keys: dict[str, KeyFile] = {}
        for issuer in issuers:
            if issuer.name in self._keys:
                raise SettingsError(f"the issuer {issuer.name} is given twice")
            self._keys[issuer.name] = key_file(issuer.jwks)
        self._used = {name: UsedTokens() for name in self._keys}

    def verify(self, authorization: str | None, audience: str) -> str:
        """Verify the header ``Authorization`` and return the issuer.

        ``audience`` is the URL that is being called, as the operator publishes it.
        ``UnauthenticatedError`` says what is wrong, and quotes nothing.
        """
        token = _token(authorization)
        claims = self._signed(token)
        now = self._now()
        claims.check(audience, now)
        self._used[claims.issuer].use(claims.token_id, claims.end, now)
        return claims.issuer

    def _signed(self, token: str) -> Claims:
        """Give the claims of a token whose signature is right."""
        header, payload = _unverified(token)
        key = self._key(header, payload)
        try:
            # The key decides on the algorithm; the header only has to agree.
            _JWS.decode(token, key, algorithms=[key.algorithm_name])
        except jwt.InvalidAlgorithmError:
            raise UnauthenticatedError("the token is not signed by ES384 or RS384") from None
        except jwt.PyJWTError:
            raise UnauthenticatedError("the token has a wrong signature") from None
        return read_claims(payload)

    def _key(self, header: JsonObject, payload: JsonObject) -> jwt.PyJWK:
        issuer, kid = payload.get("iss"), header.get("kid")
        file = self._keys.get(issuer) if isinstance(issuer, str) else None
        if file is None:
            raise UnauthenticatedError("the token is of an issuer that is not known")
        key = file.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise UnauthenticatedError("the token is signed by a key that is not known")
        return key


def _token(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError("there is no token")
    if len(token) > _MOST_CHARACTERS:
        raise UnauthenticatedError("the token is too long")
    return token.strip()


def _unverified(token: str) -> tuple[JsonObject, JsonObject]:
    """Read header and payload, to learn which key the token has to be verified with."""
    try:
        parts = _JWS.decode_complete(token, options={"verify_signature": False})
        header, payload = cast(tuple[JsonObject, bytes], (parts["header"], parts["payload"]))
        claims = parse_object(payload)
    except (jwt.PyJWTError, ValueError, RequestError):
        raise UnauthenticatedError("the token cannot be read") from None
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise UnauthenticatedError("the token is of another type")
    return header, claims
