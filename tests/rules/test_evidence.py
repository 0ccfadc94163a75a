"""What supports a rule: how it was read, who reviewed it, and what is not known."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caveat.rules import Checker, Report, request_of
from caveat.rules.model import NOT_KNOWN, Background, HowRead
from caveat.rules.report import AssumptionKind
from caveat.source.errors import PackError, RequestError
from tests.rules.small_packs import checker_of, rule, write_pack

ALWAYS = "about: ketamine-therapy"
REVIEWED = "author: A. Writer\nreviewer: B. Reader\nnext-review: 2027-01-01"


def load(tmp_path: Path, checker: Checker, text: str) -> Checker:
    return checker_of([write_pack(tmp_path / "a", text)], checker.book.vocabulary)


def on(day: date, checker: Checker) -> Report:
    return Checker(checker.book, today=lambda: day).check(request_of({}))


def overdue(report: Report) -> list[str]:
    kind = AssumptionKind.REVIEW_OVERDUE
    return [assumed.text for assumed in report.assumptions if assumed.kind is kind]


def test_a_rule_says_who_wrote_it_and_when_it_is_wrong(tmp_path: Path, checker: Checker) -> None:
    text = rule("r", f"{ALWAYS}\nwrong-when: it was ruled out\n{REVIEWED}")
    (alert,) = load(tmp_path, checker, text).check(request_of({})).alerts
    assert alert.wrong_when == "it was ruled out"
    assert (alert.review.author, alert.review.reviewer) == ("A. Writer", "B. Reader")
    assert (alert.review.reviewed, alert.review.next_review) == ("2026-11-23", "2027-01-01")


def test_what_a_rule_does_not_say_is_not_known(tmp_path: Path, checker: Checker) -> None:
    text = rule("r", f"{ALWAYS}\nharm: one in a thousand")
    (alert,) = load(tmp_path, checker, text).check(request_of({})).alerts
    assert alert.background == Background(NOT_KNOWN, NOT_KNOWN, "one in a thousand")


def test_a_citation_says_how_surely_it_was_read(tmp_path: Path, checker: Checker) -> None:
    text = rule("r", ALWAYS).replace("throughout}", "throughout, read: second-hand}")
    (alert,) = load(tmp_path, checker, text).check(request_of({})).alerts
    assert [cited.citation.read for cited in alert.sources] == [HowRead.SECOND_HAND]


def test_a_rule_is_overdue_from_the_day_after_its_review_was_due(
    tmp_path: Path, checker: Checker
) -> None:
    loaded = load(tmp_path, checker, rule("r", f"{ALWAYS}\n{REVIEWED}"))
    assert overdue(on(date(2027, 1, 1), loaded)) == []
    assert overdue(on(date(2027, 1, 2), loaded)) == [
        "the rule 'r' was to be reviewed by 2027-01-01"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            rule("r", ALWAYS).replace(", section: throughout", ""),
            "a/r.yaml:10:37: missing section: where in the source, or 'throughout'",
        ),
        (
            rule("r", f"{ALWAYS}\ndraft: true", "moderate"),
            "a/r.yaml:3:8: wrong level: a draft is at most minor",
        ),
        (
            rule("r", f"{ALWAYS}\nnext-review: soon"),
            "a/r.yaml:6:14: wrong date: expected year-month-day",
        ),
        (
            rule("r", ALWAYS).replace("throughout}", "throughout, read: skimmed}"),
            (
                "a/r.yaml:10:82: unknown word: 'skimmed'; "
                "expected one of read, second-hand, from-memory"
            ),
        ),
        (
            rule("r", ALWAYS).replace("throughout}", "throughout, read: from-memory}"),
            (
                "a/r.yaml:10:11: missing draft: what was read from memory only is a draft; "
                "say 'draft: true', or read a source"
            ),
        ),
    ],
)
def test_evidence_that_is_wrong_is_a_problem_at_its_place(
    tmp_path: Path, checker: Checker, text: str, problem: str
) -> None:
    with pytest.raises(PackError) as caught:
        load(tmp_path, checker, text)
    assert [str(each) for each in caught.value.problems] == [problem]


def test_a_draft_may_rest_on_memory_and_others_on_memory_beside_a_source(
    tmp_path: Path, checker: Checker
) -> None:
    remembered = "{source: article, section: throughout, read: from-memory}"
    plain = "{source: article, section: throughout}"
    draft = rule("a", f"{ALWAYS}\ndraft: true", "minor").replace(plain, remembered)
    other = rule("b", ALWAYS).replace(plain, f"{plain}, {remembered}")
    loaded = checker_of([write_pack(tmp_path / "a", draft, other)], checker.book.vocabulary)
    assert [alert.draft for alert in loaded.check(request_of({})).alerts] == [False, True]


def test_a_draft_says_so(tmp_path: Path, checker: Checker) -> None:
    loaded = load(tmp_path, checker, rule("r", f"{ALWAYS}\ndraft: true", "minor"))
    (alert,) = loaded.check(request_of({})).alerts
    assert alert.draft


def test_nothing_proposed_means_that_no_medicine_is_assumed(checker: Checker) -> None:
    report = checker.check(request_of({"proposed": "none", "medications": ["sertraline 50 mg"]}))
    assert report.assumptions == ()


def test_a_medicine_that_is_proposed_all_the_same_is_refused(checker: Checker) -> None:
    request = replace(request_of({"proposed": ["ketamine"]}), nothing_proposed=True)
    with pytest.raises(RequestError, match="nothing_proposed"):
        checker.check(request)
