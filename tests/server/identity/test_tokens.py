"""Who is known by a token, and who is not."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWS
from jwt.algorithms import OKPAlgorithm

from caveat.server.errors import UnauthenticatedError
from caveat.server.identity.caller import Caller, Role
from caveat.server.identity.key_set import KeyFile, signing_algorithm
from caveat.server.identity.tokens import TokenReader
from caveat.source.errors import SettingsError
from tests.server.ehr.signing import (
    NOW,
    ec_key,
    jwk,
    publish,
    rsa_key,
    short_ec_key,
    signed,
    signed_with_public_key,
    unsigned,
)
from tests.server.identity.showing import AUDIENCE, ISSUER, KEY, Clock, claims, token

RSA_KEY = rsa_key()
SHORT_KEY = short_ec_key()
ED_KEY = Ed25519PrivateKey.generate()

UNREADABLE = "the token cannot be read"
UNKNOWN_KEY = "the token is signed by a key that is not known"
WRONG_ALGORITHM = "the token is not signed as its key is meant"


@pytest.fixture
def jwks(tmp_path: Path) -> Path:
    path = tmp_path / "issuer.jwks"
    edwards = json.loads(OKPAlgorithm.to_jwk(ED_KEY.public_key()))
    publish(
        path,
        jwk("first", KEY),
        jwk("rsa", RSA_KEY),
        jwk("pss", RSA_KEY, alg="PS256"),
        jwk("short", SHORT_KEY),
        {**edwards, "kid": "edwards"},
        jwk("for secrecy", RSA_KEY, use="enc"),
        {"kty": "oct", "k": "c2VjcmV0", "kid": "secret", "alg": "HS256"},
    )
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(jwks: Path, clock: Clock) -> TokenReader:
    keys = KeyFile(jwks, signing_algorithm, "for signatures")
    return TokenReader({ISSUER: keys}, AUDIENCE, clock)


def read(reader: TokenReader, header: str) -> tuple[Caller, float]:
    return reader.read(header.removeprefix("Bearer "))


def refusal(reader: TokenReader, header: str) -> str:
    with pytest.raises(UnauthenticatedError) as caught:
        read(reader, header)
    return caught.value.reason


def test_a_good_token_says_who_calls_what_they_may_do_and_until_when(reader: TokenReader) -> None:
    caller, end = read(reader, token())
    assert caller == Caller("ward-7", frozenset({Role.CHECK}))
    assert end == NOW + 300 + 60


@pytest.mark.parametrize(
    ("key", "kid", "algorithm"),
    [
        (RSA_KEY, "rsa", "RS256"),
        (RSA_KEY, "pss", "PS256"),
        (SHORT_KEY, "short", "ES256"),
        (KEY, "first", "ES384"),
    ],
    ids=["RS256", "PS256", "ES256", "ES384"],
)
def test_each_algorithm_with_two_keys_is_taken(
    reader: TokenReader, key: object, kid: str, algorithm: str
) -> None:
    assert read(reader, signed(key, claims(), kid, algorithm))[0].name == "ward-7"  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  one of these kinds


def test_a_key_on_edwards_curve_is_taken(reader: TokenReader) -> None:
    body = json.dumps(claims()).encode()
    caller, _ = reader.read(PyJWS().encode(body, ED_KEY, "EdDSA", {"kid": "edwards"}))
    assert caller.name == "ward-7"


@pytest.mark.parametrize(
    ("changed", "roles"),
    [
        ({"scope": "caveat.check caveat.feedback"}, {Role.CHECK, Role.FEEDBACK}),
        ({"scope": None, "roles": ["caveat.knowledge"]}, {Role.KNOWLEDGE}),
        ({"scope": "caveat.check", "roles": ["caveat.admin", 7]}, {Role.CHECK, Role.ADMIN}),
        ({"scope": None}, set[Role]()),
        ({"scope": "admin check Caveat.check caveat.checks"}, set[Role]()),
        ({"scope": {"caveat.check": True}}, set[Role]()),
        ({"scope": 7, "roles": None}, set[Role]()),
    ],
    ids=["scope", "roles", "both", "neither", "of others", "no list", "no text"],
)
def test_roles_are_what_is_meant_for_this_service(
    reader: TokenReader, changed: dict[str, object], roles: set[Role]
) -> None:
    assert read(reader, token(**changed))[0].roles == roles


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (unsigned(claims()), WRONG_ALGORITHM),
        (signed_with_public_key(KEY, claims()), WRONG_ALGORITHM),
        (signed(RSA_KEY, claims(), "rsa", "RS512"), WRONG_ALGORITHM),
        (signed(RSA_KEY, claims(), "rsa", "PS256"), WRONG_ALGORITHM),
        (signed(ec_key(), claims()), "the token has a wrong signature"),
        (signed(KEY, claims(), "second"), UNKNOWN_KEY),
        (signed(KEY, claims(), "../../../etc/passwd"), UNKNOWN_KEY),
        (signed(KEY, claims(), "first' OR '1'='1"), UNKNOWN_KEY),
        (signed(KEY, claims(), None), UNKNOWN_KEY),
        (signed(KEY, claims(), "secret"), UNKNOWN_KEY),
        (signed(RSA_KEY, claims(), "for secrecy"), UNKNOWN_KEY),
        (signed(KEY, claims(), jku="https://attacker.example", kid="other"), UNKNOWN_KEY),
        (signed(KEY, claims(), typ="logout+jwt"), "the token is of another type"),
        ("Bearer nonsense", UNREADABLE),
        ("Bearer a.b.c", UNREADABLE),
        ("Bearer " + "." * 100, UNREADABLE),
        ("Bearer \u00e9\u00e9.\u00e9.\u00e9", UNREADABLE),
    ],
    ids=[
        *("none", "HS256 with our public key", "RS512", "PS256 by a key for RS256"),
        *("another's key", "unknown kid", "kid traversal", "kid injection", "no kid"),
        *(
            "a secret",
            "a key for secrecy",
            "jku",
            "typ",
            "no token",
            "no base64",
            "dots",
            "letters",
        ),
    ],
)
def test_what_is_not_signed_by_the_issuer_is_refused(
    reader: TokenReader, header: str, reason: str
) -> None:
    assert refusal(reader, header) == reason


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "https://other.example"}, "the token is of an issuer that is not known"),
        ({"iss": None}, "the token is of an issuer that is not known"),
        ({"iss": [ISSUER]}, "the token is of an issuer that is not known"),
        ({"aud": "other.example"}, "the token is for another audience"),
        ({"aud": None}, "the token has no aud that can be read"),
        ({"aud": [AUDIENCE, 7]}, "the token has no aud that can be read"),
        ({"exp": int(NOW) - 60}, "the token is expired"),
        ({"exp": None}, "the token has no exp that can be read"),
        ({"exp": str(int(NOW) + 300)}, "the token has no exp that can be read"),
        ({"exp": 1e300}, "the token has no exp that can be read"),
        ({"nbf": int(NOW) + 61}, "the token is not valid yet"),
        ({"iat": int(NOW) + 61}, "the token is not valid yet"),
        ({"nbf": "soon"}, "the token has no nbf that can be read"),
        ({"sub": None}, "the token has no sub that can be read"),
        ({"sub": "ward\n7"}, "the token has no sub that can be read"),
        ({"sub": "w" * 201}, "the token has no sub that can be read"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_a_token_for_others_or_another_time_is_refused(
    reader: TokenReader, changed: dict[str, object], reason: str
) -> None:
    assert refusal(reader, token(**changed)) == reason


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(NOW) - 59},
        {"nbf": int(NOW) + 60},
        {"iat": int(NOW) + 60},
        {"aud": ["other.example", AUDIENCE]},
    ],
)
def test_clocks_may_differ_by_a_minute(reader: TokenReader, changed: dict[str, object]) -> None:
    assert read(reader, token(**changed))[0].name == "ward-7"


def test_a_payload_that_is_no_object_is_refused(reader: TokenReader) -> None:
    listed = PyJWS().encode(b"[1]", KEY, "ES384", {"kid": "first"})
    assert refusal(reader, listed) == UNREADABLE


def test_a_payload_that_was_changed_is_refused(reader: TokenReader) -> None:
    head, _, tail = token().split(".")
    changed = base64.urlsafe_b64encode(json.dumps(claims(sub="admin")).encode()).rstrip(b"=")
    reason = refusal(reader, f"{head}.{changed.decode()}.{tail}")
    assert reason == "the token has a wrong signature"


def test_a_new_key_of_the_issuer_is_taken_at_once_and_one_that_is_gone_no_longer(
    reader: TokenReader, jwks: Path
) -> None:
    fresh = ec_key()
    publish(jwks, jwk("second", fresh))
    assert read(reader, signed(fresh, claims(), "second"))[0].name == "ward-7"
    assert refusal(reader, token()) == UNKNOWN_KEY


def test_a_file_without_keys_for_signatures_is_named(tmp_path: Path) -> None:
    path = tmp_path / "empty.jwks"
    publish(path, jwk("one", RSA_KEY, use="enc"))
    with pytest.raises(SettingsError, match="holds no key for signatures with a kid"):
        KeyFile(path, signing_algorithm, "for signatures")
