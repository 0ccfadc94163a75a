"""What examples can touch of a rule: its medicines, each criterion, and each part of one.

A part (one status, route, bound or word) is a criterion with nothing else in it, and is decided by
what decides any criterion.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from caveat.authoring.mutation.spots import spots_of
from caveat.authoring.parts import parts_of
from caveat.authoring.read_rule import ReadRule, is_decided
from caveat.rules.decision import Truth
from caveat.rules.evaluator import decider_of
from caveat.rules.findings import decide_each
from caveat.rules.model import Between, Criterion
from caveat.rules.wording import in_words


class Atom(NamedTuple):
    """A part of a rule in words, and all that the examples decide it to be."""

    words: str
    decided: frozenset[Truth]


def atoms_of(read: ReadRule) -> Iterator[Atom]:
    """Give every part of a rule, in the order of the rule."""
    yield from _of_scope(read)
    for spot in spots_of(read.rule):
        decide = _withheld if spot.is_exception else _decided
        for part in parts_of(spot.criterion, read.vocabulary):
            words = f"{spot.path}: {in_words(part, read.vocabulary)}"
            yield Atom(words, frozenset(decide(part, read)))


def _of_scope(read: ReadRule) -> Iterator[Atom]:
    """Say of each medicine that the rule is about whether examples have it, and have it not."""
    scope = read.rule.scope
    terms = (scope.first, scope.second) if isinstance(scope, Between) else (scope.term,)
    for term in terms:
        has = (any(map(is_decided, facts.by_term.get(term, ()))) for _, facts in read.examples)
        title = read.vocabulary.title_of(term)
        yield Atom(f"takes {title}", frozenset(Truth.YES if each else Truth.NO for each in has))


def _decided(part: Criterion, read: ReadRule) -> Iterator[Truth]:
    decide = decider_of(part, read.vocabulary)
    return (decide(facts, subject).truth for facts, subject in read.decided())


def _withheld(part: Criterion, read: ReadRule) -> Iterator[Truth]:
    """Say what an exception by itself withholds of what the rule finds."""
    rule = read.compiled(replace(read.rule, unless=(part,)))
    for _, facts in read.examples:
        findings = decide_each((rule,), facts)
        yield from (Truth.YES for _ in findings.withheld)
        yield from (Truth.NO for _ in findings.found)
