"""The question that every engine answers: which rules hold for the facts of a patient.

A fact is a text, such as a class of a medication or a condition, so that no engine needs to know
what is a medicine.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from caveat.rules.facts import Facts

NO_FACT = ""
"""The exception of a rule that has none."""


class PlainRule(NamedTuple):
    """A rule that holds with its first fact, one of ``others``, an age in range, no exception.

    The age is in years, from ``low`` and below ``high``.
    """

    id: str
    first: str
    others: tuple[str, ...]
    low: float
    high: float
    exception: str


class Asked(NamedTuple):
    """A patient: as Caveat has read it, and as plain facts with an age in years."""

    read: Facts
    facts: frozenset[str]
    age: float


Find = Callable[[Asked], Collection[str]]
"""Gives the ids of the rules that hold, each once."""

Load = Callable[[Sequence[PlainRule]], Find]
"""Loads rules into an engine."""
