"""What a rule asks for, however it is written: two rules of one normal form decide alike.

A class is written as all that falls under it, a condition as each narrower one in each status that
counts, bounds as the range of believed numbers that they leave. A list within a list of its kind is
a part of that; in ``any`` medicines, conditions and words are put together, in ``all`` ranges.
"""

from collections.abc import Callable, Hashable, Iterable
from itertools import product

from caveat.authoring.mutation.forms import OneOf, joined, within
from caveat.authoring.mutation.ranges import FROM_NOTHING_UP, believed_of
from caveat.authoring.mutation.spots import spots_of
from caveat.reading.status import MedicationStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.criteria import CURRENT
from caveat.rules.model import (
    About,
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
    Rule,
)


class Normal:
    """Gives the normal forms of rules by what a vocabulary holds."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._terms = _by_each(vocabulary.terms_of, (*vocabulary.classes, *vocabulary.ingredients))
        self._concepts = _by_each(vocabulary.broader_than, vocabulary.concepts)

    def of_rule(self, rule: Rule) -> Hashable:
        """Give the normal form of all by which a rule is decided, and of its level."""
        scope = rule.scope
        exceptions = frozenset(
            filter(None, (self._of_exception(each, rule) for each in rule.unless))
        )
        if isinstance(scope, About):
            when = self._of_list(AllCriterion(scope.when))
            return (rule.level, self._terms[scope.term], when, exceptions)
        between = frozenset((self._terms[scope.first], self._terms[scope.second]))
        return (rule.level, between, exceptions)

    def _of_exception(self, criterion: Criterion, rule: Rule) -> Hashable:
        """One for a medicine speaks of what the rule used; where it used none, it never holds."""
        if not isinstance(criterion, MedicationCriterion):
            return self._of(criterion)
        statuses = criterion.statuses & _statuses_used(criterion.term, rule)
        if not statuses:
            return None
        term = self._terms[criterion.term]
        return ("used", term, statuses, criterion.routes, criterion.except_routes)

    def _of(self, criterion: Criterion) -> Hashable:
        match criterion:
            case MedicationCriterion():
                return self._of_medication(criterion)
            case ConditionCriterion():
                return self._of_condition(criterion)
            case ObservationCriterion() | DoseCriterion():
                return self._of_fact(criterion)
            case AllCriterion() | AnyCriterion():
                return self._of_list(criterion)
            case _:
                return self._of_other(criterion)

    def _of_other(
        self, criterion: RouteCriterion | AllergyCriterion | NotCriterion | CountCriterion
    ) -> Hashable:
        match criterion:
            case RouteCriterion(routes=routes):
                return OneOf(("route",), routes)
            case AllergyCriterion(term=term):
                return OneOf(("allergy",), self._terms[term])
            case NotCriterion(criterion=inner):
                return ("not", self._of(inner))
            case CountCriterion(medication=medication, at_least=at_least):
                return (at_least, self._of_medication(medication))

    def _of_medication(self, criterion: MedicationCriterion) -> OneOf:
        kind = ("medication", criterion.routes, criterion.except_routes)
        return OneOf(kind, frozenset(product(self._terms[criterion.term], criterion.statuses)))

    def _of_condition(self, criterion: ConditionCriterion) -> OneOf:
        concept = criterion.concept
        statuses = criterion.statuses or self._vocabulary.concepts[concept].counts
        return OneOf(("condition",), frozenset(product(self._concepts[concept], statuses)))

    def _of_fact(self, criterion: ObservationCriterion | DoseCriterion) -> Hashable:
        if isinstance(criterion, DoseCriterion):
            kind = ("dose", criterion.unit, criterion.stated)
            return within(kind, criterion.numbers, criterion.bounds, FROM_NOTHING_UP)
        believed = believed_of(self._vocabulary.observations[criterion.name])
        return within((criterion.name,), criterion.words, criterion.bounds, believed)

    def _of_list(self, criterion: AllCriterion | AnyCriterion) -> Hashable:
        return joined(type(criterion), map(self._of, criterion.criteria))


def _statuses_used(term: str, rule: Rule) -> frozenset[MedicationStatus]:
    """Give the statuses of the entries that a rule uses as members of a term."""
    scope = rule.scope
    if not isinstance(scope, About):
        return CURRENT if term in (scope.first, scope.second) else frozenset()
    asked = (spot.criterion for spot in spots_of(rule) if not spot.is_exception)
    return frozenset(
        status
        for criterion in asked
        for medication in _medications(criterion)
        if medication.term == term
        for status in medication.statuses
    )


def _medications(criterion: Criterion) -> tuple[MedicationCriterion, ...]:
    match criterion:
        case MedicationCriterion():
            return (criterion,)
        case CountCriterion(medication=medication):
            return (medication,)
        case _:
            return ()


def _by_each(
    broader: Callable[[str], frozenset[str]], names: Iterable[str]
) -> dict[str, frozenset[str]]:
    """Give for each name all names that fall under it."""
    under: dict[str, set[str]] = {}
    for name in names:
        for each in broader(name):
            under.setdefault(each, set()).add(name)
    return {name: frozenset(found) for name, found in under.items()}
