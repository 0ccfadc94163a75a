"""A rule of a few lines with its examples, surveyed in a pack of its own."""

from collections.abc import Iterable
from pathlib import Path

from caveat.authoring.survey import RuleSurvey, survey
from caveat.authoring.verify import verify
from caveat.rules import Checker
from tests.rules.small_packs import checker_of, rule, write_pack

_ONE = "  - {name: one, given: {medications: []}, expect: none}\n"


def with_examples(scope: str, *examples: str, name: str = "r", level: str = "moderate") -> str:
    """Write a rule; an example is its ``given``, and what is expected after an arrow."""
    lines = (
        f"  - {{name: one, given: {{{each.replace(' -> ', '}, expect: ')}}}" for each in examples
    )
    return rule(name, scope, level).replace(_ONE, "\n".join(lines) + "\n")


def surveyed(folder: Path, checker: Checker, rules: Iterable[str]) -> tuple[RuleSurvey, ...]:
    """Survey rules whose examples hold."""
    small = checker_of([write_pack(folder, *rules)], checker.book.vocabulary)
    assert [each for each in verify(small.book) if each.kind != "missing example"] == []
    return survey(small.engine).rules
