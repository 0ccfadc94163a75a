"""What shows only across a pack."""

from pathlib import Path

import pytest

from caveat.authoring.lint import lint
from caveat.rules import Checker
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack


def kinds(tmp_path: Path, checker: Checker, *rules: str, head: str = HEAD) -> set[str]:
    folder = write_pack(tmp_path / "small", *rules, head=head)
    book = checker_of([folder], checker.book.vocabulary).book
    return {problem.kind for problem in lint(book)}


def shown(text: str) -> str:
    return text.replace("expect: none", "expect: undecided")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (rule("r", "about: aspirin"), "outside the scope"),
        (rule("r", "about: ketamine"), "always raised"),
        (rule("r", "between: [ketamine-therapy, opioid]"), "missing example"),
        (rule("r", "about: ketamine").replace("title: r", "title: " + 100 * "r"), "long title"),
        (
            rule("r", "about: ketamine\nwhen:\n  - {not: {all: [{condition: ptsd}]}}"),
            "can lower the level",
        ),
        (
            rule(
                "r",
                "about: ketamine\nwhen:\n  - {observation: age, below: 1}\n"
                "unless:\n  - {any: [{medication: opioid}]}",
            ),
            "can lower the level",
        ),
    ],
)
def test_a_habit_that_tires_or_hides_is_a_problem(
    tmp_path: Path, checker: Checker, text: str, kind: str
) -> None:
    assert kind in kinds(tmp_path, checker, text)


@pytest.mark.parametrize(
    "scope",
    [
        "between: [ketamine-therapy, opioid]\nunless:\n  - {medication: opioid, route: [topical]}",
        (
            "about: ketamine\nwhen:\n  - {medication: opioid}\n"
            "unless:\n  - {medication: opioid, route: [topical]}"
        ),
        "about: ketamine\nwhen:\n  - {observation: age, below: 18}",
    ],
)
def test_a_rule_of_good_habits_is_none(tmp_path: Path, checker: Checker, scope: str) -> None:
    assert kinds(tmp_path, checker, shown(rule("r", scope))) == set()


def test_two_rules_do_not_ask_for_the_same(tmp_path: Path, checker: Checker) -> None:
    scopes = ("between: [ketamine-therapy, opioid]", "between: [opioid, ketamine-therapy]")
    rules = [shown(rule(name, scope)) for name, scope in zip("ab", scopes, strict=True)]

    assert kinds(tmp_path, checker, *rules) == {"same scope"}


def test_a_source_that_no_rule_cites_is_a_problem(tmp_path: Path, checker: Checker) -> None:
    head = HEAD.replace("{{title: An article}}", "{{title: An article}}, other: {{title: Other}}")
    text = shown(rule("r", "between: [ketamine-therapy, opioid]"))

    assert kinds(tmp_path, checker, text, head=head) == {"unused source"}


def test_the_built_in_packs_are_clean(checker: Checker) -> None:
    assert lint(checker.book) == ()
