"""Other classes, conditions, statuses, routes and words in a criterion that names them."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import TypeVar

from msgspec import structs

from caveat.authoring.mutation.change import Change, Kind
from caveat.authoring.mutation.kin import kin_of_concept, kin_of_term
from caveat.reading.vocabulary import ObservationTerm, Vocabulary
from caveat.rules.model import (
    AllergyCriterion,
    ConditionCriterion,
    DoseCriterion,
    MedicationCriterion,
    ObservationCriterion,
    RouteCriterion,
)

_StatusT = TypeVar("_StatusT", bound=Enum)


def changes_of_medication(
    criterion: MedicationCriterion, vocabulary: Vocabulary
) -> Iterator[Change]:
    """Change the class, the statuses or the routes."""
    yield from _of_term(criterion, vocabulary)
    for status, statuses in _other_statuses(criterion.statuses):
        changed = structs.replace(criterion, statuses=statuses)
        yield Change(Kind.STATUS, _of_status(status, statuses), changed)
    for route in sorted(criterion.routes):
        changed = structs.replace(criterion, routes=criterion.routes - {route})
        words = f"the route {route} does not count" if changed.routes else "every route counts"
        yield Change(Kind.ROUTE, words, changed)
    for route in sorted(criterion.except_routes):
        changed = structs.replace(criterion, except_routes=criterion.except_routes - {route})
        yield Change(Kind.ROUTE, f"the route {route} counts", changed)


def changes_of_allergy(criterion: AllergyCriterion, vocabulary: Vocabulary) -> Iterator[Change]:
    """Change the class."""
    yield from _of_term(criterion, vocabulary)


def _of_term(
    criterion: MedicationCriterion | AllergyCriterion, vocabulary: Vocabulary
) -> Iterator[Change]:
    for other in kin_of_term(criterion.term, vocabulary):
        words = f"{criterion.term} becomes {other}"
        yield Change(Kind.CLASS, words, structs.replace(criterion, term=other))


def changes_of_condition(criterion: ConditionCriterion, vocabulary: Vocabulary) -> Iterator[Change]:
    """Change the condition or its statuses, also those that the vocabulary states for it."""
    for other in kin_of_concept(criterion.concept, vocabulary):
        words = f"{criterion.concept} becomes {other}"
        yield Change(Kind.CONDITION, words, structs.replace(criterion, concept=other))
    counts = vocabulary.concepts[criterion.concept].counts
    for status, statuses in _other_statuses(criterion.statuses or counts):
        changed = structs.replace(criterion, statuses=statuses)
        yield Change(Kind.STATUS, _of_status(status, statuses), changed)


def _other_statuses(
    statuses: frozenset[_StatusT],
) -> Iterator[tuple[_StatusT, frozenset[_StatusT]]]:
    """Give the statuses with each that does not count, and without each that does."""
    (kind,) = {type(status) for status in statuses}
    for status in kind:
        others = statuses ^ {status}
        if others:
            yield status, others


def _of_status(status: Enum, statuses: AbstractSet[Enum]) -> str:
    return f"{status.value} {'counts' if status in statuses else 'does not count'}"


def changes_of_words(criterion: ObservationCriterion, vocabulary: Vocabulary) -> Iterator[Change]:
    """Leave out each of several words; a single one becomes another that the fact can be."""
    name, words = criterion.name, criterion.words
    for word in sorted(words):
        others = words - {word} or _other_word(word, vocabulary.observations[name])
        changed = structs.replace(criterion, words=others)
        yield Change(Kind.WORD, f"{name}: {word} becomes {' or '.join(sorted(others))}", changed)


def _other_word(word: str, term: ObservationTerm) -> frozenset[str]:
    """Give the next number, or the first of the other words that a fact can be."""
    if term.kind == "number":
        return frozenset((f"{float(word) + 1:g}",))
    choices = ("true", "false") if term.kind == "flag" else tuple(term.choices or ())
    return frozenset([choice for choice in choices if choice != word][:1])


def changes_of_doses(criterion: DoseCriterion) -> Iterator[Change]:
    """Leave out each of several doses; a single one becomes the next whole one."""
    numbers = criterion.numbers
    for number in sorted(numbers):
        others = numbers - {number} or {number + 1}
        changed = structs.replace(criterion, numbers=frozenset(others))
        yield Change(Kind.WORD, f"the dose {number:g} does not count", changed)


def changes_of_route(criterion: RouteCriterion) -> Iterator[Change]:
    """Leave out each of several routes."""
    for route in sorted(criterion.routes) if len(criterion.routes) > 1 else ():
        changed = RouteCriterion(criterion.routes - {route})
        yield Change(Kind.ROUTE, f"the route {route} does not count", changed)
