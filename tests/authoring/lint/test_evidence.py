"""Whether a rule says who stands for it, and where and how surely it was read."""

from pathlib import Path

import pytest

from caveat.rules import Checker
from tests.authoring.lint.linting import OPIOID, WHOLE_HEAD, kinds, problems, whole


@pytest.mark.parametrize("name", ["author", "reviewer", "next-review", "wrong-when"])
def test_a_rule_says_who_stands_for_it_and_when_it_is_wrong(
    tmp_path: Path, checker: Checker, name: str
) -> None:
    lines = whole("r", OPIOID).splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(f"{name}:"))
    (found,) = problems(tmp_path, checker.book.vocabulary, text)

    assert found.kind == "missing evidence"
    assert found.what == f"'r' has no '{name}'; add what is missing"


def test_a_citation_says_how_surely_it_was_read(tmp_path: Path, checker: Checker) -> None:
    text = whole("r", OPIOID).replace(", read: read", "")
    (found,) = problems(tmp_path, checker.book.vocabulary, text)

    assert (found.kind, "'article'" in found.what) == ("missing evidence", True)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{title: An article}}", ["missing evidence"]),
        ("{{title: An article, edition: second}}", []),
        ("{{title: An article, date: 2026-11}}", []),
    ],
)
def test_a_source_says_of_which_edition_or_day_it_is(
    tmp_path: Path, checker: Checker, source: str, found: list[str]
) -> None:
    head = WHOLE_HEAD.replace("{{title: An article, date: 2026}}", source)

    assert (
        kinds(problems(tmp_path, checker.book.vocabulary, whole("r", OPIOID), head=head)) == found
    )


@pytest.mark.parametrize(
    ("title", "found"),
    [("An article", ["no label cited"]), ("Ketalar, United States label", [])],
)
def test_the_grade_label_cites_a_label(
    tmp_path: Path, checker: Checker, title: str, found: list[str]
) -> None:
    text = whole("r", OPIOID).replace("grade: theory", "grade: label")
    head = WHOLE_HEAD.replace("{{title: An article,", f'{{{{title: "{title}",')

    assert kinds(problems(tmp_path, checker.book.vocabulary, text, head=head)) == found


def test_a_review_is_not_done_before_its_day(tmp_path: Path, checker: Checker) -> None:
    text = whole("r", OPIOID).replace("reviewed: 2026-11-23", "reviewed: 2026-11-27")
    (found,) = problems(tmp_path, checker.book.vocabulary, text)

    assert (found.kind, found.line) == ("wrong date", 1)
    assert found.what == "'r' was reviewed on 2026-11-27, which is yet to come; mend 'reviewed'"
    today = text.replace("2026-11-27", "2026-11-26")
    assert problems(tmp_path, checker.book.vocabulary, today) == ()
