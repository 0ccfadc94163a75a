"""Which calls met a swap of packs."""

import pytest

from benchmarks.bench.swaps import Swap, latencies_of, percentile_99
from benchmarks.load_client import Finished

SWAPS = [Swap(10, 11), Swap(20, 21)]


def call(began: float, ended: float) -> Finished:
    return Finished(seconds=ended, monotonic=ended, latency_us=1e6 * (ended - began))


@pytest.mark.parametrize(
    ("began", "ended"), [(10.2, 10.3), (9.5, 10.5), (10.5, 12), (9, 12), (11.2, 11.3), (19, 20)]
)
def test_a_call_that_was_on_its_way_in_a_swap_or_just_after_met_it(
    began: float, ended: float
) -> None:
    first, second = latencies_of([call(began, ended)], SWAPS)

    assert len(first.swapping + second.swapping) == 1
    assert first.quiet + second.quiet == []


@pytest.mark.parametrize(("began", "ended", "place"), [(9, 9.9, 0), (11.5, 19.9, 1)])
def test_a_call_that_met_no_swap_counts_before_the_next_one(
    began: float, ended: float, place: int
) -> None:
    latencies = latencies_of([call(began, ended)], SWAPS)

    assert latencies[place].quiet == [pytest.approx(1e3 * (ended - began))]
    assert sum(len(each.swapping) + len(each.quiet) for each in latencies) == 1


def test_a_call_after_the_last_swap_is_left_out() -> None:
    assert latencies_of([call(22, 23)], SWAPS) == [([], []), ([], [])]


def test_one_of_a_hundred_calls_is_above_the_99th_percentile() -> None:
    latencies = [float(number) for number in range(101)]

    assert percentile_99(latencies) == 99
