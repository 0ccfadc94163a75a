"""Times candidates in turns, so that what slows the machine for a while slows all of them."""

import time
from collections.abc import Callable, Mapping
from statistics import median, quantiles
from typing import NamedTuple

Work = Callable[[], object]
_SHORTEST = 0.02
"""So many seconds a timing takes at least: a shorter piece of work is done again and again."""


class Spread(NamedTuple):
    """The median of some numbers, and the two between which the middle half of them lies."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:,.1f} ({self.low:,.1f}-{self.high:,.1f})"


def spread_of(numbers: list[float]) -> Spread:
    """Give the spread of two or more numbers."""
    low, _, high = quantiles(numbers, n=4, method="inclusive")
    return Spread(median(numbers), low, high)


def seconds(work: Work, repeats: int = 1) -> float:
    """Give the seconds that a piece of work takes, as the mean of so many times in a row."""
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def take_turns(candidates: Mapping[str, Work], rounds: int) -> dict[str, list[float]]:
    """Give the seconds of each candidate, a number for each round; a round times all of them."""
    repeats = {name: 1 + int(_SHORTEST / seconds(work)) for name, work in candidates.items()}
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, work in candidates.items():
            taken[name].append(seconds(work, repeats[name]))
    return taken
