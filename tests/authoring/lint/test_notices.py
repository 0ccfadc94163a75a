"""What an author wants to know, though nothing is wrong with it."""

from datetime import date
from pathlib import Path

import pytest

from caveat.authoring.lint import lint, notices
from caveat.rules import Checker
from tests.authoring.lint.linting import OPIOID, TODAY, WHOLE_HEAD, whole
from tests.rules.small_packs import checker_of, write_pack

BENZODIAZEPINE = "between: [ketamine, benzodiazepine]"


def noticed(folder: Path, checker: Checker, *rules: str, today: date) -> list[str]:
    pack = write_pack(folder / "small", *rules, head=WHOLE_HEAD)
    book = checker_of([pack], checker.book.vocabulary).book
    assert lint(book, TODAY) == ()
    return [f"{notice.kind}: {notice.what}" for notice in notices(book, today)]


def test_a_draft_is_a_notice(tmp_path: Path, checker: Checker) -> None:
    text = whole("r", OPIOID, "minor", "draft: true\n")

    assert noticed(tmp_path, checker, text, today=date(2026, 11, 23)) == [
        "draft: nobody has confirmed 'r' in its source; read it there"
    ]


@pytest.mark.parametrize(("day", "found"), [(23, 0), (24, 1)])
def test_a_review_is_overdue_on_the_day_after(
    tmp_path: Path, checker: Checker, day: int, found: int
) -> None:
    noted = noticed(tmp_path, checker, whole("r", OPIOID), today=date(2027, 11, day))

    assert len(noted) == found
    assert all("due on 2027-11-23" in notice for notice in noted)


def test_rules_that_nobody_has_reviewed_are_counted_for_each_pack(
    tmp_path: Path, checker: Checker
) -> None:
    alone = whole("a", OPIOID).replace("reviewer: R. Reviewer", "reviewer: none yet")
    rules = (alone, whole("b", BENZODIAZEPINE))

    assert noticed(tmp_path, checker, *rules, today=date(2026, 11, 23)) == [
        "not reviewed: 1 of 2 rules of 'small' have no reviewer yet; find one"
    ]


def test_a_hazard_of_one_rule_is_a_notice_with_the_one_that_may_be_meant(
    tmp_path: Path, checker: Checker
) -> None:
    rules = (
        whole("a", OPIOID, more="hazard: deep-sedation\n"),
        whole("b", BENZODIAZEPINE, more="hazard: deep-sedaton\n"),
    )
    first, _ = noticed(tmp_path, checker, *rules, today=date(2026, 11, 23))

    assert first == (
        "lonely hazard: only 'a' speaks of 'deep-sedation'; did you mean 'deep-sedaton'?"
    )


def test_a_hazard_of_two_rules_is_none(tmp_path: Path, checker: Checker) -> None:
    rules = (
        whole("a", OPIOID, more="hazard: deep-sedation\n"),
        whole("b", BENZODIAZEPINE, more="hazard: deep-sedation\n"),
    )

    assert noticed(tmp_path, checker, *rules, today=date(2026, 11, 23)) == []
