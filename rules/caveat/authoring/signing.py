"""Signatures of packs and policies, by Ed25519: who vouches for a pack signs its seal.

Keys are PEM files, as ``openssl genpkey -algorithm ed25519`` writes them too.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from caveat.rules.policy_file import digest_of_policy, policy_path
from caveat.rules.seal import SIGNATURE, Seal, problem_of, seal
from caveat.source.errors import SettingsError
from caveat.source.problem import Problem

_TITLE = "caveat-signature-1"
# what is signed here can be taken for nothing else that is signed by the same key
_PURPOSE = b"caveat pack seal 1\n"
_OF_POLICY = b"caveat site policy 1\n"


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key, with the short name of it that a signature gives."""

    name: str
    key: Ed25519PublicKey


def new_key(file: Path) -> Path:
    """Write a new private key, readable by the user alone, and give the file of the public one.

    ``FileExistsError`` where there is one of them already, other ``OSError`` where it cannot be
    written.
    """
    private = Ed25519PrivateKey.generate()
    public = file.with_name(f"{file.name}.pub")
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shown = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(secret)
    with public.open("xb") as written:
        written.write(shown)
    return public


def sign(folder: Path, file: Path) -> str:
    """Seal a pack, sign that, and give the name of the key.

    ``SettingsError`` where the file holds no private key, ``OSError`` where it or the pack cannot
    be read or written.
    """
    private = _private_key(file)
    sealed = seal(folder)
    return _write(folder / SIGNATURE, private, _PURPOSE + sealed.content)


def sign_policy(file: Path, key: Path) -> str:
    """Sign a site's policy, in a file beside it, and give the name of the key; errors as above."""
    private = _private_key(key)
    return _write(_beside(file), private, _signed_of_policy(digest_of_policy(file.read_bytes())))


def trusted_key(file: Path) -> TrustedKey:
    """Read a public key; ``SettingsError`` where the file holds none."""
    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as error:
        raise SettingsError(f"cannot read {file}: {error.strerror}") from None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SettingsError(f"{file} is no public key for Ed25519, in PEM")
    return TrustedKey(_name_of(key), key)


def problem_with_signature(
    folder: Path, sealed: Seal | None, keys: Sequence[TrustedKey]
) -> Problem | None:
    """Say why a pack is not vouched for by one of these keys; ``None`` where it is."""
    try:
        _check(folder, sealed, keys)
    except _RefusedError as refused:
        return problem_of(folder, refused.kind, refused.what, file=SIGNATURE)
    return None


def problem_with_policy(file: Path, digest: str, keys: Sequence[TrustedKey]) -> Problem | None:
    """Say why a policy of this SHA-256 is not vouched for by one of these keys."""
    try:
        named, signature = _signature_of(_beside(file), "policy")
        _check_signed(named, signature, _signed_of_policy(digest), keys)
    except _RefusedError as refused:
        return Problem(policy_path(_beside(file)), 1, 1, refused.kind, refused.what)
    return None


class _RefusedError(Exception):
    def __init__(self, kind: str, what: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.what = what


def _check(folder: Path, sealed: Seal | None, keys: Sequence[TrustedKey]) -> None:
    named, signature = _signature_of(folder / SIGNATURE, "pack")
    if sealed is None:
        raise _RefusedError("unsigned", "the pack has no seal that the signature could be of")
    _check_signed(named, signature, _PURPOSE + sealed.content, keys)


def _check_signed(named: str, signature: bytes, signed: bytes, keys: Sequence[TrustedKey]) -> None:
    key = next((key for key in keys if named == f"key {key.name}"), None)
    if key is None:
        raise _RefusedError("unknown key", "it is signed by a key that is not trusted")
    if not _is_of(key, signature, signed):
        what = "it is of other files, of another pack, or of another version"
        raise _RefusedError("wrong signature", what)


def _beside(policy: Path) -> Path:
    return policy.with_name(f"{policy.name}.sig")


def _signed_of_policy(digest: str) -> bytes:
    return _OF_POLICY + digest.encode()


def _write(file: Path, private: Ed25519PrivateKey, signed: bytes) -> str:
    """Write a signature, and give the name of the key."""
    name = _name_of(private.public_key())
    signature = b64encode(private.sign(signed)).decode()
    file.write_text(f"{_TITLE}\nkey {name}\n{signature}\n", "ascii")
    return name


def _signature_of(file: Path, of: str) -> tuple[str, bytes]:
    """Give the line that names the key, and the signature."""
    try:
        title, named, signature = file.read_text("ascii").splitlines()
        signed = b64decode(signature, validate=True)
    except FileNotFoundError:
        raise _RefusedError("unsigned", f"the {of} has no signature") from None
    except (OSError, ValueError):
        raise _RefusedError("not a signature", "it cannot be read, or is cut short") from None
    if title != _TITLE:
        raise _RefusedError("not a signature", f"expected one that begins with {_TITLE}")
    return named, signed


def _is_of(key: TrustedKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _private_key(file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"{file} is no private key for Ed25519, in PEM and without a password")
    return key


def _name_of(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]
