"""The numbers that bounds leave, between two cuts of the numbers that are believed."""

from collections.abc import Iterable
from typing import NamedTuple

from caveat.reading.vocabulary import ObservationTerm
from caveat.rules.model import Bound, Comparison

Cut = tuple[float, int]
"""A place between two numbers: right before a number (0), or right after it (1)."""

_UPWARDS = (Comparison.ABOVE, Comparison.AT_LEAST)
_AFTER = (Comparison.ABOVE, Comparison.AT_MOST)


class Range(NamedTuple):
    """All numbers from one cut to another."""

    low: Cut
    high: Cut

    def within(self, other: "Range") -> "Range":
        """Give the numbers of both; all ranges that hold none are one."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high) if low < high else NOTHING


NOTHING = Range((0, 0), (0, 0))
ANYTHING = Range((float("-inf"), 0), (float("inf"), 1))
FROM_NOTHING_UP = Range((0, 0), (float("inf"), 1))


def range_of(bounds: Iterable[Bound], believed: Range) -> Range:
    """Give the believed numbers that lie within all bounds."""
    left = believed
    for bound in bounds:
        cut = (bound.number, int(bound.comparison in _AFTER))
        is_upwards = bound.comparison in _UPWARDS
        side = Range(cut, ANYTHING.high) if is_upwards else Range(ANYTHING.low, cut)
        left = left.within(side)
    return left


def believed_of(term: ObservationTerm) -> Range:
    """Give the numbers that are believed of a fact; of one that is derived, all."""
    if term.derived or term.lowest is None or term.highest is None:
        return ANYTHING
    return Range((term.lowest, 0), (term.highest, 1))
