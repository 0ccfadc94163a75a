"""The way from what was submitted to what a rule speaks of."""

from dataclasses import dataclass
from enum import Enum


class StepKind(Enum):
    """What a step of a path names."""

    TEXT = "text"
    CODE = "code"
    NAME = "name"
    INGREDIENT = "ingredient"
    CLASS = "class"
    CONDITION = "condition"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, such as the class ``beta blocker``; ``id`` is empty for plain text."""

    kind: StepKind
    label: str
    id: str = ""
