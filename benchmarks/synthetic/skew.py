"""Choice by Zipf's law: the first few of a list are chosen most, and the last hardly ever."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def seeded(seed: int) -> Random:
    """Give a source of chance that is the same each time."""
    return Random(seed)  # noqa: S311 - it makes data up, and guards nothing


class Skewed(Generic[T]):
    """Draws items; the item at place n, from one, weighs ``1 / n ** steepness``."""

    def __init__(self, items: Sequence[T], steepness: float) -> None:
        self._items = items
        weights = (place**-steepness for place in range(1, len(items) + 1))
        self._sums = list(accumulate(weights))

    def draw(self, random: Random) -> T:
        """Draw one item."""
        return self._items[bisect(self._sums, random.random() * self._sums[-1])]

    def draw_different(self, count: int, random: Random) -> tuple[T, ...]:
        """Draw so many items, each once."""
        drawn: dict[T, None] = {}
        while len(drawn) < count:
            drawn[self.draw(random)] = None
        return tuple(drawn)
