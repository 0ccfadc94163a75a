"""Every change of a criterion."""

from collections.abc import Iterator
from typing import cast

from caveat.authoring.mutation.change import Change, Kind
from caveat.authoring.mutation.names import (
    changes_of_allergy,
    changes_of_condition,
    changes_of_doses,
    changes_of_medication,
    changes_of_route,
    changes_of_words,
)
from caveat.authoring.mutation.numbers import Bounded, changes_of_bounds, values_in
from caveat.authoring.read_rule import ReadRule
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


def changes_of(criterion: Criterion, read: ReadRule) -> Iterator[Change]:
    """Give every change of a criterion of a rule."""
    vocabulary = read.vocabulary
    match criterion:
        case MedicationCriterion():
            yield from changes_of_medication(criterion, vocabulary)
        case ConditionCriterion():
            yield from changes_of_condition(criterion, vocabulary)
        case ObservationCriterion():
            yield from _of_bounds(criterion, read)
            yield from changes_of_words(criterion, vocabulary)
        case DoseCriterion():
            yield from _of_bounds(criterion, read)
            yield from changes_of_doses(criterion)
        case RouteCriterion():
            yield from changes_of_route(criterion)
        case AllergyCriterion():
            yield from changes_of_allergy(criterion, vocabulary)
        case _:
            yield from _of_combined(criterion, read)


def _of_bounds(criterion: Bounded, read: ReadRule) -> Iterator[Change]:
    return changes_of_bounds(criterion, values_in(criterion, read))


def _of_combined(
    criterion: AllCriterion | AnyCriterion | NotCriterion | CountCriterion, read: ReadRule
) -> Iterator[Change]:
    match criterion:
        case AllCriterion(criteria=criteria) if len(criteria) > 1:
            yield Change(Kind.ANY_ALL, "all becomes any", AnyCriterion(criteria))
        case AnyCriterion(criteria=criteria) if len(criteria) > 1:
            yield Change(Kind.ANY_ALL, "any becomes all", AllCriterion(criteria))
        case NotCriterion(criterion=inner):
            yield Change(Kind.NOT_REMOVED, "not is removed", inner)
        case CountCriterion():
            yield from _of_count(criterion, read)
        case _:
            pass


def _of_count(criterion: CountCriterion, read: ReadRule) -> Iterator[Change]:
    medication, at_least = criterion.medication, criterion.at_least
    for other in (at_least - 1, at_least + 1):
        if other:
            words = f"at_least {at_least} becomes at_least {other}"
            yield Change(Kind.THRESHOLD, words, CountCriterion(medication, other))
    for change in changes_of_medication(medication, read.vocabulary):
        counted = cast("MedicationCriterion", change.criterion)
        yield change._replace(criterion=CountCriterion(counted, at_least))
