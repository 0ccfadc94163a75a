"""Whether what people read of a rule names what it is about."""

from pathlib import Path

import pytest

from caveat.rules import Checker
from tests.authoring.lint.linting import OPIOID, kinds, problems, whole

SAYS = "consequence: Ketamine may put the patient to sleep."


@pytest.mark.parametrize(
    ("consequence", "found"),
    [
        ("This may be dangerous.", ["nothing named"]),
        ("A narcotic may be dangerous.", []),
        ("OxyContin may be dangerous.", []),
        ("It is.", ["nothing named", "nothing said"]),
    ],
    ids=["nothing", "a name of the class", "a brand of a member", "no word"],
)
def test_the_text_of_an_alert_names_what_it_is_about(
    tmp_path: Path, checker: Checker, consequence: str, found: list[str]
) -> None:
    text = whole("r", OPIOID).replace(SAYS, f"consequence: {consequence}")

    assert kinds(problems(tmp_path, checker.book.vocabulary, text)) == found


def test_a_condition_is_named_by_any_of_its_names(tmp_path: Path, checker: Checker) -> None:
    text = whole("r", "about: ketamine\nwhen:\n  - {condition: hyperthyroidism}")
    named = text.replace(SAYS, "consequence: An overactive gland races.")

    assert problems(tmp_path, checker.book.vocabulary, named) == ()


def test_a_consequence_says_more_than_the_title(tmp_path: Path, checker: Checker) -> None:
    text = whole("r", OPIOID).replace("title: r", "title: Ketamine puts a patient to sleep")

    assert kinds(problems(tmp_path, checker.book.vocabulary, text)) == []
    echo = text.replace(SAYS, "consequence: Sleep by ketamine.")
    assert kinds(problems(tmp_path, checker.book.vocabulary, echo)) == ["nothing said"]
