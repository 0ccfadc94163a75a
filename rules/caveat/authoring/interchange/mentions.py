"""What a rule speaks of: its medicines, and criteria that say more than that one is taken."""

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from caveat.rules.criteria import CURRENT
from caveat.rules.model import (
    About,
    AllCriterion,
    AllergyCriterion,
    AnyCriterion,
    Between,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    MedicationCriterion,
    NotCriterion,
    Rule,
)


def subject_of(rule: Rule) -> str:
    """Give the medicine that a rule is about; of one between two, the first."""
    return rule.scope.first if isinstance(rule.scope, Between) else rule.scope.term


def when_of(rule: Rule) -> tuple[Criterion, ...]:
    """Give what must hold."""
    return rule.scope.when if isinstance(rule.scope, About) else ()


def partners_of(rule: Rule) -> tuple[str, ...]:
    """Give the other medicines that must be taken, or one of which must be."""
    if isinstance(rule.scope, Between):
        return (rule.scope.second,)
    return tuple(dict.fromkeys(_medicines(rule.scope.when)))


def _medicines(criteria: Iterable[Criterion]) -> Iterator[str]:
    for criterion in positive(criteria):
        match criterion:
            case (
                MedicationCriterion(term=term)
                | CountCriterion(medication=MedicationCriterion(term=term))
            ):
                yield term
            case _:
                pass


def conditions_of(criteria: Iterable[Criterion]) -> tuple[ConditionCriterion, ...]:
    """Give the conditions that the patient must have, or one of which."""
    return tuple(each for each in positive(criteria) if isinstance(each, ConditionCriterion))


def positive(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """Give single criteria that speak for a finding: what stands under ``not`` does not."""
    for criterion in criteria:
        match criterion:
            case AllCriterion(criteria=inner) | AnyCriterion(criteria=inner):
                yield from positive(inner)
            case _:
                yield criterion


def is_plain(criterion: Criterion) -> TypeGuard[MedicationCriterion]:
    """Say whether a criterion asks only that a medicine is taken, in whatever way."""
    return (
        isinstance(criterion, MedicationCriterion)
        and criterion.statuses == CURRENT
        and not criterion.routes
        and not criterion.except_routes
    )


def terms_in(criterion: Criterion) -> tuple[str, ...]:
    """Give every medicine and condition that a criterion names, whether it asks for it or not."""
    match criterion:
        case AllCriterion(criteria=inner) | AnyCriterion(criteria=inner):
            return tuple(dict.fromkeys(term for each in inner for term in terms_in(each)))
        case NotCriterion(criterion=single) | CountCriterion(medication=single):
            return terms_in(single)
        case MedicationCriterion(term=term) | AllergyCriterion(term=term):
            return (term,)
        case ConditionCriterion(concept=concept):
            return (concept,)
        case _:
            return ()
