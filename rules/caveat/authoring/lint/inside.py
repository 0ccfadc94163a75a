"""Criteria with those that stand inside of them."""

from collections.abc import Iterable, Iterator

from caveat.rules.model import (
    AllCriterion,
    AnyCriterion,
    CountCriterion,
    Criterion,
    NotCriterion,
    Rule,
)


def inside(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """Give criteria and every one within them; of a count also the medication counted."""
    for criterion in criteria:
        yield criterion
        match criterion:
            case AllCriterion(criteria=inner) | AnyCriterion(criteria=inner):
                yield from inside(inner)
            case NotCriterion(criterion=single) | CountCriterion(medication=single):
                yield from inside((single,))
            case _:
                pass


def when_of(rule: Rule) -> tuple[Criterion, ...]:
    """Give what must hold for a rule about one medicine; none for one between two."""
    return getattr(rule.scope, "when", ())


def conjuncts(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Give criteria that must all hold, those inside of an ``all`` beside the others."""
    found: list[Criterion] = []
    for criterion in criteria:
        match criterion:
            case AllCriterion(criteria=inner):
                found.extend(conjuncts(inner))
            case _:
                found.append(criterion)
    return tuple(found)
