"""What processes count: plain numbers under names and labels, which can be put together."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct, field

Labels: TypeAlias = tuple[str, ...]

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Up to how many seconds a call takes in each of the classes; the last one has no bound."""


def _none_yet() -> list[int]:
    return [0] * (len(BOUNDS) + 1)


class Timing(Struct):
    """How many calls took how long: by class, and all seconds together."""

    numbers: list[int] = field(default_factory=_none_yet)
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one call."""
        self.numbers[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def __add__(self, other: "Timing") -> "Timing":
        numbers = [one + two for one, two in zip(self.numbers, other.numbers, strict=True)]
        return Timing(numbers, self.seconds + other.seconds)


class Counts(Struct):
    """What one process, or all of them, have counted since they started."""

    numbers: dict[str, dict[Labels, int]] = field(default_factory=dict[str, dict[Labels, int]])
    timings: dict[Labels, Timing] = field(default_factory=dict[Labels, Timing])


class Standing(Struct):
    """How one process stands now; ``about`` is what it runs, in words."""

    pid: int
    values: dict[str, float]
    about: dict[str, str]


class Told(Struct):
    """What one process tells the others."""

    counts: Counts
    standing: Standing


def together(several: Iterable[Counts]) -> Counts:
    """Add up what several processes have counted."""
    total = Counts()
    for counts in several:
        for name, numbers in counts.numbers.items():
            _add(total.numbers.setdefault(name, {}), numbers)
        for labels, timing in counts.timings.items():
            total.timings[labels] = total.timings.get(labels, Timing()) + timing
    return total


def _add(numbers: dict[Labels, int], others: Mapping[Labels, int]) -> None:
    for labels, number in others.items():
        numbers[labels] = numbers.get(labels, 0) + number
