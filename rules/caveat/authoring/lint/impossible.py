"""Criteria that never hold, whoever the patient is, and exceptions that say nothing."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeGuard

from caveat.authoring.lint.claim import claims_of
from caveat.authoring.lint.implication import Implication, values_of
from caveat.authoring.lint.inside import conjuncts, inside, when_of
from caveat.authoring.lint.remark import remark
from caveat.authoring.lint.values import between, numbers
from caveat.reading.vocabulary import ObservationTerm
from caveat.rules.model import (
    AllCriterion,
    AnyCriterion,
    Bound,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    MedicationCriterion,
    ObservationCriterion,
    Rule,
)
from caveat.source.problem import Problem


class Possibility:
    """Finds what can never hold of what rules ask for."""

    def __init__(self, logic: Implication) -> None:
        self._logic = logic
        self._vocabulary = logic.vocabulary

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """Give why a rule never finds anything, and which of its exceptions never count."""
        reason = self._never(when_of(rule)) or self._always_withheld(rule)
        if reason:
            what = f"'{rule.id}' finds nothing in anybody: {reason}"
            yield remark(rule.place, "never fires", what)
        for bound in _strange_bounds(rule, self._vocabulary.observations):
            yield remark(rule.place, "bound outside", f"'{rule.id}' asks for {bound}")
        for exception in rule.unless:
            why = self._idle(exception, rule)
            if why:
                what = f"an exception of '{rule.id}' withholds nothing: {why}"
                yield remark(rule.place, "idle exception", what)

    def _never(self, criteria: Iterable[Criterion]) -> str:
        """Say why these criteria never hold together; empty where they may."""
        each = conjuncts(criteria)
        reasons = (*map(self._never_alone, each), *self._apart(each))
        return next(filter(None, reasons), "")

    def _apart(self, each: tuple[Criterion, ...]) -> Iterator[str]:
        for first, second in combinations(each, 2):
            if self._logic.excludes(first, second):
                yield f"{_named(first)} and {_named(second)} exclude each other; drop one of them"

    def _never_alone(self, criterion: Criterion) -> str:
        match criterion:
            case AnyCriterion(criteria=inner):
                reasons = [self._never((each,)) for each in inner]
                return reasons[0] if all(reasons) else ""
            case CountCriterion(medication=medication, at_least=at_least):
                return self._never_taken(medication, at_least)
            case MedicationCriterion():
                return self._never_taken(criterion, 1)
            case _:
                return self._never_so(criterion)

    def _never_taken(self, criterion: MedicationCriterion, at_least: int) -> str:
        members = len(self._vocabulary.members_of(criterion.term))
        if members < at_least:
            return f"'{criterion.term}' has no {at_least} members; ask for fewer"
        if criterion.routes and criterion.routes <= criterion.except_routes:
            return f"every route of '{criterion.term}' is excepted; drop 'except_route'"
        return ""

    def _never_so(self, criterion: Criterion) -> str:
        found = values_of(criterion)
        if found is None:
            return ""
        name, values = found
        term = self._vocabulary.observations.get(name)
        believed = between(term.lowest, term.highest) if term else between(0, None)
        if values.is_empty or (values.spans and not values.meets(believed)):
            return f"no value of '{name}' is within its bounds; mend them"
        return ""

    def _always_withheld(self, rule: Rule) -> str:
        given = [AllCriterion(claim.when) for claim in claims_of(rule)]
        for exception in rule.unless:
            if any(self._implies(each, exception) for each in given):
                return f"{_named(exception)} withholds it whenever it holds; drop the exception"
        return ""

    def _implies(self, given: AllCriterion, exception: Criterion) -> bool:
        if not isinstance(exception, MedicationCriterion):
            return self._logic.implies(given, exception)
        used = (each for each in conjuncts(given.criteria) if _is_use(each, exception.term))
        return any(self._logic.implies(each, exception) for each in used)

    def _idle(self, exception: Criterion, rule: Rule) -> str:
        if isinstance(exception, MedicationCriterion):
            return _why_unused(exception, rule)
        apart = (self._logic.excludes(each, exception) for each in conjuncts(when_of(rule)))
        reason = "the rule itself asks for the contrary; drop it" if any(apart) else ""
        return self._never((exception,)) or reason


def _why_unused(exception: MedicationCriterion, rule: Rule) -> str:
    """Say why an exception for an entry that the rule uses speaks of none."""
    term = exception.term
    criteria = (each for claim in claims_of(rule) for each in inside(claim.when))
    used = [each for each in criteria if _is_use(each, term)]
    if not used:
        return f"the rule looks for no '{term}'; write the term as it does, or 'route'"
    if all(exception.statuses.isdisjoint(each.statuses) for each in used):
        return f"the rule uses no '{term}' of this status; mend 'status'"
    return ""


def _is_use(criterion: Criterion, term: str) -> TypeGuard[MedicationCriterion]:
    return isinstance(criterion, MedicationCriterion) and criterion.term == term


def _strange_bounds(rule: Rule, known: Mapping[str, ObservationTerm]) -> Iterator[str]:
    """Give the bounds that lie where no value is believed."""
    for criterion in inside((*when_of(rule), *rule.unless)):
        if isinstance(criterion, ObservationCriterion):
            term = known[criterion.name]
            for bound in criterion.bounds:
                if not _is_believed(bound, term):
                    yield _told(bound, term)


def _is_believed(bound: Bound, term: ObservationTerm) -> bool:
    return between(term.lowest, term.highest).meets(numbers((bound.number,)))


def _told(bound: Bound, term: ObservationTerm) -> str:
    asked = f"'{term.name}' {bound.comparison.value} {bound.number:g} {term.unit}".rstrip()
    return f"{asked}, believed is {term.lowest:g} to {term.highest:g}; mend number or unit"


def _named(criterion: Criterion) -> str:
    """Name a criterion by its word and what it is about, as its author wrote it."""
    match criterion:
        case MedicationCriterion(term=name):
            return f"'medication: {name}'"
        case CountCriterion(medication=MedicationCriterion(term=name)):
            return f"'count: {name}'"
        case ConditionCriterion(concept=name):
            return f"'condition: {name}'"
        case ObservationCriterion(name=name):
            return f"'observation: {name}'"
        case _:
            return f"'{type(criterion).__name__.removesuffix('Criterion').lower()}'"
