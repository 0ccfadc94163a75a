"""What one fault showed: counts, each with what is demanded of it."""

from collections.abc import Sequence
from dataclasses import dataclass


class NotAvailableError(Exception):
    """A fault that cannot be made on this machine, and what is missing for it."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number, what it counts, and the most or the least that it may be; neither: it only tells.

    ``unit`` stands behind it, such as ``ms``.
    """

    what: str
    number: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it is as it is demanded to be."""
        above = self.least is None or self.number >= self.least
        return above and (self.most is None or self.number <= self.most)

    @property
    def demand(self) -> str:
        """What is demanded, in a few characters."""
        if self.most is not None:
            return f"{self.most:g}" if self.most == self.least else f"<= {self.most:g}"
        return "" if self.least is None else f">= {self.least:g}"


def none(what: str, number: float) -> Count:
    """Count what must not be."""
    return Count(what, number, most=0, least=0)


@dataclass(frozen=True, slots=True)
class Result:
    """The counts of one fault; ``missing`` says why there are none, ``broken`` that it is a fault.

    A fault that was not made is no fault that was stood.
    """

    fault: str
    seconds: float
    counts: Sequence[Count] = ()
    missing: str = ""
    broken: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the service."""
        return not self.broken and all(count.holds for count in self.counts)
