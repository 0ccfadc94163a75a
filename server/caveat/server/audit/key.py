"""The secret of a decision log: it makes the chain, tells requests apart, and seals content."""

import hmac
import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from caveat.source.errors import CaveatError, SettingsError

_BYTES = 32
_NONCE = 12
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_ROOT = 0


class SealedError(CaveatError):
    """Content that this key does not open, or that was changed."""


class Key:
    """What is made of one secret of 32 bytes; each use has a key of its own."""

    def __init__(self, secret: bytes) -> None:
        self.chain = _derived(secret, "chain")
        self._requests = hmac.new(_derived(secret, "requests"), digestmod="sha256")
        self._content = AESGCM(_derived(secret, "content"))
        self.id = _derived(secret, "id").hex()[:16]

    def digest(self, request: bytes) -> str:
        """Give the keyed digest of a request, HMAC-SHA256 in hex."""
        digest = self._requests.copy()
        digest.update(request)
        return digest.hexdigest()

    def seal(self, record_id: str, content: bytes) -> bytes:
        """Encrypt the content of a record, by AES-256-GCM; it opens for this record only."""
        nonce = os.urandom(_NONCE)
        return nonce + self._content.encrypt(nonce, content, record_id.encode())

    def unseal(self, record_id: str, sealed: bytes) -> bytes:
        """Decrypt the content of a record; ``SealedError`` where it does not open."""
        try:
            return self._content.decrypt(sealed[:_NONCE], sealed[_NONCE:], record_id.encode())
        except (InvalidTag, ValueError):
            raise SealedError("the content does not open with this key") from None


def _derived(secret: bytes, use: str) -> bytes:
    return HKDF(SHA256(), _BYTES, salt=None, info=f"caveat decision log {use}".encode()).derive(
        secret
    )


def new_key(path: Path) -> None:
    """Write a new secret into a new file, which its owner alone may read; ``SettingsError``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, f"{secrets.token_hex(_BYTES)}\n".encode())
    except OSError as error:
        raise SettingsError(f"no key can be written to {path}: {error.strerror}") from None


def _write(path: Path, text: bytes) -> None:
    """Write the whole file beside its place, so that nobody ever reads half a key."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    finally:
        beside.unlink()


def read_key(path: Path) -> Key:
    """Read a secret of 64 hexadecimal digits; ``SettingsError`` where others may read it too."""
    try:
        with path.open("rb") as file:
            _see_that_it_is_kept(path, os.fstat(file.fileno()))
            return Key(_secret(path, file.read(4 * _BYTES)))
    except OSError as error:
        raise SettingsError(f"the key {path} cannot be read: {error.strerror}") from None


def _see_that_it_is_kept(path: Path, found: os.stat_result) -> None:
    if sys.platform == "win32" or is_kept(found.st_mode, found.st_uid, os.getuid()):
        return
    raise SettingsError(f"the key {path} may be read by others: chmod 600 {path}")


def is_kept(mode: int, owner: int, user: int) -> bool:
    """Say whether a file of this mode and owner is kept from others than the user who reads it.

    A group may read what is root's where the user is not root: that is how Kubernetes and systemd
    hand a secret to a service, which could not read it otherwise.
    """
    allowed = stat.S_IRGRP if owner == _ROOT != user else 0
    return not mode & _OTHERS & ~allowed


def _secret(path: Path, text: bytes) -> bytes:
    with suppress(ValueError):
        secret = bytes.fromhex(text.decode())
        if len(secret) == _BYTES:
            return secret
    raise SettingsError(f"the key {path} is not one: caveat audit new-key makes keys")


def own_key(path: Path, *, create: bool = True) -> Key:
    """Read the key that a log keeps for itself, and make it if it is not there yet."""
    if create and not path.exists():
        try:
            new_key(path)
        except SettingsError:
            if not path.exists():  # else another process was first
                raise
    return read_key(path)
