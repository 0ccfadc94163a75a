"""How much each caller may call."""

import pytest

from caveat.server.errors import TooManyCallsError
from caveat.server.identity.peer import network_of
from caveat.server.identity.rates import Rates
from caveat.server.settings import Rate
from tests.server.identity.showing import Clock

TEN_A_SECOND = Rate(per_second=10, burst=3)


def refused(rates: Rates, name: str, calls: int = 1) -> float:
    with pytest.raises(TooManyCallsError) as caught:
        rates.take(name, calls)
    return caught.value.seconds


def test_a_burst_goes_through_and_then_the_rate_holds() -> None:
    clock = Clock()
    rates = Rates(TEN_A_SECOND, clock)
    for _ in range(3):
        rates.take("ward")
    assert refused(rates, "ward") == pytest.approx(0.1, abs=1e-3)
    clock.now += 0.1000001
    rates.take("ward")
    assert refused(rates, "ward") == pytest.approx(0.1, abs=1e-3)


def test_one_caller_takes_nothing_from_another() -> None:
    rates = Rates(TEN_A_SECOND, Clock())
    rates.take("ward", 3)
    rates.take("pharmacy", 3)
    assert refused(rates, "ward")


def test_idle_time_saves_no_more_than_one_burst() -> None:
    clock = Clock()
    rates = Rates(TEN_A_SECOND, clock)
    rates.take("ward")
    clock.now += 3600
    rates.take("ward", 3)
    assert refused(rates, "ward")


def test_more_than_a_burst_is_lent_and_has_to_be_made_good() -> None:
    clock = Clock()
    rates = Rates(TEN_A_SECOND, clock)
    rates.take("ward", 103)
    assert refused(rates, "ward") == pytest.approx(10.1)
    assert refused(rates, "ward", 103) == pytest.approx(10.3)
    clock.now += 10.300001
    rates.take("ward", 103)


def test_what_is_refused_is_not_counted() -> None:
    rates = Rates(TEN_A_SECOND, Clock())
    rates.take("ward", 3)
    first = refused(rates, "ward")
    assert refused(rates, "ward") == first


def test_only_so_many_callers_are_remembered() -> None:
    rates = Rates(TEN_A_SECOND, Clock(), most=2)
    rates.take("first", 3)
    rates.take("second", 3)
    rates.check("third")
    rates.take("third", 3)
    rates.take("first", 3)
    assert refused(rates, "third")


def test_a_look_counts_nothing() -> None:
    rates = Rates(Rate(per_second=1, burst=1), Clock())
    for _ in range(5):
        rates.check("ward")
    rates.take("ward")
    with pytest.raises(TooManyCallsError):
        rates.check("ward")


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("unix", "unix"),
    ],
)
def test_an_address_counts_by_what_one_caller_has_of_them(host: str, network: str) -> None:
    assert network_of(host) == network
