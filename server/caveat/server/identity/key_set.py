"""The public keys of those who sign tokens: a JWK Set, each key with the algorithm it is for."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias, cast

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

from caveat.server.identity.watched import Watched
from caveat.source.errors import SettingsError

JsonObject: TypeAlias = dict[str, object]
Keys: TypeAlias = Mapping[str, PyJWK]
AlgorithmOf: TypeAlias = Callable[[JsonObject], str | None]
"""Names the one algorithm that an entry's key is for; None for keys that are of no use here."""

_LEAST_RSA_BITS = 2048
# The members that make up a public key; whatever else stands there is not needed.
_MEMBERS = ("kty", "crv", "x", "y", "n", "e")
_OF_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
_OF_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")


class KeyFile:
    """A JWK Set in a file; ``SettingsError`` where it cannot be used from the start."""

    def __init__(self, path: Path, algorithm_of: AlgorithmOf, wanted: str) -> None:
        def read(raw: bytes, source: str) -> Keys:
            return keys_of(raw, source, algorithm_of, wanted)

        self._keys = Watched(path, read)

    @property
    def generation(self) -> int:
        """How many sets of keys there were, with the one that is in the file now."""
        self._keys.refresh()
        return self._keys.generation

    def find(self, kid: str) -> PyJWK | None:
        """Find a key, in the file as it is now; the last good keys outlive a broken file."""
        self._keys.refresh()
        if kid not in self._keys.content:
            self._keys.reload()
        return self._keys.content.get(kid)


def keys_of(raw: bytes, source: str, algorithm_of: AlgorithmOf, wanted: str) -> Keys:
    """Read the keys of a JWK Set by their ``kid``.

    ``SettingsError`` names ``source`` and what is wrong with it; ``wanted`` says in words which
    keys there should be.
    """
    try:
        document: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise SettingsError(f"{source} is no JSON") from None
    keys = [key for entry in _entries(document) if (key := _key(source, entry, algorithm_of))]
    by_kid = dict(keys)
    if not keys:
        raise SettingsError(f"{source} holds no key {wanted} with a kid")
    if len(by_kid) != len(keys):
        raise SettingsError(f"{source} holds two keys with the same kid")
    return by_kid


def signing_algorithm(entry: JsonObject) -> str | None:
    """Name the algorithm of a key for signatures: never one with a secret, such as HS256."""
    if entry.get("use", "sig") != "sig":
        return None
    stated = entry.get("alg")
    match entry:
        case {"kty": "EC" | "OKP", "crv": str(curve)}:
            algorithm = _OF_CURVE.get(curve)
            return algorithm if stated in {None, algorithm} else None
        case {"kty": "RSA"}:
            return next((each for each in _OF_RSA if stated in {None, each}), None)
        case _:
            return None


def _entries(document: object) -> list[JsonObject]:
    values = cast(JsonObject, document).get("keys") if isinstance(document, dict) else None
    entries = cast(list[object], values) if isinstance(values, list) else []
    return [cast(JsonObject, each) for each in entries if isinstance(each, dict)]


def _key(source: str, entry: JsonObject, algorithm_of: AlgorithmOf) -> tuple[str, PyJWK] | None:
    """Read one key; None for keys of other kinds, which a JWK Set may hold too."""
    kid, algorithm = entry.get("kid"), algorithm_of(entry)
    if not isinstance(kid, str) or algorithm is None:
        return None
    try:
        key = PyJWK({name: entry[name] for name in _MEMBERS if name in entry}, algorithm)
    except (PyJWTError, TypeError, ValueError):  # by the release of the library
        raise SettingsError(f"{source} holds a key that cannot be read") from None
    if isinstance(key.key, RSAPublicKey) and key.key.key_size < _LEAST_RSA_BITS:
        raise SettingsError(f"{source} holds an RSA key of less than {_LEAST_RSA_BITS} bits")
    return kid, key
