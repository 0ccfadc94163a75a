"""Looks across packs for mistakes that no file shows by itself, and for habits that tire people."""

from collections.abc import Iterator
from datetime import date

from caveat.authoring.lint.evidence import (
    missing_evidence,
    reviews_to_come,
    undated_sources,
)
from caveat.authoring.lint.habits import habits, unused_sources
from caveat.authoring.lint.implication import Implication
from caveat.authoring.lint.impossible import Possibility
from caveat.authoring.lint.notices import notices
from caveat.authoring.lint.opposition import contradictions, repetitions
from caveat.authoring.lint.shadow import shadowed
from caveat.authoring.lint.wording import Wording
from caveat.rules.model import Pack
from caveat.rules.rulebook import RuleBook
from caveat.source.problem import Problem

__all__ = ["lint", "notices"]


def lint(book: RuleBook, today: date) -> tuple[Problem, ...]:
    """Give every problem of the loaded packs that loading them does not refuse, as of a day."""
    logic = Implication(book.vocabulary)
    problems = [
        *(problem for pack in book.packs for problem in _of_pack(pack, today)),
        *contradictions(book, logic),
        *repetitions(book),
        *shadowed(book, logic),
        *_of_rules(book, logic),
    ]
    return tuple(sorted(problems))


def _of_pack(pack: Pack, today: date) -> Iterator[Problem]:
    sources = {source.id: source for source in pack.sources}
    yield from unused_sources(pack)
    yield from undated_sources(pack)
    yield from reviews_to_come(pack, today)
    for rule in pack.rules:
        yield from missing_evidence(rule, sources)


def _of_rules(book: RuleBook, logic: Implication) -> Iterator[Problem]:
    possibility, wording = Possibility(logic), Wording(book.vocabulary)
    for rule in book.rules.values():
        yield from habits(rule, book)
        yield from possibility.problems(rule)
        yield from wording.problems(rule)
