"""Tells of a criterion how the engine decides it, and what it looked at."""

from collections.abc import Iterable

from caveat.authoring.why import measuring
from caveat.authoring.why.deciding import Case
from caveat.authoring.why.entries import allergies, conditions, medicines
from caveat.authoring.why.explanation import Absent, Explained, SeenEntry, SeenFact
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decision import Truth
from caveat.rules.facts import Missing
from caveat.rules.model import (
    AllCriterion,
    AllergyCriterion,
    AnyCriterion,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    MedicationCriterion,
    NotCriterion,
    ObservationCriterion,
    RouteCriterion,
)
from caveat.rules.questions import question_text
from caveat.rules.wording import in_words


def tell(criterion: Criterion, case: Case) -> Explained:
    """Tell of a criterion, and of those within it."""
    within = _within(criterion)
    decision = case.decide(criterion)
    if within:
        told = tuple(tell(inner, case) for inner in within)
        return Explained(_joined(criterion), decision.truth, within=told)
    return Explained(
        asks=in_words(criterion, case.vocabulary),
        truth=decision.truth,
        entries=_entries(criterion, case),
        facts=_facts(criterion, case, decision.truth),
        absent=absent(decision.missing, case.vocabulary),
    )


def absent(missing: Iterable[Missing], vocabulary: Vocabulary) -> tuple[Absent, ...]:
    """Give what is missing, each once, with the question that asks for it."""
    return tuple(
        Absent(each.fact, question_text(each, vocabulary), each.entry)
        for each in dict.fromkeys(missing)
    )


def _within(criterion: Criterion) -> tuple[Criterion, ...]:
    match criterion:
        case AllCriterion(criteria=criteria) | AnyCriterion(criteria=criteria):
            return criteria
        case NotCriterion(criterion=inner):
            return (inner,)
        case _:
            return ()


def _joined(criterion: Criterion) -> str:
    match criterion:
        case AllCriterion():
            return "all of these"
        case AnyCriterion():
            return "any of these"
        case _:
            return "not"


def _entries(criterion: Criterion, case: Case) -> tuple[SeenEntry, ...]:
    match criterion:
        case MedicationCriterion() | CountCriterion(medication=MedicationCriterion()):
            counted = criterion.medication if isinstance(criterion, CountCriterion) else criterion
            return medicines(counted, case)
        case ConditionCriterion():
            return conditions(criterion, case)
        case AllergyCriterion():
            return allergies(criterion, case)
        case _:
            return ()


def _facts(criterion: Criterion, case: Case, truth: Truth) -> tuple[SeenFact, ...]:
    match criterion:
        case ObservationCriterion():
            return measuring.observed(criterion, case, truth)
        case DoseCriterion():
            return measuring.dosed(criterion, case, truth)
        case RouteCriterion():
            return measuring.routed(criterion, case, truth)
        case CountCriterion():
            return measuring.counted(criterion, case, truth)
        case _:
            return ()
