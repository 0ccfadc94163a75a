"""All mutants of a rule: the same rule, each with one small mistake."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import NamedTuple

from msgspec import structs

from caveat.authoring.mutation.change import Kind
from caveat.authoring.mutation.changes import changes_of
from caveat.authoring.mutation.kin import kin_of_term
from caveat.authoring.mutation.normal import Normal
from caveat.authoring.mutation.spots import Spot, spots_of
from caveat.authoring.read_rule import ReadRule
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.level import Level
from caveat.rules.model import About, Between, Rule


class Mutant(NamedTuple):
    """A rule with one mistake, and what that is."""

    kind: Kind
    words: str
    rule: Rule


class Mutants(NamedTuple):
    """The mutants of a rule, and those that ask for the very same as the rule."""

    made: tuple[Mutant, ...]
    same: tuple[Mutant, ...]


def mutants_of(read: ReadRule, normal: Normal) -> Mutants:
    """Make every mutant of a rule, in the order of the rule; those that are alike once."""
    own = normal.of_rule(read.rule)
    made: dict[Hashable, Mutant] = {}
    same: list[Mutant] = []
    for mutant in _all(read):
        form = normal.of_rule(mutant.rule)
        if form == own:
            same.append(mutant)
        else:
            made.setdefault(form, mutant)
    return Mutants(tuple(made.values()), tuple(same))


def _all(read: ReadRule) -> Iterator[Mutant]:
    yield from _of_level(read.rule)
    yield from _of_scope(read.rule, read.vocabulary)
    yield from _of_criteria(read)


def _of_level(rule: Rule) -> Iterator[Mutant]:
    for level in Level:
        if abs(level - rule.level) == 1:
            words = f"{rule.level.word} becomes {level.word}"
            yield Mutant(Kind.LEVEL, words, replace(rule, level=level))


def _of_scope(rule: Rule, vocabulary: Vocabulary) -> Iterator[Mutant]:
    for name, term in _terms(rule.scope):
        for other in kin_of_term(term, vocabulary):
            scope = structs.replace(rule.scope, **{name: other})
            words = f"{term} becomes {other}"
            yield Mutant(Kind.CLASS, words, replace(rule, scope=scope))


def _terms(scope: Between | About) -> tuple[tuple[str, str], ...]:
    match scope:
        case About(term=term):
            return (("term", term),)
        case Between(first=first, second=second):
            return (("first", first), ("second", second))


def _of_criteria(read: ReadRule) -> Iterator[Mutant]:
    for spot in spots_of(read.rule):
        if spot.is_removable:
            kind = Kind.UNLESS_REMOVED if spot.is_exception else Kind.REMOVED
            yield Mutant(kind, f"{spot.path} is removed", spot.put(()))
        yield from _changed(spot, read)


def _changed(spot: Spot, read: ReadRule) -> Iterator[Mutant]:
    for change in changes_of(spot.criterion, read):
        words = f"{spot.path}: {change.words}"
        yield Mutant(change.kind, words, spot.put((change.criterion,)))
