"""How the rounds of one measurement lie."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Spread(NamedTuple):
    """The median, the quartiles and the ends of some rounds."""

    median: float
    first_quartile: float
    third_quartile: float
    least: float
    most: float


def spread_of(rounds: Sequence[float]) -> Spread:
    """Give the spread of rounds; raises ``ValueError`` where there are none."""
    if not rounds:
        raise ValueError("no round was measured")
    # before Python 3.13 one round has no quartiles
    first, _, third = (
        quantiles(rounds, n=4, method="inclusive") if len(rounds) > 1 else (rounds[0],) * 3
    )
    return Spread(median(rounds), first, third, min(rounds), max(rounds))
