"""How two answers differ."""

from dataclasses import replace

import pytest

from caveat.rules import Checker, Level, Report, request_of
from caveat.server.audit.entries import FoundRule, OpenFact
from caveat.server.recording.comparing import Change, ChangeKind, compare, compare_reports
from caveat.server.recording.decided import Decided, of_report

BEFORE = Decided(
    rules_digest="a",
    outcome="alerts",
    complete=False,
    level="major",
    alerts=(FoundRule("heart", "major"), FoundRule("escort", "info")),
    folded=("sedation",),
    withheld=("drops",),
    silenced=(),
    shadowed=(),
    open_facts=(OpenFact("age", "major"),),
    unrecognised=("medications[1]",),
)


def test_other_packs_alone_are_no_change() -> None:
    assert compare(BEFORE, BEFORE._replace(rules_digest="b")) == ()


def test_nor_is_another_order() -> None:
    assert compare(BEFORE, BEFORE._replace(alerts=BEFORE.alerts[::-1])) == ()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            BEFORE._replace(alerts=(*BEFORE.alerts, FoundRule("liver", "minor"))),
            Change(ChangeKind.NEW_ALERT, "liver", "", "minor"),
        ),
        (
            BEFORE._replace(alerts=BEFORE.alerts[1:]),
            Change(ChangeKind.ALERT_GONE, "heart", "major", ""),
        ),
        (
            BEFORE._replace(alerts=BEFORE.alerts[1:], folded=("sedation", "heart")),
            Change(ChangeKind.ALERT_GONE, "heart", "major", "folded"),
        ),
        (
            BEFORE._replace(alerts=(FoundRule("heart", "minor"), BEFORE.alerts[1])),
            Change(ChangeKind.LEVEL_CHANGED, "heart", "major", "minor"),
        ),
        (
            BEFORE._replace(alerts=(*BEFORE.alerts, FoundRule("drops", "minor")), withheld=()),
            Change(ChangeKind.NEW_ALERT, "drops", "withheld", "minor"),
        ),
        (
            BEFORE._replace(folded=()),
            Change(ChangeKind.TRACE_CHANGED, "sedation", "folded", ""),
        ),
        (
            BEFORE._replace(open_facts=(*BEFORE.open_facts, OpenFact("weight", "minor"))),
            Change(ChangeKind.MORE_UNCHECKED, "weight", "", "minor"),
        ),
        (
            BEFORE._replace(open_facts=(OpenFact("age", "contraindicated"),)),
            Change(ChangeKind.MORE_UNCHECKED, "age", "major", "contraindicated"),
        ),
        (
            BEFORE._replace(open_facts=(OpenFact("age", "minor"),)),
            Change(ChangeKind.LESS_UNCHECKED, "age", "major", "minor"),
        ),
        (
            BEFORE._replace(unrecognised=()),
            Change(ChangeKind.LESS_UNCHECKED, "medications[1]", "not read", ""),
        ),
        (
            BEFORE._replace(complete=True),
            Change(ChangeKind.OUTCOME_CHANGED, "outcome", "alerts, incomplete", "alerts, complete"),
        ),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Change) else "",
)
def test_each_difference_is_named(after: Decided, expected: Change) -> None:
    assert compare(BEFORE, after) == (expected,)


def test_differences_stand_in_an_order_of_their_own() -> None:
    after = BEFORE._replace(alerts=(), folded=(), open_facts=(), complete=True)

    assert [change.what for change in compare(BEFORE, after)] == [
        "escort",
        "heart",
        "age",
        "outcome",
        "sedation",
    ]


HEART_AND_ROLE = "Minipress 2 mg at night for PTSD nightmares"
ROLE = "heart-medicine-in-another-role"


def reported(checker: Checker, **given: object) -> Report:
    return checker.check(request_of({"proposed": ["ketamine 40 mg IV"], **given}))


def relevelled(report: Report, level: Level) -> Report:
    """Give a report in which the rule of another role is folded with another level."""
    suppressed = tuple(
        replace(each, level=level) if each.finding.rule_id == ROLE else each
        for each in report.suppressed
    )
    return replace(report, suppressed=suppressed)


def test_of_two_reports_the_level_of_a_folded_rule_counts_too(checker: Checker) -> None:
    before = reported(checker, medications=[HEART_AND_ROLE])

    changes = compare_reports(before, relevelled(before, Level.MINOR))

    under = "under ketamine-heart-medicine"
    expected = Change(ChangeKind.FOLDED_CHANGED, ROLE, f"info {under}", f"minor {under}")
    assert changes == (expected,)


def test_of_two_reports_what_a_rule_found_counts_too(checker: Checker) -> None:
    one = reported(checker, medications=["prazosin", "omeprazole"])
    other = reported(checker, medications=["omeprazole", "prazosin"])

    changes = compare_reports(one, other)

    assert Change(ChangeKind.FINDINGS_CHANGED, "ketamine-heart-medicine") in changes


def test_of_two_reports_a_question_about_one_entry_counts_too(checker: Checker) -> None:
    before = reported(checker, medications=["clonidine 0.1 mg bid"])
    asked = next(each for each in before.open_questions if each.entry and each.level < Level.MAJOR)
    graver = tuple(
        replace(each, level=Level(each.level + 1)) if each is asked else each
        for each in before.open_questions
    )

    (change,) = compare_reports(before, replace(before, open_questions=graver))

    assert change.kind is ChangeKind.MORE_UNCHECKED
    assert change.what.startswith(asked.fact)


def test_the_same_report_does_not_differ(checker: Checker) -> None:
    report = reported(checker, medications=[HEART_AND_ROLE])

    assert compare_reports(report, report) == ()


def test_what_a_log_shows_is_told_of_two_reports_as_of_a_log(checker: Checker) -> None:
    before = reported(checker, medications=[HEART_AND_ROLE], history=[])
    after = reported(checker, medications=["xyzzyprin"])

    changes = compare_reports(before, after)

    assert set(compare(of_report(before), of_report(after))) <= set(changes)
