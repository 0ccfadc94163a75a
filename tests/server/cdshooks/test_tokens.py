"""Who may call, where callers have to show it."""

from collections.abc import Generator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Scope

from caveat.rules import Checker
from caveat.server.cdshooks.gate import Gate
from caveat.server.cdshooks.routes import routes
from caveat.server.ehr.keys import Issuer
from caveat.server.ehr.verifier import TokenVerifier
from caveat.server.errors import TooManyCallsError, UnauthenticatedError
from caveat.server.identity.failures import Failures
from caveat.server.identity.rates import Rates
from caveat.server.settings import Rate
from tests.server.cdshooks.calls import hook, send
from tests.server.ehr.signing import ISSUER, NOW, claims, ec_key, jwk, publish, signed
from tests.server.http.calling import JSON, get
from tests.server.http.serving import serving

KEY = ec_key()
PUBLIC = "https://caveat.example/door"


@pytest.fixture
def verifier(tmp_path: Path) -> TokenVerifier:
    path = tmp_path / "ehr.jwks"
    publish(path, jwk("first", KEY))
    return TokenVerifier([Issuer(ISSUER, path)], now=lambda: NOW)


@pytest.fixture
def direct(checker: Checker, verifier: TokenVerifier) -> Generator[str]:
    with serving(routes(checker, verifier=verifier)) as url:
        yield url


@pytest.fixture
def behind_a_proxy(checker: Checker, verifier: TokenVerifier) -> Generator[str]:
    with serving(routes(checker, verifier=verifier, public_url=f"{PUBLIC}/")) as url:
        yield url


def token(url: str) -> dict[str, str]:
    return {**JSON, "Authorization": signed(KEY, claims(aud=url))}


def test_a_token_for_the_address_that_is_called_lets_in(direct: str) -> None:
    assert get(f"{direct}/cds-services", token(f"{direct}/cds-services")).status == 200


def test_every_address_asks_for_a_token(direct: str) -> None:
    answer = get(f"{direct}/cds-services")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert send(direct, hook("patient-view")).status == 401


def test_a_token_for_another_address_does_not_let_in(direct: str) -> None:
    discovery = token(f"{direct}/cds-services")
    assert send(direct, hook("patient-view"), discovery).status == 401


def test_who_shows_nothing_good_too_often_is_not_looked_at_any_more(
    verifier: TokenVerifier,
) -> None:
    failures = Failures(Rates(Rate(per_second=1, burst=2), lambda: NOW))
    gate = Gate(verifier, "https://caveat.example", failures=failures)
    scope: Scope = {
        "type": "http",
        "path": "/cds-services",
        "headers": [],
        "client": ("192.0.2.1", 1),
    }
    for _ in range(2):
        with pytest.raises(UnauthenticatedError):
            gate.check(Request(scope))
    with pytest.raises(TooManyCallsError):
        gate.check(Request(scope))


def test_a_token_is_good_for_one_call(direct: str) -> None:
    address = f"{direct}/cds-services/caveat-patient-view"
    once = token(address)
    assert send(direct, hook("patient-view"), once).status == 200
    assert send(direct, hook("patient-view"), once).status == 401


def test_behind_a_proxy_the_public_address_counts(behind_a_proxy: str) -> None:
    public = token(f"{PUBLIC}/cds-services")
    assert get(f"{behind_a_proxy}/cds-services", public).status == 200
    own = token(f"{behind_a_proxy}/cds-services")
    assert get(f"{behind_a_proxy}/cds-services", own).status == 401
