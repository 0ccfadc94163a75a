"""Three-valued decisions: yes, no, not enough known."""

from enum import Enum
from typing import NamedTuple

from caveat.rules.facts import Held, KnownFact, Missing, Taken


class Truth(Enum):
    """Whether something holds."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class TakenUse(NamedTuple):
    """A medicine that a decision used, as a member of a term."""

    taken: Taken
    term: str


class HeldUse(NamedTuple):
    """A condition that a decision used, as a case of a concept."""

    held: Held
    concept: str


Use = TakenUse | HeldUse | KnownFact


class Decision(NamedTuple):
    """Whether something holds, what shows it, and what is missing where that is unknown."""

    truth: Truth
    uses: tuple[Use, ...] = ()
    missing: tuple[Missing, ...] = ()


NO = Decision(Truth.NO)


def yes(*uses: Use) -> Decision:
    """Decide that something holds."""
    return Decision(Truth.YES, uses)


def unknown(*missing: Missing) -> Decision:
    """Decide that not enough is known."""
    return Decision(Truth.UNKNOWN, (), missing)
