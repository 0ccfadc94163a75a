"""Habits that tire people with alerts, or that hide something from them."""

from pathlib import Path

import pytest

from caveat.authoring.lint import lint
from caveat.rules import Checker
from tests.authoring.lint.linting import OPIOID, TODAY, WHOLE_HEAD, kinds, problems, whole

AGE = "about: ketamine\nwhen:\n  - {observation: age, below: 18}\n"
AN_OPIOID = "about: ketamine\nwhen:\n  - {medication: opioid}\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (whole("r", "about: aspirin"), "outside the scope"),
        (whole("r", "about: ketamine"), "always raised"),
        (whole("r", OPIOID).replace("expect: undecided", "expect: none"), "missing example"),
        (whole("r", OPIOID).replace("title: r", "title: " + 100 * "r"), "long title"),
        (
            whole("r", "about: ketamine\nwhen:\n  - {not: {all: [{condition: ptsd}]}}"),
            "can lower the level",
        ),
        (whole("r", f"{OPIOID}\nunless:\n  - {{route: [topical]}}"), "one-sided exception"),
        (
            whole("r", f"{OPIOID}\nunless:\n  - {{dose: {{below: 5, unit: mg}}}}"),
            "one-sided exception",
        ),
        (whole("r", AGE + "unless:\n  - {any: [{medication: opioid}]}"), "can lower the level"),
    ],
)
def test_a_habit_that_tires_or_hides_is_a_problem(
    tmp_path: Path, checker: Checker, text: str, kind: str
) -> None:
    assert kind in kinds(problems(tmp_path, checker.book.vocabulary, text))


@pytest.mark.parametrize(
    ("scope", "level"),
    [
        (OPIOID + "\nunless:\n  - {medication: opioid, route: [topical]}", "moderate"),
        (AN_OPIOID + "unless:\n  - {medication: opioid, route: [topical]}", "moderate"),
        (AGE, "moderate"),
        (AGE + "unless:\n  - {route: [topical]}", "moderate"),
        ("about: ketamine", "info"),
        ("about: ketamine\nwhen:\n  - {not: {all: [{condition: ptsd}]}}", "info"),
    ],
)
def test_a_rule_of_good_habits_is_none(
    tmp_path: Path, checker: Checker, scope: str, level: str
) -> None:
    assert problems(tmp_path, checker.book.vocabulary, whole("r", scope, level)) == ()


def test_a_source_that_no_rule_cites_is_a_problem(tmp_path: Path, checker: Checker) -> None:
    cited = "{{title: An article, date: 2026}}"
    head = WHOLE_HEAD.replace(cited, f"{cited}, other: {{{{title: Other, date: 2026}}}}")
    found = problems(tmp_path, checker.book.vocabulary, whole("r", OPIOID), head=head)

    assert kinds(found) == ["unused source"]


def test_the_built_in_packs_are_clean(checker: Checker) -> None:
    assert lint(checker.book, TODAY) == ()
