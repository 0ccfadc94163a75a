"""Rules that say opposite things of the same medicines, and rules that ask for the same twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from caveat.authoring.lint.claim import Claim, claims_of, finds_whenever
from caveat.authoring.lint.implication import Implication
from caveat.authoring.lint.remark import remark
from caveat.rules.level import Level
from caveat.rules.model import Kind, Rule
from caveat.rules.rulebook import RuleBook
from caveat.source.problem import Problem


def contradictions(book: RuleBook, logic: Implication) -> Iterator[Problem]:
    """Give each rule that calls compatible what another calls grave, where neither folds."""
    rules = book.rules.values()
    grave = [rule for rule in rules if rule.level >= Level.MAJOR]
    for rule in (rule for rule in rules if rule.kind is Kind.COMPATIBLE):
        for other in grave:
            if _is_at_odds(rule, other, logic) and not are_joined(rule, other, book):
                what = (
                    f"'{rule.id}' calls compatible what '{other.id}' calls {other.level.word}; "
                    f"give both one hazard, or except it from '{rule.id}'"
                )
                yield remark(rule.place, "contradiction", what)


def _is_at_odds(rule: Rule, other: Rule, logic: Implication) -> bool:
    return finds_whenever(rule, other, logic) or finds_whenever(other, rule, logic)


def repetitions(book: RuleBook) -> Iterator[Problem]:
    """Give each rule that asks for the very same as another, with which it does not fold."""
    for same in _by_claim(book.rules.values()):
        for earlier, rule in combinations(same, 2):
            if not (are_joined(rule, earlier, book) or are_of_two_hazards(rule, earlier)):
                what = (
                    f"'{rule.id}' and '{earlier.id}' ask for the same; give both a hazard, or have "
                    "one cover the other"
                )
                yield remark(rule.place, "same scope", what)


def _by_claim(rules: Iterable[Rule]) -> Iterable[list[Rule]]:
    """Group rules that ask for the same; those that hold for everybody ask for nothing."""
    groups: defaultdict[frozenset[Claim], list[Rule]] = defaultdict(list)
    for rule in rules:
        claims = claims_of(rule)
        if claims[0].when:
            groups[frozenset(claims)].append(rule)
    return groups.values()


def are_joined(rule: Rule, other: Rule, book: RuleBook) -> bool:
    """Say whether findings of two rules fold into one alert."""
    covers = book.covered_by
    return (
        bool(rule.hazard and rule.hazard == other.hazard)
        or rule.id in covers.get(other.id, ())
        or other.id in covers.get(rule.id, ())
    )


def are_of_two_hazards(rule: Rule, other: Rule) -> bool:
    """Say whether two rules are said to speak of different problems."""
    return bool(rule.hazard and other.hazard) and rule.hazard != other.hazard
