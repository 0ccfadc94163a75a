"""An issuer of tokens, with keys of its own and a file that publishes them."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

PrivateKey: TypeAlias = EllipticCurvePrivateKey | RSAPrivateKey

NOW = 1_800_000_000.0
ISSUER = "https://ehr.example/"
AUDIENCE = "https://caveat.example/cds-services/order-sign"


def ec_key() -> EllipticCurvePrivateKey:
    """Make a key for ES384."""
    return generate_private_key(SECP384R1())


def short_ec_key() -> EllipticCurvePrivateKey:
    """Make a key for ES256, which is not accepted."""
    return generate_private_key(SECP256R1())


def rsa_key(bits: int = 2048) -> RSAPrivateKey:
    """Make a key for RS384."""
    return generate_rsa_key(65537, bits)


def jwk(kid: str, key: PrivateKey, **members: object) -> dict[str, object]:
    """Give the public half of a key as an entry of a JWK Set."""
    if isinstance(key, EllipticCurvePrivateKey):
        return {**json.loads(ECAlgorithm.to_jwk(key.public_key())), "kid": kid, **members}
    return {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, **members}


def publish(path: Path, *keys: Mapping[str, object]) -> None:
    """Write a JWK Set, as a file of another time than the one before."""
    path.write_text(json.dumps({"keys": keys}))
    touch(path)


def touch(path: Path) -> None:
    """Give a file a time that no earlier version of it had."""
    later = path.stat().st_mtime_ns + len(path.read_bytes()) * 1_000_000_000
    os.utime(path, ns=(later, later))


def claims(**changed: object) -> dict[str, object]:
    """Give the claims of a good token; None takes one out."""
    good: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": int(NOW) + 300,
        "iat": int(NOW),
        "jti": "one",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(
    key: PrivateKey,
    payload: Mapping[str, object],
    kid: str | None = "first",
    algorithm: str | None = None,
    **header: object,
) -> str:
    """Give the value of the header Authorization."""
    chosen = algorithm or ("ES384" if isinstance(key, EllipticCurvePrivateKey) else "RS384")
    headers = header if kid is None else {"kid": kid, **header}
    body = json.dumps(payload).encode()
    return f"Bearer {jwt.PyJWS().encode(body, key, chosen, headers)}"


def unsigned(payload: Mapping[str, object]) -> str:
    """Give a token of the algorithm ``none``."""
    return f"Bearer {_part({'alg': 'none', 'kid': 'first'})}.{_part(payload)}."


def signed_with_public_key(key: PrivateKey, payload: Mapping[str, object]) -> str:
    """Give a token of the algorithm HS256, with what everybody knows for a secret."""
    secret = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    body = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{_part(payload)}"
    return f"Bearer {body}.{_encoded(hmac.digest(secret, body.encode(), hashlib.sha256))}"


def _part(document: Mapping[str, object]) -> str:
    return _encoded(json.dumps(document).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
