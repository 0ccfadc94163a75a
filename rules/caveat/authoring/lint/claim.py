"""When a rule finds something, as one medicine and what must hold for it."""

from collections.abc import Iterator
from typing import NamedTuple

from caveat.authoring.lint.implication import Implication
from caveat.rules.criteria import CURRENT
from caveat.rules.model import AllCriterion, Between, Criterion, MedicationCriterion, Rule


class Claim(NamedTuple):
    """A rule finds something for a medicine of this term where these criteria hold."""

    term: str
    when: tuple[Criterion, ...]


def claims_of(rule: Rule) -> tuple[Claim, ...]:
    """Give the claim of a rule; one between two can be read from either side."""
    scope = rule.scope
    if not isinstance(scope, Between):
        return (Claim(scope.term, scope.when),)
    sides = ((scope.first, scope.second), (scope.second, scope.first))
    return tuple(Claim(term, (MedicationCriterion(other, CURRENT),)) for term, other in sides)


def subjects_of(rule: Rule) -> tuple[str, ...]:
    """Give the terms that a rule is about."""
    return tuple(claim.term for claim in claims_of(rule))


def finds_whenever(rule: Rule, other: Rule, logic: Implication) -> bool:
    """Say whether a rule finds something whenever another does, for the same entry."""
    return _is_claimed(rule, other, logic) and all(
        any(logic.implies(exception, theirs) for theirs in other.unless)
        for exception in rule.unless
    )


def _is_claimed(rule: Rule, other: Rule, logic: Implication) -> bool:
    return any(
        logic.is_part(theirs.term, own.term)
        and logic.implies(AllCriterion(theirs.when), AllCriterion(own.when))
        for theirs, own in _pairs(other, rule)
    )


def _pairs(one: Rule, two: Rule) -> Iterator[tuple[Claim, Claim]]:
    return ((first, second) for first in claims_of(one) for second in claims_of(two))
