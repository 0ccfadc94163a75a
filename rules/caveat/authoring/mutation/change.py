"""One small change of a criterion, in words, and what kind of mistake it stands for."""

from enum import Enum
from typing import NamedTuple

from caveat.rules.model import Criterion


class Kind(Enum):
    """What kind of mistake a mutant has."""

    LEVEL = "level"
    CLASS = "class"
    CONDITION = "condition"
    STATUS = "status"
    THRESHOLD = "threshold"
    COMPARISON = "comparison"
    WORD = "word"
    ROUTE = "route"
    REMOVED = "criterion removed"
    NOT_REMOVED = "not removed"
    ANY_ALL = "any and all"
    UNLESS_REMOVED = "unless removed"


class Change(NamedTuple):
    """A criterion in place of another, and what was changed."""

    kind: Kind
    words: str
    criterion: Criterion
