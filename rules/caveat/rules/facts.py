"""What is known of a patient once every entry has been read: what rules are decided on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import force_setattr

from caveat.reading.dose import Dose
from caveat.reading.naming import ReadSubstance
from caveat.reading.observation import Value
from caveat.reading.path import Step
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules.patient import EntryList
from caveat.rules.report import Assumption, EntryRef, Unrecognised
from caveat.source.errors import Violation


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A medicine of the patient, proposed or listed, with every term that it falls under.

    ``plan`` holds the facts of how a proposed one is to be given, ``names`` what it contains. Two
    that look alike are two. Of one that is known by its class alone, ``possible`` are the narrower
    terms that it may fall under.
    """

    entry: EntryRef
    terms: frozenset[str]
    substances: tuple[ReadSubstance, ...]
    status: MedicationStatus
    route: str
    dose: Dose | None
    plan: Mapping[str, "KnownFact"]
    possible: frozenset[str] = frozenset()
    names: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = tuple(term for read in self.substances for term in read.substance.terms)
        object.__setattr__(self, "names", names)

    def is_same_as(self, other: "Taken") -> bool:
        """Say whether two entries hold the same substances: one medicine that stands twice."""
        return bool(self.names) and set(self.names) == set(other.names)


NOBODY = Taken(
    entry=EntryRef(EntryList.PROPOSED, -1, ""),
    terms=frozenset(),
    substances=(),
    status=MedicationStatus.PLANNED,
    route="",
    dose=None,
    plan={},
)
"""Stands for a medicine that nobody has submitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A condition of the patient with its status and every broader one.

    ``keys`` are those by which rules that wait for it are found.
    """

    entry: EntryRef
    concept: str
    concepts: frozenset[str]
    status: ConditionStatus
    steps: tuple[Step, ...]
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact with its value, and the value with its unit for a person."""

    name: str
    value: Value
    text: str


class Missing(NamedTuple):
    """A fact that nobody stated, or an entry that could not be read, or not closely enough."""

    fact: str
    entry: EntryRef | None = None


def which_is_meant(taken: Taken) -> Missing:
    """Give what is missing of a medicine that is known by its class alone."""
    is_proposed = taken.entry.list is EntryList.PROPOSED
    return Missing(
        (EntryList.PROPOSED if is_proposed else EntryList.MEDICATIONS).value, taken.entry
    )


@dataclass(frozen=True, slots=True)
class EntryReading:
    """All that one submitted entry says, as it stands at its place.

    ``is_doubtful`` where it was not read, or not for sure; ``has_notes`` where it says anything
    beside what the patient takes or has.
    """

    entry: EntryRef
    taken: tuple[Taken, ...] = ()
    held: tuple[Held, ...] = ()
    stated: tuple[KnownFact, ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    violations: tuple[Violation, ...] = ()
    is_doubtful: bool = False
    has_notes: bool = field(init=False)

    def __post_init__(self) -> None:
        has_notes = bool(self.unrecognised or self.assumptions or self.violations)
        object.__setattr__(self, "has_notes", has_notes)


class Facts(Struct, frozen=True, eq=False):
    """All that is known; for a list, what could be behind an entry that was not read.

    ``medications``, ``conditions`` and ``allergies`` hold what is missing from each list: the
    whole list where it was not asked, or its entries that could not be read.
    ``unknown`` says of a derived fact what is missing for it. ``by_term`` and ``by_concept`` give
    the medicines and conditions by what they fall under, in order; ``by_possible`` has those
    medicines that may fall under a term too.
    """

    taken: tuple[Taken, ...]
    held: tuple[Held, ...]
    allergies: tuple[Taken, ...]
    observations: Mapping[str, KnownFact]
    unknown: Mapping[str, tuple[Missing, ...]]
    missing_proposed: tuple[Missing, ...]
    missing_medications: tuple[Missing, ...]
    missing_conditions: tuple[Missing, ...]
    missing_allergies: tuple[Missing, ...]
    unrecognised: tuple[Unrecognised, ...]
    assumptions: tuple[Assumption, ...]
    by_term: Mapping[str, list[Taken]] = {}
    by_concept: Mapping[str, list[Held]] = {}
    by_possible: Mapping[str, list[Taken]] = {}

    def __post_init__(self) -> None:
        by_term: dict[str, list[Taken]] = {}
        for taken in self.taken:
            for term in taken.terms:
                if term in by_term:
                    by_term[term].append(taken)
                else:
                    by_term[term] = [taken]
        by_concept: dict[str, list[Held]] = {}
        for held in self.held:
            for concept in held.concepts:
                if concept in by_concept:
                    by_concept[concept].append(held)
                else:
                    by_concept[concept] = [held]
        force_setattr(self, "by_possible", _by_possible(self.taken))
        force_setattr(self, "by_term", by_term)
        force_setattr(self, "by_concept", by_concept)


def _by_possible(taken: Iterable[Taken]) -> dict[str, list[Taken]]:
    by_possible: dict[str, list[Taken]] = {}
    for each in taken:
        for term in each.possible:
            by_possible.setdefault(term, []).append(each)
    return by_possible
