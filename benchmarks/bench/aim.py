"""What a measurement is to reach."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Of(Enum):
    """What an aim speaks of."""

    RATIO = "ratio"
    """The median of the rounds' ratios to the reference."""
    VALUE = "value"
    """The median of the rounds themselves, in their unit; it moves with the machine."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A bound: ``sign`` is ``>=``, ``<=`` or ``<``."""

    sign: str
    bound: float
    of: Of = Of.RATIO

    def is_met(self, reached: float) -> bool:
        """Say whether what was reached is within the bound."""
        return _SIGNS[self.sign](reached, self.bound)


_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "<": operator.lt,
}


def at_least(bound: float) -> Aim:
    """Ask for a ratio that is no smaller."""
    return Aim(">=", bound)


def at_most(bound: float) -> Aim:
    """Ask for a ratio that is no greater."""
    return Aim("<=", bound)


def below(bound: float) -> Aim:
    """Ask for a value that is smaller, in the unit of the rounds."""
    return Aim("<", bound, Of.VALUE)
