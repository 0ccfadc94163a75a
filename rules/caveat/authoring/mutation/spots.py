"""Every criterion of a rule, each with what gives the rule with others in its place."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from msgspec import structs

from caveat.rules.model import (
    About,
    AllCriterion,
    AnyCriterion,
    Criterion,
    NotCriterion,
    Rule,
)

_Criteria = tuple[Criterion, ...]


class Spot(NamedTuple):
    """A criterion at its path in a rule; ``put`` gives the rule with these in its place.

    Where it ``is_removable``, they may be none.
    """

    path: str
    criterion: Criterion
    put: Callable[[_Criteria], Rule]
    is_removable: bool = True

    @property
    def is_exception(self) -> bool:
        """Whether it is one of those that withhold the rule, not a part of one."""
        return self.path.startswith("unless") and self.path.count("[") == 1


def spots_of(rule: Rule) -> Iterator[Spot]:
    """Give every criterion of a rule, those within others too, in the order of the rule."""
    scope = rule.scope
    if isinstance(scope, About):
        yield from _among("when", scope.when, partial(_with_when, rule, scope))
    yield from _among("unless", rule.unless, partial(_with_unless, rule))


def _with_when(rule: Rule, about: About, when: _Criteria) -> Rule:
    return replace(rule, scope=structs.replace(about, when=when))


def _with_unless(rule: Rule, unless: _Criteria) -> Rule:
    return replace(rule, unless=unless)


def _among(
    path: str, criteria: _Criteria, put: Callable[[_Criteria], Rule], *, may_empty: bool = True
) -> Iterator[Spot]:
    is_removable = may_empty or len(criteria) > 1
    for place, criterion in enumerate(criteria):
        here = partial(_put_at, put, criteria, place)
        spot = Spot(f"{path}[{place}]", criterion, here, is_removable)
        yield spot
        yield from _within(spot)


def _put_at(
    put: Callable[[_Criteria], Rule], criteria: _Criteria, place: int, others: _Criteria
) -> Rule:
    return put((*criteria[:place], *others, *criteria[place + 1 :]))


def _within(spot: Spot) -> Iterator[Spot]:
    """Give what stands within a criterion; neither a list nor a not is left empty."""
    criterion = spot.criterion
    match criterion:
        case AllCriterion(criteria=criteria) | AnyCriterion(criteria=criteria):
            name = "all" if isinstance(criterion, AllCriterion) else "any"
            put = partial(_with_list, spot, criterion)
            yield from _among(f"{spot.path}.{name}", criteria, put, may_empty=False)
        case NotCriterion(criterion=inner):
            put = partial(_with_not, spot)
            yield from _among(f"{spot.path}.not", (inner,), put, may_empty=False)
        case _:
            pass


def _with_list(spot: Spot, criterion: AllCriterion | AnyCriterion, inner: _Criteria) -> Rule:
    return spot.put((type(criterion)(inner),))


def _with_not(spot: Spot, inner: _Criteria) -> Rule:
    return spot.put((NotCriterion(inner[0]),))
