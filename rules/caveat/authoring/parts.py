"""What a criterion is made of: each status, route, bound and word by itself, as a criterion."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TypeVar

from msgspec import structs

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import (
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    MedicationCriterion,
    ObservationCriterion,
    RouteCriterion,
)

_ValueT = TypeVar("_ValueT")


def parts_of(criterion: Criterion, vocabulary: Vocabulary) -> tuple[Criterion, ...]:
    """Give a criterion and all that it is made of; what stands within a list is not among it."""
    if isinstance(criterion, ConditionCriterion):
        criterion = _with_statuses(criterion, vocabulary)
    return tuple(dict.fromkeys((criterion, *_parts(criterion))))


def _with_statuses(criterion: ConditionCriterion, vocabulary: Vocabulary) -> ConditionCriterion:
    counts = vocabulary.concepts[criterion.concept].counts
    return structs.replace(criterion, statuses=criterion.statuses or counts)


def _parts(criterion: Criterion) -> Iterable[Criterion]:
    parts: Iterable[Criterion]
    match criterion:
        case MedicationCriterion():
            parts = _of_medication(criterion)
        case CountCriterion(medication=medication):
            parts = (medication, *_of_medication(medication))
        case ConditionCriterion(statuses=statuses):
            each = _singly(statuses or frozenset())
            parts = (structs.replace(criterion, statuses=status) for status in each)
        case ObservationCriterion() | DoseCriterion():
            parts = _of_compared(criterion)
        case RouteCriterion(routes=routes):
            parts = map(RouteCriterion, _singly(routes))
        case _:
            parts = iter(())
    return parts


def _of_medication(criterion: MedicationCriterion) -> Iterator[Criterion]:
    """Give each status and route that counts, and each route that does not as if it did."""
    counting = structs.replace(criterion, except_routes=frozenset())
    for statuses in _singly(criterion.statuses):
        yield structs.replace(criterion, statuses=statuses)
    for routes in _singly(criterion.routes | criterion.except_routes):
        yield structs.replace(counting, routes=routes)


def _of_compared(criterion: ObservationCriterion | DoseCriterion) -> Iterator[Criterion]:
    for bound in criterion.bounds:
        yield structs.replace(criterion, bounds=(bound,))
    if isinstance(criterion, ObservationCriterion):
        for words in _singly(criterion.words):
            yield structs.replace(criterion, words=words)
    else:
        for numbers in _singly(criterion.numbers):
            yield structs.replace(criterion, numbers=numbers)


def _singly(values: AbstractSet[_ValueT]) -> list[frozenset[_ValueT]]:
    """Give each of some values by itself, in the order of their names."""
    return [frozenset((value,)) for value in sorted(values, key=_name)]


def _name(value: object) -> str:
    return str(getattr(value, "value", value))
