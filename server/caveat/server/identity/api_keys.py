"""Keys for callers of small sites, which have nobody who issues tokens.

A key is 256 random bits, and a file holds its SHA-256. A slow hash, as for passwords, would add
nothing: it makes guessing dear, and nobody can guess one of 2**256; a fast one costs the service
nothing when it is flooded with wrong keys.
"""

import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from caveat.server.identity.callers import ApiKey

PREFIX = "caveat_"


def new_key() -> str:
    """Make a key."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> bytes:
    """Give what a file holds of a key."""
    return sha256(key.encode(errors="replace")).digest()


def find_key(key: str, keys: Iterable[ApiKey]) -> ApiKey | None:
    """Find a key among those that are listed, in a time that tells nothing about any of them."""
    digest, found = digest_of(key), None
    for each in keys:
        if hmac.compare_digest(each.digest, digest):
            found = each
    return found


def entry_of(name: str, key: str, roles: Iterable[str], expires: date | None) -> str:
    """Write what stands under ``keys:`` for a key, as YAML."""
    lines = [
        f"  - name: {json.dumps(name, ensure_ascii=False)}",
        f"    sha256: {digest_of(key).hex()}",
        f"    roles: [{', '.join(roles)}]",
        *([f"    expires: {expires.isoformat()}"] if expires else []),
    ]
    return "\n".join(lines) + "\n"
