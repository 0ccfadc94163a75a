"""Who is known by a token, and who is not."""

import base64
import logging
from dataclasses import dataclass
from pathlib import Path

import pytest

from caveat.server.ehr.keys import Issuer
from caveat.server.ehr.replay import UsedTokens
from caveat.server.ehr.verifier import TokenVerifier
from caveat.server.errors import UnauthenticatedError
from caveat.source.errors import SettingsError
from tests.server.ehr.signing import (
    AUDIENCE,
    ISSUER,
    NOW,
    PrivateKey,
    claims,
    ec_key,
    jwk,
    publish,
    rsa_key,
    short_ec_key,
    signed,
    signed_with_public_key,
    touch,
    unsigned,
)

KEY = ec_key()
RSA_KEY = rsa_key()
UNKNOWN_KEY = "the token is signed by a key that is not known"
WRONG_SIGNATURE = "the token has a wrong signature"
WRONG_ALGORITHM = "the token is not signed by ES384 or RS384"
UNREADABLE = "the token cannot be read"


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jwks(tmp_path: Path) -> Path:
    path = tmp_path / "ehr.jwks"
    publish(path, jwk("first", KEY), jwk("rsa", RSA_KEY))
    return path


@pytest.fixture
def verifier(jwks: Path, clock: Clock) -> TokenVerifier:
    return TokenVerifier([Issuer(ISSUER, jwks)], now=clock)


def refusal(verifier: TokenVerifier, authorization: str | None) -> str:
    with pytest.raises(UnauthenticatedError) as caught:
        verifier.verify(authorization, AUDIENCE)
    return caught.value.reason


def test_a_token_of_the_issuer_is_accepted(verifier: TokenVerifier) -> None:
    assert verifier.verify(signed(KEY, claims()), AUDIENCE) == ISSUER


def test_a_token_by_rs384_is_accepted(verifier: TokenVerifier) -> None:
    assert verifier.verify(signed(RSA_KEY, claims(), "rsa"), AUDIENCE) == ISSUER


def test_a_tenant_and_one_audience_among_several_are_accepted(verifier: TokenVerifier) -> None:
    payload = claims(tenant="ward 7", aud=["https://other.example", AUDIENCE])
    assert verifier.verify(signed(KEY, payload), AUDIENCE) == ISSUER


def test_the_scheme_may_be_written_in_small_letters(verifier: TokenVerifier) -> None:
    token = signed(KEY, claims()).removeprefix("Bearer ")
    assert verifier.verify(f"bearer {token}", AUDIENCE) == ISSUER


@pytest.mark.parametrize("authorization", [None, "", " ", "Bearer", "Bearer ", "Basic YTpi"])
def test_a_call_without_a_token_is_refused(
    verifier: TokenVerifier, authorization: str | None
) -> None:
    assert refusal(verifier, authorization) == "there is no token"


@pytest.mark.parametrize(
    "token", ["a", "a.b", "a.b.c", "....", "{}.{}.{}", "W10.W10.W10", "é.é.é", "e30.e30.e30 x"]
)
def test_what_is_no_token_is_refused(verifier: TokenVerifier, token: str) -> None:
    assert refusal(verifier, f"Bearer {token}") == UNREADABLE


def test_a_token_that_is_too_long_is_refused(verifier: TokenVerifier) -> None:
    assert refusal(verifier, f"Bearer {'a' * 10_000}") == "the token is too long"


@pytest.mark.parametrize("late", [60, 61, 86_400])
def test_an_expired_token_is_refused(verifier: TokenVerifier, clock: Clock, late: int) -> None:
    clock.now = NOW + 300 + late
    assert refusal(verifier, signed(KEY, claims())) == "the token is expired"


def test_clocks_may_differ_by_less_than_a_minute(verifier: TokenVerifier, clock: Clock) -> None:
    clock.now = NOW - 60
    assert verifier.verify(signed(KEY, claims()), AUDIENCE) == ISSUER
    clock.now = NOW + 359
    assert verifier.verify(signed(KEY, claims(jti="two")), AUDIENCE) == ISSUER


def test_a_token_of_half_a_second_ahead_is_accepted(verifier: TokenVerifier) -> None:
    assert verifier.verify(signed(KEY, claims(iat=NOW + 0.5)), AUDIENCE) == ISSUER


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_a_token_of_the_future_is_refused(verifier: TokenVerifier, name: str) -> None:
    payload = claims(**{name: NOW + 61})
    assert refusal(verifier, signed(KEY, payload)) == "the token is not valid yet"


def test_a_token_issued_in_the_future_is_refused_whatever_its_nbf(
    verifier: TokenVerifier,
) -> None:
    token = signed(KEY, claims(iat=NOW + 61, nbf=NOW))
    assert refusal(verifier, token) == "the token is not valid yet"


def test_a_token_that_is_valid_for_days_is_refused(verifier: TokenVerifier) -> None:
    assert verifier.verify(signed(KEY, claims(exp=NOW + 3600)), AUDIENCE) == ISSUER
    payload = claims(jti="two", exp=NOW + 3601)
    assert refusal(verifier, signed(KEY, payload)) == "the token is valid for more than an hour"


@pytest.mark.parametrize(
    "audience",
    [
        "https://caveat.example/cds-services",
        f"{AUDIENCE}/",
        f"{AUDIENCE} ",
        AUDIENCE.upper(),
        ["https://other.example"],
    ],
)
def test_a_token_for_another_audience_is_refused(
    verifier: TokenVerifier, audience: str | list[str]
) -> None:
    payload = claims(aud=audience)
    assert refusal(verifier, signed(KEY, payload)) == "the token is for another audience"


@pytest.mark.parametrize(
    "issuer", ["https://evil.example/", "https://ehr.example", None, 7, [ISSUER]]
)
def test_a_token_of_another_issuer_is_refused(verifier: TokenVerifier, issuer: object) -> None:
    payload = claims(iss=issuer)
    reason = "the token is of an issuer that is not known"
    assert reason == refusal(verifier, signed(KEY, payload))


def test_one_issuer_cannot_sign_for_another(jwks: Path, tmp_path: Path, clock: Clock) -> None:
    other_key = ec_key()
    publish(tmp_path / "other.jwks", jwk("first", other_key))
    issuers = [Issuer(ISSUER, jwks), Issuer("https://other.example", tmp_path / "other.jwks")]
    verifier = TokenVerifier(issuers, now=clock)
    assert refusal(verifier, signed(other_key, claims())) == WRONG_SIGNATURE


@pytest.mark.parametrize("name", ["aud", "exp", "iat", "jti"])
@pytest.mark.parametrize("value", [None, "", True, [], {}, [7], -1, 1e300])
def test_a_claim_that_is_missing_or_malformed_is_refused(
    verifier: TokenVerifier, name: str, value: object
) -> None:
    token = signed(KEY, claims(**{name: value}))
    assert f"the token has no {name} that can be read" == refusal(verifier, token)


def test_an_audience_beside_what_is_none_is_refused(verifier: TokenVerifier) -> None:
    token = signed(KEY, claims(aud=[AUDIENCE, 7]))
    assert refusal(verifier, token) == "the token has no aud that can be read"


def test_a_claim_that_is_no_number_is_refused(verifier: TokenVerifier) -> None:
    assert refusal(verifier, signed(KEY, claims(exp=float("nan")))) == UNREADABLE
    assert refusal(verifier, signed(KEY, claims(exp=float("inf")))) == UNREADABLE


def test_a_claim_of_many_digits_is_refused(verifier: TokenVerifier) -> None:
    token = signed(KEY, claims(exp=10**400))
    assert refusal(verifier, token) == "the token has no exp that can be read"


def test_a_strangers_signature_is_refused(verifier: TokenVerifier) -> None:
    assert refusal(verifier, signed(ec_key(), claims())) == WRONG_SIGNATURE


def test_a_changed_token_is_refused(verifier: TokenVerifier) -> None:
    header, _, signature = signed(KEY, claims()).split(".")
    payload = signed(KEY, claims(jti="two")).split(".")[1]
    assert refusal(verifier, f"{header}.{payload}.{signature}") == WRONG_SIGNATURE
    assert refusal(verifier, f"{header}.{payload}.") == WRONG_SIGNATURE


def test_a_token_without_signature_is_refused(verifier: TokenVerifier) -> None:
    assert refusal(verifier, unsigned(claims())) == WRONG_ALGORITHM


@pytest.mark.parametrize("key", [KEY, RSA_KEY])
def test_the_public_key_is_no_secret_to_sign_with(
    jwks: Path, clock: Clock, key: PrivateKey
) -> None:
    publish(jwks, jwk("first", key))
    verifier = TokenVerifier([Issuer(ISSUER, jwks)], now=clock)
    assert refusal(verifier, signed_with_public_key(key, claims())) == WRONG_ALGORITHM


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS384"])
def test_another_algorithm_is_refused(verifier: TokenVerifier, algorithm: str) -> None:
    token = signed(RSA_KEY, claims(), "rsa", algorithm)
    assert refusal(verifier, token) == WRONG_ALGORITHM


def test_a_key_that_the_token_brings_along_is_ignored(verifier: TokenVerifier) -> None:
    stranger = ec_key()
    key, url = jwk("first", stranger), "https://evil.example/jwks"
    forged = signed(stranger, claims(), jwk=key, jku=url)
    assert refusal(verifier, forged) == WRONG_SIGNATURE
    assert verifier.verify(signed(KEY, claims(), jwk=key, jku=url), AUDIENCE) == ISSUER


@pytest.mark.parametrize("kid", [None, "", "second", "FIRST"])
def test_a_key_that_is_not_known_is_refused(verifier: TokenVerifier, kid: str | None) -> None:
    assert refusal(verifier, signed(KEY, claims(), kid)) == UNKNOWN_KEY


def test_a_token_of_another_type_is_refused(verifier: TokenVerifier) -> None:
    token = signed(KEY, claims(), typ="at+jwt")
    assert refusal(verifier, token) == "the token is of another type"


def test_a_header_that_must_be_understood_and_is_not_is_refused(verifier: TokenVerifier) -> None:
    token = signed(KEY, claims(), crit=["exp"], exp=1)
    assert refusal(verifier, token) == UNREADABLE


def test_a_token_is_accepted_once(verifier: TokenVerifier, clock: Clock) -> None:
    token = signed(KEY, claims())
    assert verifier.verify(token, AUDIENCE) == ISSUER
    assert refusal(verifier, token) == "the token was used before"
    clock.now = NOW + 359
    assert refusal(verifier, token) == "the token was used before"
    assert verifier.verify(signed(KEY, claims(jti="two")), AUDIENCE) == ISSUER


def test_a_refused_token_is_not_used_up(verifier: TokenVerifier) -> None:
    refusal(verifier, signed(ec_key(), claims()))
    refusal(verifier, signed(KEY, claims(aud="https://other.example")))
    assert verifier.verify(signed(KEY, claims()), AUDIENCE) == ISSUER


def test_two_issuers_may_use_the_same_jti(jwks: Path, clock: Clock) -> None:
    other = "https://other.example"
    verifier = TokenVerifier([Issuer(ISSUER, jwks), Issuer(other, jwks)], now=clock)
    assert verifier.verify(signed(KEY, claims()), AUDIENCE) == ISSUER
    assert other == verifier.verify(signed(KEY, claims(iss=other)), AUDIENCE)


def test_used_tokens_are_forgotten_when_they_end_and_not_before() -> None:
    used = UsedTokens(most=2)
    used.use("a", end=10, now=0)
    used.use("b", end=20, now=0)
    with pytest.raises(UnauthenticatedError, match="too many tokens"):
        used.use("c", end=30, now=10)
    used.use("c", end=30, now=11)
    with pytest.raises(UnauthenticatedError, match="used before"):
        used.use("b", end=20, now=11)


def test_a_new_key_is_known_once_it_is_published(verifier: TokenVerifier, jwks: Path) -> None:
    new_key = ec_key()
    token = signed(new_key, claims(), "second")
    assert refusal(verifier, token) == UNKNOWN_KEY
    publish(jwks, jwk("second", new_key))
    assert verifier.verify(token, AUDIENCE) == ISSUER


def test_a_key_that_was_withdrawn_is_not_known_any_more(
    verifier: TokenVerifier, jwks: Path
) -> None:
    publish(jwks, jwk("second", ec_key()))
    assert refusal(verifier, signed(KEY, claims())) == UNKNOWN_KEY


def test_a_key_that_was_replaced_under_its_kid_is_not_known_any_more(
    verifier: TokenVerifier, jwks: Path
) -> None:
    publish(jwks, jwk("first", ec_key()))
    assert refusal(verifier, signed(KEY, claims())) == WRONG_SIGNATURE


def test_a_broken_file_leaves_the_last_good_keys_and_one_line_in_the_log(
    verifier: TokenVerifier, jwks: Path, caplog: pytest.LogCaptureFixture
) -> None:
    jwks.write_text("{")
    touch(jwks)
    with caplog.at_level(logging.INFO):
        assert verifier.verify(signed(KEY, claims()), AUDIENCE) == ISSUER
        assert refusal(verifier, signed(KEY, claims(), "second")) == UNKNOWN_KEY
        assert refusal(verifier, signed(KEY, claims(), "second")) == UNKNOWN_KEY
    assert [f"{jwks} is no JSON; what was read before stays in use"] == caplog.messages


def test_a_file_that_was_taken_away_leaves_the_last_good_keys(
    verifier: TokenVerifier, jwks: Path
) -> None:
    jwks.unlink()
    assert verifier.verify(signed(KEY, claims()), AUDIENCE) == ISSUER


def test_keys_for_other_uses_are_left_out(jwks: Path, clock: Clock) -> None:
    short = short_ec_key()
    secret = base64.urlsafe_b64encode(b"x" * 48).decode()
    publish(
        jwks,
        {"kty": "oct", "kid": "secret", "k": secret},
        jwk("short", short),
        jwk("for-encryption", KEY, use="enc"),
        jwk("rs256", RSA_KEY, alg="RS256"),
        {name: value for name, value in jwk("nameless", KEY).items() if name != "kid"},
        jwk("first", KEY, use="sig", alg="ES384"),
    )
    verifier = TokenVerifier([Issuer(ISSUER, jwks)], now=clock)
    assert verifier.verify(signed(KEY, claims()), AUDIENCE) == ISSUER
    assert refusal(verifier, signed(KEY, claims(), "for-encryption")) == UNKNOWN_KEY
    assert refusal(verifier, signed(RSA_KEY, claims(), "rs256")) == UNKNOWN_KEY
    assert refusal(verifier, signed(short, claims(), "short", "ES256")) == UNKNOWN_KEY


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "holds no key for ES384 or RS384 with a kid"),
        ('{"keys": {}}', "holds no key for ES384 or RS384 with a kid"),
        ('{"keys": [7]}', "holds no key for ES384 or RS384 with a kid"),
        ('{"keys": [{"kty": "RSA", "kid": "a"}]}', "holds a key that cannot be read"),
        (
            '{"keys": [{"kty": "EC", "crv": "P-384", "kid": "a", "x": "AA", "y": 7}]}',
            "holds a key that cannot be read",
        ),
    ],
)
def test_a_file_without_keys_stops_the_start(jwks: Path, text: str, what: str) -> None:
    jwks.write_text(text)
    with pytest.raises(SettingsError) as caught:
        TokenVerifier([Issuer(ISSUER, jwks)])
    assert f"{jwks} {what}" == str(caught.value)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        TokenVerifier([Issuer(ISSUER, tmp_path / "none")])
    assert f"cannot read {tmp_path / 'none'}: No such file or directory" == str(caught.value)


def test_two_keys_of_one_kid_stop_the_start(jwks: Path) -> None:
    publish(jwks, jwk("first", KEY), jwk("first", ec_key()))
    with pytest.raises(SettingsError, match="two keys with the same kid"):
        TokenVerifier([Issuer(ISSUER, jwks)])


def test_a_weak_key_stops_the_start(jwks: Path) -> None:
    publish(jwks, jwk("first", rsa_key(1024)))
    with pytest.raises(SettingsError, match="less than 2048 bits"):
        TokenVerifier([Issuer(ISSUER, jwks)])


def test_an_issuer_that_is_given_twice_stops_the_start(jwks: Path) -> None:
    with pytest.raises(SettingsError, match="given twice"):
        TokenVerifier([Issuer(ISSUER, jwks), Issuer(ISSUER, jwks)])
