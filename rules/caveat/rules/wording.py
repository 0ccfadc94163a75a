"""Criteria in words, for a person who checks a rule."""

from collections.abc import Iterable

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.criteria import CURRENT
from caveat.rules.model import (
    AllCriterion,
    AllergyCriterion,
    AnyCriterion,
    Bound,
    Comparison,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    MedicationCriterion,
    NotCriterion,
    ObservationCriterion,
    RouteCriterion,
)

_COMPARED = {
    Comparison.BELOW: "below",
    Comparison.ABOVE: "above",
    Comparison.AT_LEAST: "at least",
    Comparison.AT_MOST: "at most",
}


def in_words(criterion: Criterion, vocabulary: Vocabulary) -> str:
    """Say what a criterion asks for."""
    match criterion:
        case MedicationCriterion():
            words = _medication(criterion, vocabulary)
        case ConditionCriterion():
            words = _condition(criterion, vocabulary)
        case ObservationCriterion():
            words = _observation(criterion, vocabulary)
        case DoseCriterion():
            words = _dose(criterion)
        case RouteCriterion(routes=routes):
            words = f"the route is {_either(routes)}"
        case AllergyCriterion(term=term):
            words = f"an allergy to {vocabulary.title_of(term)}"
        case _:
            words = _combined(criterion, vocabulary)
    return words


def _combined(
    criterion: AllCriterion | AnyCriterion | NotCriterion | CountCriterion, vocabulary: Vocabulary
) -> str:
    match criterion:
        case AllCriterion(criteria=criteria):
            return " and ".join(in_words(inner, vocabulary) for inner in criteria)
        case AnyCriterion(criteria=criteria):
            return " or ".join(in_words(inner, vocabulary) for inner in criteria)
        case NotCriterion(criterion=inner):
            return f"not: {in_words(inner, vocabulary)}"
        case CountCriterion(medication=medication, at_least=at_least):
            return f"at least {at_least} entries: {_medication(medication, vocabulary)}"


def _medication(criterion: MedicationCriterion, vocabulary: Vocabulary) -> str:
    routes = f" by the route {_either(criterion.routes)}" if criterion.routes else ""
    if criterion.except_routes:
        routes += f" by no route of {_either(criterion.except_routes)}"
    statuses = {status.value for status in criterion.statuses}
    status = "" if criterion.statuses == CURRENT else f" ({_either(statuses)})"
    return f"takes {vocabulary.title_of(criterion.term)}{routes}{status}"


def _condition(criterion: ConditionCriterion, vocabulary: Vocabulary) -> str:
    counts = vocabulary.concepts[criterion.concept].counts
    statuses = {status.value for status in criterion.statuses or counts}
    return f"{vocabulary.title_of(criterion.concept)} ({_either(statuses)})"


def _observation(criterion: ObservationCriterion, vocabulary: Vocabulary) -> str:
    term = vocabulary.observations[criterion.name]
    if criterion.words:
        spoken = {"true": "yes", "false": "no"}
        words = {spoken.get(word, word) for word in criterion.words}
        return f"{term.title} is {_either(words)}"
    return f"{term.title} is {_bounds(criterion.bounds, term.unit)}"


def _dose(criterion: DoseCriterion) -> str:
    if criterion.stated:
        return f"the dose is stated in {criterion.unit}"
    if criterion.numbers:
        numbers = _either(f"{number:g}" for number in criterion.numbers)
        return f"the dose is {numbers} {criterion.unit}"
    return f"the dose is {_bounds(criterion.bounds, criterion.unit)}"


def _bounds(bounds: Iterable[Bound], unit: str) -> str:
    return " and ".join(
        f"{_COMPARED[bound.comparison]} {bound.number:g} {unit}".strip() for bound in bounds
    )


def _either(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))
