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
    """Milliseconds of the calls that met one swap, and of those between it and the swap before."""

    swapping: list[float]
    quiet: list[float]


def latencies_of(calls: Iterable[Finished], swaps: Sequence[Swap]) -> list[Latencies]:
    """Tell the calls apart, for each swap; what comes after the last one is left out."""
    each = [Latencies([], []) for _ in swaps]
    for call in calls:
        place, met = _place(call, swaps)
        if place < len(swaps):
            among = each[place].swapping if met else each[place].quiet
            among.append(call.latency_us / 1e3)
    return each


def _place(call: Finished, swaps: Sequence[Swap]) -> tuple[int, bool]:
    """Give the place of the swap that a call met, or of the next one that it did not meet."""
    for place, swap in enumerate(swaps):
        if swap.met(call):
            return place, True
        if call.monotonic < swap.start:
            return place, False
    return len(swaps), False


def percentile_99(latencies: Sequence[float]) -> float:
    """Give the 99th percentile; raises ``StatisticsError`` for fewer than two."""
    return quantiles(latencies, n=100, method="inclusive")[98]
