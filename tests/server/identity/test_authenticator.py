"""Who calls, by what they show."""

from collections.abc import Callable
from pathlib import Path

import pytest

from caveat.server.errors import TooManyCallsError, UnauthenticatedError
from caveat.server.identity.authenticator import Authenticator, Shown
from caveat.server.identity.caller import Caller, Role
from caveat.server.identity.callers import read_callers
from caveat.server.identity.failures import Failures
from caveat.server.identity.known import KnownCallers
from caveat.server.identity.rates import Rates
from caveat.server.identity.watched import Watched
from caveat.server.settings import Rate
from tests.server.ehr.signing import NOW
from tests.server.identity.showing import Clock, bearer, entry, shown, token, write_callers

WARD = Caller("ward", frozenset({Role.CHECK}))
PHARMACY = Caller("pharmacy", frozenset({Role.KNOWLEDGE}))


class Tokens:
    """Reads every token as that of the ward, and counts how often it does."""

    def __init__(self) -> None:
        self.generation = 1
        self.times = 0

    def read(self, token: str) -> tuple[Caller, float]:
        self.times += 1
        if token.startswith("bad"):
            raise UnauthenticatedError("the token cannot be read")
        return WARD, NOW + 120


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    certificates = "  - {name: pharmacy, roles: [knowledge]}\n"
    listed = entry("ward", "check"), entry("old", "check", expires="2027-01-14")
    return write_callers(tmp_path / "callers.yaml", *listed, certificates=certificates)


@pytest.fixture
def by_key(path: Path, clock: Clock) -> Authenticator:
    return Authenticator(callers=Watched(path, read_callers), now=clock)


def refusal(call: Callable[[Shown], Caller], what: Shown) -> str:
    with pytest.raises(UnauthenticatedError) as caught:
        call(what)
    return caught.value.reason


def test_a_key_that_is_listed_says_who_calls(by_key: Authenticator) -> None:
    assert by_key.caller_of(shown(bearer("ward"))) == WARD
    assert by_key.caller_of(shown(bearer("ward"))) == WARD


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (shown(), "there is no token"),
        (shown(bearer("nobody")), "the key is not known"),
        (shown(token()), "the key is not known"),
        (shown("Basic d2FyZDp3YXJk"), "there is no token"),
        (shown("Bearer "), "there is no token"),
        (shown(""), "there is no token"),
        (shown(bearer("ward"), bearer("ward")), "there is more than one token"),
        (shown(f"Bearer caveat_{'x' * 8192}"), "the token is too long"),
    ],
)
def test_whoever_shows_nothing_that_is_known_is_refused(
    by_key: Authenticator, what: Shown, reason: str
) -> None:
    assert refusal(by_key.caller_of, what) == reason


def test_a_key_ends_with_its_last_day(by_key: Authenticator, clock: Clock) -> None:
    clock.now = 1_799_971_199.0  # 2027-01-14 23:59:59 UTC
    assert by_key.caller_of(shown(bearer("old"))).name == "old"
    clock.now += 1
    assert refusal(by_key.caller_of, shown(bearer("old"))) == "the key is expired"


def test_a_key_that_is_taken_out_of_the_file_is_refused_within_a_second(
    by_key: Authenticator, path: Path, clock: Clock
) -> None:
    assert by_key.caller_of(shown(bearer("ward"))) == WARD
    write_callers(path, entry("other", "check"))
    clock.now += 1
    assert refusal(by_key.caller_of, shown(bearer("ward"))) == "the key is not known"
    assert by_key.caller_of(shown(bearer("other"))).name == "other"


def test_a_file_that_is_broken_later_leaves_those_who_were_listed(
    by_key: Authenticator, path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text("keys: [{", encoding="utf-8")
    clock.now += 1
    assert by_key.caller_of(shown(bearer("ward"))) == WARD
    clock.now += 1
    assert by_key.caller_of(shown(bearer("ward"))) == WARD
    (line,) = caplog.messages
    assert "what was read before stays in use" in line


def test_a_certificate_that_is_listed_says_who_calls_and_another_may_do_nothing(
    by_key: Authenticator,
) -> None:
    assert by_key.caller_of(Shown(certificate=("spiffe://x/pharmacy", "pharmacy"))) == PHARMACY
    unknown = by_key.caller_of(Shown(certificate=("spiffe://x/other", "other")))
    assert unknown == Caller("spiffe://x/other", frozenset())


def test_a_token_that_was_verified_is_known_until_it_ends(clock: Clock) -> None:
    tokens = Tokens()
    by_token = Authenticator(tokens=tokens, now=clock)
    for _ in range(3):
        assert by_token.caller_of(shown("Bearer good")) == WARD
    assert tokens.times == 1
    clock.now += 120
    assert by_token.caller_of(shown("Bearer good")) == WARD
    assert tokens.times == 2


def test_tokens_are_verified_anew_once_there_are_other_keys(clock: Clock) -> None:
    tokens = Tokens()
    by_token = Authenticator(tokens=tokens, now=clock)
    by_token.caller_of(shown("Bearer good"))
    tokens.generation += 1
    clock.now += 1
    by_token.caller_of(shown("Bearer good"))
    assert tokens.times == 2


def test_failures_of_one_address_are_limited_and_spoil_nothing_for_who_is_known(
    clock: Clock,
) -> None:
    tokens = Tokens()
    failures = Failures(Rates(Rate(per_second=1, burst=3), clock))
    by_token = Authenticator(tokens=tokens, now=clock, failures=failures)
    by_token.caller_of(shown("Bearer good"))
    for _ in range(3):
        assert refusal(by_token.caller_of, shown("Bearer bad"))
    with pytest.raises(TooManyCallsError):
        by_token.caller_of(shown("Bearer bad"))
    assert tokens.times == 4
    assert by_token.caller_of(shown("Bearer good")) == WARD
    assert by_token.caller_of(shown("Bearer other", peer="192.0.2.2")) == WARD


def test_only_so_many_callers_are_known_and_nothing_that_they_showed() -> None:
    known = KnownCallers(most=2)
    for name in ("first", "second", "third"):
        known.remember(f"Bearer {name}", Caller(name, frozenset()), NOW)
    assert known.find("Bearer first", 0) is None
    assert known.find("Bearer third", 0) == Caller("third", frozenset())
    assert known.find("Bearer third", NOW) is None
    assert "Bearer" not in repr(vars(known))
    known.forget()
    assert known.find("Bearer third", 0) is None
