"""Swaps of packs under load, and which calls met one."""

from collections.abc import Iterable, Sequence
from statistics import quantiles
from typing import NamedTuple

from benchmarks.load_client import Finished

_AFTER = 0.25


class Swap(NamedTuple):
    """From when packs were to be taken up anew until they were; in ``time.monotonic()``.

    What comes in the quarter of a second after it met the swap too: nothing is remembered yet.
    """

    start: float
    end: float

    def met(self, call: Finished) -> bool:
        """Say whether a call was on its way at any time of the swap, or soon after."""
        began = call.monotonic - 1e-6 * call.latency_us
        return began <= self.end + _AFTER and call.monotonic >= self.start


class Latencies(NamedTuple):
    """Milliseconds of the calls that met a swap, and of the others."""

    swapping: list[float]
    quiet: list[float]


def latencies_of(calls: Iterable[Finished], swaps: Sequence[Swap]) -> Latencies:
    """Tell the calls apart."""
    latencies = Latencies([], [])
    for call in calls:
        met = any(swap.met(call) for swap in swaps)
        (latencies.swapping if met else latencies.quiet).append(call.latency_us / 1e3)
    return latencies


def percentile_99(latencies: Sequence[float]) -> float:
    """Give the 99th percentile; raises ``StatisticsError`` for fewer than two."""
    return quantiles(latencies, n=100, method="inclusive")[98]
