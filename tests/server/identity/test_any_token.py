"""Whatever is shown as a token: a caller, or a refusal that says why."""

import base64
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caveat.server.errors import UnauthenticatedError
from caveat.server.identity.authenticator import Authenticator
from caveat.server.identity.failures import Failures
from caveat.server.identity.key_set import KeyFile, signing_algorithm
from caveat.server.identity.rates import Rates
from caveat.server.identity.tokens import TokenReader
from caveat.server.settings import Rate
from tests.server.ehr.signing import signed
from tests.server.identity.showing import (
    AUDIENCE,
    ISSUER,
    KEY,
    Clock,
    claims,
    publish_key,
    shown,
    token,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
NAMES = st.sampled_from([*claims(), "nbf", "iat", "roles", "alg", "kid", "typ", "crit", "b64"])
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=6)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Authenticator:
    path: Path = tmp_path_factory.mktemp("keys") / "issuer.jwks"
    keys = KeyFile(publish_key(path), signing_algorithm, "for signatures")
    tokens = TokenReader({ISSUER: keys}, AUDIENCE, Clock())
    boundless = Failures(Rates(Rate(per_second=1e9, burst=1e9)))
    return Authenticator(tokens=tokens, now=Clock(), failures=boundless)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_refused(reader: Authenticator, text: str) -> None:
    for header in (text, f"Bearer {text}", f"Bearer caveat_{text}", f"Bearer a.{text}.b"):
        with pytest.raises(UnauthenticatedError):
            reader.caller_of(shown(header))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(OBJECTS | VALUES, OBJECTS | VALUES)
def test_any_header_and_payload_without_a_signature_are_refused(
    reader: Authenticator, header: object, payload: object
) -> None:
    parts = (encoded(header), encoded(payload), "c2lnbmF0dXJl")
    with pytest.raises(UnauthenticatedError):
        reader.caller_of(shown(f"Bearer {'.'.join(parts)}"))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(OBJECTS)
def test_any_claims_that_are_signed_give_a_caller_or_a_refusal(
    reader: Authenticator, changed: dict[str, object]
) -> None:
    with suppress(UnauthenticatedError):
        caller = reader.caller_of(shown(signed(KEY, {**claims(), **changed})))
        assert caller.name == changed.get("sub", "ward-7")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_one_changed_letter_is_refused(reader: Authenticator, data: st.DataObject) -> None:
    good = token()
    place = data.draw(st.integers(len("Bearer "), len(good) - 3))
    letter = data.draw(st.sampled_from("ABCxyz019-_."))
    changed = f"{good[:place]}{letter}{good[place + 1 :]}"
    if changed != good:
        with pytest.raises(UnauthenticatedError):
            reader.caller_of(shown(changed))


def encoded(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
