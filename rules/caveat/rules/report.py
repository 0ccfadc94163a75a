"""All of one check, as every door hands it on."""

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from caveat.reading.path import Step
from caveat.rules.change import Change
from caveat.rules.level import Level, Outcome
from caveat.rules.model import Background, Citation, Evidence, Kind, Review, Source
from caveat.rules.patient import EntryList


@dataclass(frozen=True, slots=True)
class EntryRef:
    """A submitted entry: its list, its index there from zero, and its text as submitted.

    The index is -1 for an entry that nobody submitted, such as an assumed medicine.
    """

    list: EntryList
    index: int
    text: str


@dataclass(frozen=True, slots=True)
class TracedEntry:
    """A submitted entry and the path from its text to the term of the rule."""

    entry: EntryRef
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact that a rule used, with its value and unit as text, such as ``age``, ``17 year``."""

    name: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one patient, with the entries and facts that it used."""

    rule_id: str
    entries: tuple[TracedEntry, ...]
    facts: tuple[UsedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class FoldedRule:
    """A milder rule of the same problem, shown under the alert that covers it.

    It may be of another pack: then it is what other sources say of the problem.
    """

    rule_id: str
    kind: Kind
    level: Level
    title: str
    consequence: str
    management: str
    findings: tuple[Finding, ...]
    pack_id: str
    evidence: Evidence
    sources: tuple["CitedSource", ...]
    draft: bool = False


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source of a pack as one rule cites it."""

    citation: Citation
    source: Source

    @property
    def title(self) -> str:
        """The title of the work."""
        return self.source.title

    @property
    def url(self) -> str:
        """Where the work can be read; empty where that is not stated."""
        return self.source.url


@dataclass(frozen=True, slots=True)
class Alert:
    """One clinical problem of one patient; ``id`` is the same whenever the problem is.

    Where a site's policy has made a ``change``, the level is what holds at the site.
    """

    id: str
    rule_id: str
    kind: Kind
    level: Level
    title: str
    findings: tuple[Finding, ...]
    consequence: str
    mechanism: str
    management: str
    serious: bool
    evidence: Evidence
    sources: tuple[CitedSource, ...]
    pack_id: str
    hazard: str
    wrong_when: str
    background: Background
    review: Review
    draft: bool = False
    folded: tuple[FoldedRule, ...] = ()
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A missing fact as a question, the rules that wait for it, and the worst they could reach."""

    fact: str
    text: str
    rule_ids: tuple[str, ...]
    level: Level
    entry: EntryRef | None = None


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A submitted entry, or a part of one, that names nothing known."""

    entry: EntryRef
    part: str
    reason: str
    suggestions: tuple[str, ...] = ()


class SuppressedKind(Enum):
    """What became of a finding, other than an alert as its pack has it."""

    EXCEPTION = "exception"
    COVERED = "covered"
    RAISED = "raised"
    LOWERED = "lowered"
    SILENCED = "silenced"
    SHADOWED = "shadowed"

    @property
    def is_less(self) -> bool:
        """Whether a site's policy shows it as less than its pack does, or not at all."""
        return self in _LESS


_LESS = (SuppressedKind.LOWERED, SuppressedKind.SILENCED, SuppressedKind.SHADOWED)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that is withheld or changed: by which rule that covers it, if by one, and why.

    ``level`` is what it would have had otherwise. One that a site's policy raised or lowered, which
    its ``change`` says, stands in an alert too, or folded under one, at the level of the site.
    """

    finding: Finding
    level: Level
    title: str
    by_rule_id: str
    why: str
    kind: SuppressedKind
    change: Change | None = None


class AssumptionKind(Enum):
    """Why something was taken as given."""

    MEDICINE_UNDER_REVIEW = "medicine under review"
    MISSPELLING = "misspelling"
    READ_AS_ABSENT = "read as absent"
    READ_AS_STATUS = "read as status"
    OUTSIDE_SCOPE = "outside scope"
    CODE_AND_TEXT_DISAGREE = "code and text disagree"
    READ_AS_CLASS = "read as class"
    READ_AS_MEDICATION = "read as medication"
    REVIEW_OVERDUE = "review overdue"


DOUBTFUL = frozenset(
    (
        AssumptionKind.MISSPELLING,
        AssumptionKind.CODE_AND_TEXT_DISAGREE,
        AssumptionKind.READ_AS_CLASS,
    )
)
"""An entry that is read so is checked, and yet asked about: such a report is not complete."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that nobody stated and the check took as given."""

    kind: AssumptionKind
    text: str
    entry: EntryRef | None = None
    distance: int = 0


@dataclass(frozen=True, slots=True)
class PackUse:
    """A pack that the check stands on."""

    id: str
    version: str
    digest: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class PolicyUse:
    """A site's policy that the check stands on: the rules that it changes, and no longer changes.

    ``digest`` is the SHA-256 of its file, as hex; ``ends`` the next day on which a change expires.
    """

    site: str
    title: str
    digest: str
    changed: tuple[str, ...]
    expired: tuple[str, ...]
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one request; ``level`` is that of the gravest alert, if there is one.

    ``rules_digest`` is the SHA-256 of the set of packs, the vocabulary and the policies that gave
    it, as hex.
    """

    request_id: str
    outcome: Outcome
    complete: bool
    level: Level | None
    alerts: tuple[Alert, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    packs: tuple[PackUse, ...] = field(default=())
    rules_digest: str = ""
    policies: tuple[PolicyUse, ...] = ()
