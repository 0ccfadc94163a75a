"""What callers show: API keys in a file, and tokens of an issuer with keys of its own."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from caveat.server.identity.authenticator import Shown
from tests.server.ehr.signing import NOW, ec_key, jwk, publish, signed, touch

ISSUER = "https://issuer.example"
AUDIENCE = "caveat.example"
KEY = ec_key()


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


def claims(**changed: object) -> dict[str, object]:
    """Give the claims of a good token; None takes one out."""
    good: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ward-7",
        "exp": int(NOW) + 300,
        "scope": "openid caveat.check",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def token(**changed: object) -> str:
    """Give the header of a good token, with claims that differ as is said."""
    return signed(KEY, claims(**changed))


def publish_key(path: Path) -> Path:
    """Write the issuer's keys."""
    publish(path, jwk("first", KEY))
    return path


def api_key(name: str) -> str:
    """Give a key of a caller."""
    return f"caveat_{name}"


def bearer(name: str) -> str:
    """Give the header of a caller with a key."""
    return f"Bearer {api_key(name)}"


def entry(name: str, *roles: str, expires: str = "") -> str:
    """Write the entry of a caller with a key."""
    digest = hashlib.sha256(api_key(name).encode()).hexdigest()
    end = f", expires: {expires}" if expires else ""
    return f"  - {{name: {name}, sha256: {digest}, roles: [{', '.join(roles)}]{end}}}\n"


def write_callers(path: Path, *entries: str, certificates: str = "") -> Path:
    """Write a file of callers, as one of another time than the one before."""
    listed = "".join(entries)
    keys = f"keys:\n{listed}" if listed else "keys: []\n"
    path.write_text(keys + (f"certificates:\n{certificates}" if certificates else ""))
    touch(path)
    return path


def shown(*authorization: str, peer: str = "192.0.2.1") -> Shown:
    """Show headers, from an address."""
    return Shown(authorization, (), lambda: peer)
