"""When a client asks again: with a clock of the test's own."""

import pytest
from grpc import StatusCode

from caveat.client.attempts import Attempts, Retry
from caveat.client.errors import Refusal

UNAVAILABLE = Refusal(StatusCode.UNAVAILABLE, "down")
PASSING = (StatusCode.UNAVAILABLE, StatusCode.CANCELLED)
RETRY = Retry(rounds=5, first_wait=0.1, longest_wait=0.3)


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def longest(_low: float, high: float) -> float:
    return high


def shortest(low: float, _high: float) -> float:
    return low


def told(code: StatusCode, retry_after: float | None) -> Refusal:
    return Refusal(code, "later", retry_after=retry_after)


def waits(attempts: Attempts, number: int, refusal: Refusal = UNAVAILABLE) -> list[float | None]:
    return [attempts.wait_after(refusal) for _ in range(number)]


def test_waits_double_up_to_the_longest_and_end_with_the_rounds() -> None:
    attempts = Attempts("Check", RETRY, addresses=1, timeout=60, between=longest)
    assert waits(attempts, 5) == [0.1, 0.2, 0.3, 0.3, None]


def test_up_to_half_of_a_wait_is_left_to_chance() -> None:
    attempts = Attempts("Check", RETRY, addresses=1, timeout=60, between=shortest)
    assert waits(attempts, 3) == [0.05, 0.1, 0.15]
    by_chance = Attempts("Check", RETRY, addresses=1, timeout=60).wait_after(UNAVAILABLE)
    assert by_chance is not None
    assert 0.05 <= by_chance <= 0.1


def test_every_address_is_asked_before_there_is_a_wait() -> None:
    retry = Retry(rounds=2, first_wait=0.1, longest_wait=0.1)
    attempts = Attempts("Check", retry, addresses=3, timeout=60, between=longest)
    assert waits(attempts, 6) == [0, 0, 0.1, 0, 0, None]


def test_no_wait_outlasts_the_deadline() -> None:
    clock = Clock()
    attempts = Attempts("Check", RETRY, addresses=1, timeout=1, clock=clock, between=longest)
    assert attempts.left() == 1
    clock.now += 0.95
    assert attempts.wait_after(UNAVAILABLE) is None
    clock.now += 60
    assert attempts.left() == 0


def test_without_end_it_goes_on_until_the_deadline() -> None:
    endless = RETRY.without_end()
    attempts = Attempts("Check", endless, addresses=1, timeout=60, between=longest)
    assert waits(attempts, 5000)[-1] == RETRY.longest_wait


@pytest.mark.parametrize("code", [each for each in StatusCode if each not in PASSING])
def test_no_other_status_is_asked_again(code: StatusCode) -> None:
    attempts = Attempts("Check", RETRY, addresses=3, timeout=60)
    assert attempts.wait_after(Refusal(code, "")) is None


def test_a_service_that_says_when_to_come_again_is_heeded() -> None:
    attempts = Attempts("Check", RETRY, addresses=1, timeout=60, between=longest)
    exhausted = told(StatusCode.RESOURCE_EXHAUSTED, 7)
    assert waits(attempts, 7, exhausted) == [7.1] * 7
    assert attempts.wait_after(told(StatusCode.RESOURCE_EXHAUSTED, 60)) is None
    assert attempts.wait_after(told(StatusCode.UNAVAILABLE, 3)) == 3
    assert attempts.wait_after(told(StatusCode.INVALID_ARGUMENT, 3)) is None
