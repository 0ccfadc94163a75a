"""The public keys of one issuer, in a file that the operator keeps."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

from caveat.source.errors import SettingsError

_LEAST_RSA_BITS = 2048
# The members that make up a public key; whatever else stands there is not needed.
_MEMBERS = ("kty", "crv", "x", "y", "n", "e")

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs tokens: the ``iss`` that they carry, and a file with the JWK Set."""

    name: str
    jwks: Path


class KeyFile:
    """Keeps up with its file; ``SettingsError`` where the file cannot be used from the start."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state = _state(path)
        self._keys = _read(path)
        self._complaint = ""

    def find(self, kid: str) -> PyJWK | None:
        """Find a key, in the file as it is now; the last good keys outlive a broken file."""
        if self._state != (state := _state(self._path)) or kid not in self._keys:
            self._state = state
            self._reload()
        return self._keys.get(kid)

    def _reload(self) -> None:
        complaint = ""
        try:
            self._keys = _read(self._path)
        except SettingsError as error:
            complaint = str(error)
        if complaint not in {"", self._complaint}:
            _logger.error("%s; the keys read before stay in use", complaint)
        self._complaint = complaint


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(path: Path) -> dict[str, PyJWK]:
    try:
        document: object = json.loads(path.read_bytes())
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise SettingsError(f"{path} is no JSON") from None
    keys = [key for entry in _entries(document) if (key := _key(path, entry))]
    by_kid = dict(keys)
    if not keys:
        raise SettingsError(f"{path} holds no key for ES384 or RS384 with a kid")
    if len(by_kid) != len(keys):
        raise SettingsError(f"{path} holds two keys with the same kid")
    return by_kid


def _entries(document: object) -> list[dict[str, object]]:
    values = cast(dict[str, object], document).get("keys") if isinstance(document, dict) else None
    entries = cast(list[object], values) if isinstance(values, list) else []
    return [cast(dict[str, object], each) for each in entries if isinstance(each, dict)]


def _key(path: Path, entry: dict[str, object]) -> tuple[str, PyJWK] | None:
    """Read one key; None for keys of other kinds, which a JWK Set may hold too."""
    kid, algorithm = entry.get("kid"), _algorithm(entry)
    if not isinstance(kid, str) or algorithm is None:
        return None
    try:
        key = PyJWK({name: entry[name] for name in _MEMBERS if name in entry}, algorithm)
    except (PyJWTError, TypeError, ValueError):  # by the release of the library
        raise SettingsError(f"{path} holds a key that cannot be read") from None
    if isinstance(key.key, RSAPublicKey) and key.key.key_size < _LEAST_RSA_BITS:
        raise SettingsError(f"{path} holds an RSA key of less than {_LEAST_RSA_BITS} bits")
    return kid, key


def _algorithm(entry: dict[str, object]) -> str | None:
    match entry:
        case {"kty": "EC", "crv": "P-384"}:
            algorithm = "ES384"
        case {"kty": "RSA"}:
            algorithm = "RS384"
        case _:
            return None
    is_meant = entry.get("alg", algorithm) == algorithm and entry.get("use", "sig") == "sig"
    return algorithm if is_meant else None
