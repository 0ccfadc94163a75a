"""Rules that nobody would miss: always folded under another that says the same."""

from collections.abc import Iterator

from caveat.authoring.lint.claim import finds_whenever
from caveat.authoring.lint.implication import Implication
from caveat.authoring.lint.remark import remark
from caveat.authoring.lint.wording import share_of
from caveat.rules.model import Rule
from caveat.rules.rulebook import RuleBook
from caveat.source.problem import Problem

_THE_SAME = 0.9


def shadowed(book: RuleBook, logic: Implication) -> Iterator[Problem]:
    """Give each rule that is always folded under one of its pack, and adds nothing to it.

    What another pack says of the same hazard is another source's view, and stays.
    """
    for rule_id, covering in book.covered_by.items():
        rule = book.rules[rule_id]
        for other in (book.rules[each] for each in sorted(covering)):
            if _is_shadow(rule, other) and finds_whenever(other, rule, logic):
                what = (
                    f"'{rule.id}' is always folded under '{other.id}', which says the same; "
                    "drop it, or say what is special to it"
                )
                yield remark(rule.place, "shadowed", what)


def _is_shadow(rule: Rule, other: Rule) -> bool:
    return (
        rule.pack_id == other.pack_id
        and rule.level <= other.level
        and share_of(_said(rule), _said(other)) >= _THE_SAME
    )


def _said(rule: Rule) -> str:
    return f"{rule.consequence} {rule.management}"
