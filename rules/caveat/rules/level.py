"""How grave an alert is, and how a check ended."""

from enum import Enum, IntEnum


class Level(IntEnum):
    """How grave an alert is, in five steps that can be compared."""

    INFO = 1
    MINOR = 2
    MODERATE = 3
    MAJOR = 4
    CONTRAINDICATED = 5

    @property
    def word(self) -> str:
        """The level as it is written in a rule and shown to a person."""
        return self.name.lower()


class Outcome(Enum):
    """The headline of a report."""

    ALERTS = "alerts"
    INCOMPLETE = "incomplete"
    CLEAR = "clear"
    OUT_OF_SCOPE = "out of scope"
