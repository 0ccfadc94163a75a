"""What one rule does for one patient, as a tree of its criteria and of what each looked at."""

from dataclasses import dataclass
from enum import Enum

from caveat.rules.decision import Truth
from caveat.rules.level import Level
from caveat.rules.report import EntryRef, TracedEntry, Unrecognised


class Verdict(Enum):
    """What a rule does in a report."""

    ALERT = "alert"
    FOLDED = "folded"
    WITHHELD = "withheld"
    SILENCED = "silenced"
    SHADOWED = "shadowed"
    UNDECIDED = "undecided"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry that a criterion looks at, what it decides for this entry alone, and why.

    ``why`` is empty where the entry is simply one of those that are asked for.
    """

    traced: TracedEntry
    truth: Truth
    why: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number held against one bound, in its unit; the distance is never negative."""

    comparison: str
    number: float
    unit: str
    holds: bool
    distance: float


@dataclass(frozen=True, slots=True)
class SeenFact:
    """A fact with its value for a person, held against bounds, or against the words asked for."""

    name: str
    title: str
    value: str
    truth: Truth
    bounds: tuple[Measured, ...] = ()
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """A fact or a list that nobody stated, or an entry that could not be read, as a question."""

    fact: str
    question: str
    entry: EntryRef | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A criterion in words, how the engine decides it, what made it so, and those within it."""

    asks: str
    truth: Truth
    entries: tuple[SeenEntry, ...] = ()
    facts: tuple[SeenFact, ...] = ()
    absent: tuple[Absent, ...] = ()
    within: tuple["Explained", ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one rule does for one patient, and why.

    ``under`` are the rules whose alerts it is folded under; for one that is undecided and yet asks
    nothing, those that it could only fold under. ``withheld_by`` are the exceptions that hold.
    ``changed`` says what a site's policy has made of the rule; empty for nothing.
    """

    rule_id: str
    title: str
    level: Level
    pack_id: str
    verdict: Verdict
    under: tuple[str, ...]
    withheld_by: tuple[str, ...]
    tree: Explained
    unrecognised: tuple[Unrecognised, ...]
    changed: str = ""
