"""What a pack says, as values: rules with their criteria, evidence and examples.

Where a value is one of several kinds it is a ``Struct``, which says which one when it is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from msgspec import Struct

from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules.change import Change
from caveat.rules.level import Level
from caveat.rules.patient import Request


class Kind(Enum):
    """What sort of statement a rule makes."""

    CONTRAINDICATION = "contraindication"
    INTERACTION = "interaction"
    PRECAUTION = "precaution"
    ELIGIBILITY = "eligibility"
    DOSING = "dosing"
    SUPERVISION = "supervision"
    MONITORING = "monitoring"
    COMPATIBLE = "compatible"


class Comparison(Enum):
    """How a number is held against a bound."""

    BELOW = "below"
    ABOVE = "above"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Bound:
    """One comparison with a number, in the canonical unit of what is compared."""

    comparison: Comparison
    number: float


class MedicationCriterion(Struct, frozen=True, tag=True):
    """The patient takes a medicine of this ingredient or class.

    Only one of ``routes`` counts, if there are any; one of ``except_routes`` never counts.
    """

    term: str
    statuses: frozenset[MedicationStatus]
    routes: frozenset[str] = frozenset()
    except_routes: frozenset[str] = frozenset()


class ConditionCriterion(Struct, frozen=True, tag=True):
    """The patient has this condition in one of these statuses; none given: those that count."""

    concept: str
    statuses: frozenset[ConditionStatus] | None = None


class ObservationCriterion(Struct, frozen=True, tag=True):
    """A fact lies within every bound, or is one of these words."""

    name: str
    bounds: tuple[Bound, ...] = ()
    words: frozenset[str] = frozenset()


class DoseCriterion(Struct, frozen=True, tag=True):
    """The dose of the medicine that the rule is about, in mg or in mg per kg of weight.

    ``stated`` asks only that the dose was written in this unit.
    """

    unit: str
    bounds: tuple[Bound, ...] = ()
    numbers: frozenset[float] = frozenset()
    stated: bool = False


class RouteCriterion(Struct, frozen=True, tag=True):
    """The medicine that the rule is about is given by one of these routes."""

    routes: frozenset[str]


class AllergyCriterion(Struct, frozen=True, tag=True):
    """The patient does not tolerate this ingredient or a member of this class."""

    term: str


class AllCriterion(Struct, frozen=True, tag=True):
    """Every one of these holds."""

    criteria: tuple["Criterion", ...]


class AnyCriterion(Struct, frozen=True, tag=True):
    """At least one of these holds."""

    criteria: tuple["Criterion", ...]


class NotCriterion(Struct, frozen=True, tag=True):
    """Its criterion does not hold."""

    criterion: "Criterion"


class CountCriterion(Struct, frozen=True, tag=True):
    """At least so many entries of the patient are such a medicine, each of another substance."""

    medication: MedicationCriterion
    at_least: int


Criterion = (
    MedicationCriterion
    | ConditionCriterion
    | ObservationCriterion
    | DoseCriterion
    | RouteCriterion
    | AllergyCriterion
    | AllCriterion
    | AnyCriterion
    | NotCriterion
    | CountCriterion
)


NOT_KNOWN = "not known"
"""What a rule says of an item of the minimum information model that nobody has told it."""


class HowRead(Enum):
    """How surely a statement was read in its source."""

    READ = "read"
    SECOND_HAND = "second-hand"
    FROM_MEMORY = "from-memory"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source: the id that the pack declares, the section, and how it was read."""

    source_id: str
    section: str = ""
    read: HowRead | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports a rule: a grade apart from the level, whose statement it is, and where."""

    grade: str
    citations: tuple[Citation, ...]
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Who wrote a rule, who read it last and when, and when that is due again.

    Days are written year-month-day; what nobody stated is empty.
    """

    reviewed: str
    author: str = ""
    reviewer: str = ""
    next_review: str = ""


@dataclass(frozen=True, slots=True)
class Background:
    """Items of the PDDI minimum information model beside what may happen and what to do.

    ``context`` is what makes it more or less likely or grave, ``exposure`` how often people meet
    it, ``harm`` how often those are harmed.
    """

    context: str = NOT_KNOWN
    exposure: str = NOT_KNOWN
    harm: str = NOT_KNOWN


class Expectation(Enum):
    """What an example says that its rule does."""

    ALERT = "alert"
    NONE = "none"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands, from one."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Example:
    """A patient that a rule must get right."""

    name: str
    given: Request
    expect: Expectation
    place: Place


class Between(Struct, frozen=True, tag=True):
    """Two different entries of the patient, in either order."""

    first: str
    second: str


class About(Struct, frozen=True, tag=True):
    """One medicine, and what must hold for it."""

    term: str
    when: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement of knowledge with its evidence and examples.

    ``hazard`` names the clinical problem that it speaks of, whatever its pack: of the rules of one
    hazard the gravest gives the alert, and the others are shown under it. ``wrong_when`` says when
    its alert is wrong. ``draft`` is a statement that nobody has confirmed in its source. Where a
    site's policy has made a ``change``, the level is what holds at the site.
    """

    id: str
    kind: Kind
    level: Level
    title: str
    scope: Between | About
    unless: tuple[Criterion, ...]
    covers: tuple[str, ...]
    consequence: str
    mechanism: str
    management: str
    serious: bool
    evidence: Evidence
    review: Review
    examples: tuple[Example, ...]
    pack_id: str
    place: Place
    hazard: str = ""
    wrong_when: str = ""
    background: Background = Background()
    draft: bool = False
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A work that rules cite; ``date`` is year, year-month or year-month-day."""

    id: str
    title: str
    publisher: str = ""
    year: str = ""
    edition: str = ""
    date: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A point where the sources are loose or at odds, and what was decided."""

    id: str
    text: str
    rule_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a source, the rules that carry it, or why none does."""

    id: str
    rule_ids: tuple[str, ...] = ()
    none: str = ""


@dataclass(frozen=True, slots=True)
class TrialDefinition:
    """When an antidepressant trial counts as failed, and which classes differ."""

    classes: tuple[str, ...]
    response_from: float
    citation: Citation


@dataclass(frozen=True, slots=True)
class Pack:
    """A versioned set of rules; ``digest`` is the SHA-256 of all of its files, as hex."""

    id: str
    title: str
    version: str
    licence: str
    reviewed: str
    scope: tuple[str, ...]
    assumes: str
    sources: tuple[Source, ...]
    trials: TrialDefinition | None
    decisions: tuple[Decision, ...]
    statements: tuple[Statement, ...]
    rules: Sequence[Rule]
    digest: str
    place: Place
