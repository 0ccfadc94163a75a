"""What follows from a criterion for one medicine of one patient: it is sure where it says yes."""

from dataclasses import dataclass

from caveat.authoring.lint.values import Values, listed, numbers, within_bounds
from caveat.reading.vocabulary import Vocabulary
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


@dataclass(frozen=True, slots=True)
class Implication:
    """Says which criteria follow from others, and which exclude each other."""

    vocabulary: Vocabulary

    def implies(self, given: Criterion, other: Criterion) -> bool:
        """Say whether ``other`` holds whenever ``given`` does."""
        match given, other:
            case AnyCriterion(criteria=each), _:
                return all(self.implies(inner, other) for inner in each)
            case _, AllCriterion(criteria=each):
                return all(self.implies(given, inner) for inner in each)
            case _, AnyCriterion(criteria=each):
                return any(self.implies(given, inner) for inner in each)
            case AllCriterion(criteria=each), _:
                return any(self.implies(inner, other) for inner in each)
            case _:
                return given == other or self._implies_singly(given, other)

    def excludes(self, given: Criterion, other: Criterion) -> bool:
        """Say whether the two never hold together for one medicine."""
        return self._excludes(given, other) or self._excludes(other, given)

    def is_part(self, term: str, other: str) -> bool:
        """Say whether whatever is of a term is of another one too."""
        if term == other:
            return True
        members = self.vocabulary.members_of(term)
        above = self.vocabulary.terms_of(term)
        return other in above and bool(members) and members <= self.vocabulary.members_of(other)

    def _implies_singly(self, given: Criterion, other: Criterion) -> bool:
        match given, other:
            case NotCriterion(criterion=first), NotCriterion(criterion=second):
                return self.implies(second, first)
            case ConditionCriterion(), ConditionCriterion():
                return self._has(given, other)
            case AllergyCriterion(term=first), AllergyCriterion(term=second):
                return self.is_part(first, second)
            case _:
                return self._counts(given, other) or _is_within(given, other)

    def _counts(self, given: Criterion, other: Criterion) -> bool:
        first, second = _counted(given), _counted(other)
        if first is None or second is None or first.at_least < second.at_least:
            return False
        return self._takes(first.medication, second.medication)

    def _takes(self, given: MedicationCriterion, other: MedicationCriterion) -> bool:
        return (
            self.is_part(given.term, other.term)
            and given.statuses <= other.statuses
            and (not other.routes or (bool(given.routes) and given.routes <= other.routes))
            and (
                other.except_routes <= given.except_routes
                or (bool(given.routes) and given.routes.isdisjoint(other.except_routes))
            )
        )

    def _has(self, given: ConditionCriterion, other: ConditionCriterion) -> bool:
        if other.concept not in self.vocabulary.broader_than(given.concept):
            return False
        return self._statuses(given) <= self._statuses(other)

    def _statuses(self, criterion: ConditionCriterion) -> frozenset[object]:
        counts = self.vocabulary.concepts[criterion.concept].counts
        return frozenset(counts if criterion.statuses is None else criterion.statuses)

    def _excludes(self, given: Criterion, other: Criterion) -> bool:
        match given, other:
            case NotCriterion(criterion=inner), _:
                return self.implies(other, inner)
            case AnyCriterion(criteria=each), _:
                return all(self.excludes(inner, other) for inner in each)
            case AllCriterion(criteria=each), _:
                return any(self.excludes(inner, other) for inner in each)
            case _:
                return _stands_apart(given, other)


def values_of(criterion: Criterion) -> tuple[str, Values] | None:
    """Give the fact that a criterion speaks of, a dose by its unit, and what it may be."""
    match criterion:
        case ObservationCriterion(name=name, bounds=bounds, words=words):
            return name, listed(words) if words else within_bounds(bounds)
        case DoseCriterion(unit=unit, bounds=bounds, numbers=single, stated=False):
            return f"dose in {unit}", numbers(single) if single else within_bounds(bounds)
        case RouteCriterion(routes=routes):
            return "route", Values(words=routes)
        case _:
            return None


def _counted(criterion: Criterion) -> CountCriterion | None:
    """Give a criterion on medicines as a count; one that is taken is at least one."""
    if isinstance(criterion, MedicationCriterion):
        return CountCriterion(criterion, 1)
    return criterion if isinstance(criterion, CountCriterion) else None


def _is_within(given: Criterion, other: Criterion) -> bool:
    first, second = values_of(given), values_of(other)
    return bool(first and second and first[0] == second[0] and first[1].within(second[1]))


def _stands_apart(given: Criterion, other: Criterion) -> bool:
    match given, other:
        case DoseCriterion(stated=True, unit=first), DoseCriterion(stated=True, unit=second):
            return first != second
        case _:
            pass
    one, two = values_of(given), values_of(other)
    return bool(one and two and one[0] == two[0] and not one[1].meets(two[1]))
