"""What a bounded or listed fact may be, so that two criteria on one fact can be held together."""

from collections.abc import Iterable
from typing import NamedTuple

from caveat.rules.model import Bound, Comparison

_BELOW_ALL = (float("-inf"), 0)
_ABOVE_ALL = (float("inf"), 0)


class Span(NamedTuple):
    """The numbers from one end to another; an end is a number and which way it is left out."""

    lowest: tuple[float, int]
    highest: tuple[float, int]

    @property
    def is_empty(self) -> bool:
        """Whether no number lies within."""
        return self.lowest > self.highest

    def within(self, other: "Span") -> bool:
        """Say whether every number of this span is one of another."""
        return self.lowest >= other.lowest and self.highest <= other.highest

    def meets(self, other: "Span") -> bool:
        """Say whether some number is in both."""
        low, high = max(self.lowest, other.lowest), min(self.highest, other.highest)
        return not Span(low, high).is_empty


class Values(NamedTuple):
    """Numbers, as spans of which one counts, or words."""

    spans: tuple[Span, ...] = ()
    words: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is one of these values."""
        return not self.words and all(span.is_empty for span in self.spans)

    def within(self, other: "Values") -> bool:
        """Say whether each of these values is one of others."""
        held = all(any(span.within(outer) for outer in other.spans) for span in self.spans)
        return held and self.words <= other.words

    def meets(self, other: "Values") -> bool:
        """Say whether some value is one of both."""
        spans = any(span.meets(outer) for span in self.spans for outer in other.spans)
        return spans or not self.words.isdisjoint(other.words)


def between(lowest: float | None, highest: float | None) -> Values:
    """Give the numbers from one to another, both of them too; none: without an end."""
    low = _BELOW_ALL if lowest is None else (lowest, 0)
    high = _ABOVE_ALL if highest is None else (highest, 0)
    return Values((Span(low, high),))


def within_bounds(bounds: Iterable[Bound]) -> Values:
    """Give the numbers that lie within every bound."""
    low, high = _BELOW_ALL, _ABOVE_ALL
    for bound in bounds:
        match bound.comparison:
            case Comparison.BELOW:
                high = min(high, (bound.number, -1))
            case Comparison.AT_MOST:
                high = min(high, (bound.number, 0))
            case Comparison.ABOVE:
                low = max(low, (bound.number, 1))
            case Comparison.AT_LEAST:
                low = max(low, (bound.number, 0))
    return Values((Span(low, high),))


def numbers(each: Iterable[float]) -> Values:
    """Give single numbers."""
    return Values(tuple(Span((number, 0), (number, 0)) for number in each))


def listed(words: frozenset[str]) -> Values:
    """Give the values that words stand for, numbers where all of them are."""
    try:
        return numbers(map(float, words))
    except ValueError:
        return Values(words=words)
