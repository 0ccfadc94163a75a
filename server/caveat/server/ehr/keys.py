"""The public keys of one issuer of CDS Hooks tokens, in a file that the operator keeps."""

from dataclasses import dataclass
from pathlib import Path

from caveat.server.identity.key_set import JsonObject, KeyFile


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs tokens: the ``iss`` that they carry, and a file with the JWK Set."""

    name: str
    jwks: Path


def key_file(path: Path) -> KeyFile:
    """Keep up with a file; ``SettingsError`` where it cannot be used from the start."""
    return KeyFile(path, _algorithm, "for ES384 or RS384")


def _algorithm(entry: JsonObject) -> str | None:
    match entry:
        case {"kty": "EC", "crv": "P-384"}:
            algorithm = "ES384"
        case {"kty": "RSA"}:
            algorithm = "RS384"
        case _:
            return None
    is_meant = entry.get("alg", algorithm) == algorithm and entry.get("use", "sig") == "sig"
    return algorithm if is_meant else None
