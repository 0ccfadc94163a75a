"""Facts that nobody stated and that follow from others, as a report shows and uses them."""

from pathlib import Path

import pytest

from caveat.rules import Checker, Report, request_of
from tests.rules.small_packs import HEAD, Check, checker_of, rule, write_pack

WITH_TRIALS = (
    HEAD
    + "trials: {{classes: [ssri, snri], response-from: 50, "
    + "source: {{source: article, section: throughout}}}}\n"
)
FAILED = {
    "adequate-dose": True,
    "adequate-duration": True,
    "adherent": True,
    "improvement-percent": 10,
}


def when(criterion: str) -> list[str]:
    return [rule("r", f"about: ketamine\nwhen:\n  - {criterion}")]


def shown(report: Report) -> list[str]:
    """Give the facts that the findings used, as they are shown."""
    return [
        fact.value
        for alert in report.alerts
        for finding in alert.findings
        for fact in finding.facts
    ]


def asked(report: Report) -> list[str]:
    return [question.fact for question in report.open_questions]


RATE = when("{observation: treatments-per-week, above: 3}")


@pytest.mark.parametrize(
    ("observations", "facts"),
    [
        ({"treatments-planned": 8, "course-weeks": 2}, ["4 (from 8 1, 2 wk)"]),
        ({"treatments-planned": 4, "course-weeks": 1}, ["4 (from 4 1, 1 wk)"]),
        ({"treatments-planned": 2, "course-weeks": 0.5}, ["4 (from 2 1, 0.5 wk)"]),
        ({"treatments-planned": 6, "course-weeks": 2}, []),
        ({"treatments-planned": 8, "course-weeks": 2, "treatments-per-week": 2}, []),
    ],
)
def test_treatments_a_week_follow_from_the_course_unless_they_are_stated(
    check: Check, observations: dict[str, float], facts: list[str]
) -> None:
    report = check(RATE, observations=observations)

    assert shown(report) == facts
    assert asked(report) == []


@pytest.mark.parametrize(
    "observations",
    [
        {},
        {"treatments-planned": 8},
        {"course-weeks": 2},
        {"treatments-planned": 8, "course-weeks": 0},
    ],
)
def test_half_of_a_course_leaves_the_treatments_a_week_a_question(
    check: Check, observations: dict[str, float]
) -> None:
    assert asked(check(RATE, observations=observations)) == ["treatments-per-week"]


@pytest.mark.parametrize(
    ("plan", "is_raised"),
    [
        ({"treatments-planned": 8, "course-weeks": 2}, True),
        ({"treatments-planned": 8}, True),
        ({"course-weeks": 1}, True),
        ({"treatments-planned": 8, "course-weeks": 2, "treatments-per-week": 2}, False),
        ({"setting": "home"}, False),
        ({}, False),
    ],
)
def test_a_plan_of_the_course_counts_for_more_than_what_the_patient_file_states(
    check: Check, plan: dict[str, object], *, is_raised: bool
) -> None:
    given = {"treatments-planned": 8, "course-weeks": 2, "treatments-per-week": 2}
    proposed = [{"text": "ketamine 40 mg IV", "plan": plan}]

    report = check(
        when("{observation: treatments-per-week, above: 2}"), proposed=proposed, observations=given
    )

    assert is_raised is bool(report.alerts)


@pytest.mark.parametrize(
    ("so_far", "facts", "questions"),
    [(0, ["0 (treatment has not begun)"], []), (1, [], ["treatment-months"])],
)
def test_treatment_that_has_not_begun_has_lasted_no_month(
    check: Check, so_far: int, facts: list[str], questions: list[str]
) -> None:
    rules = when("{observation: treatment-months, below: 1}")

    report = check(rules, observations={"treatments-so-far": so_far})

    assert (shown(report), asked(report)) == (facts, questions)


@pytest.mark.parametrize(
    ("history", "severity"),
    [
        (["severe depression"], "severe"),
        (["psychotic depression"], "severe"),
        (["moderate depression"], "moderate"),
        (["mild depression"], "mild"),
        (["mild depression", "severe depression"], "severe"),
    ],
)
def test_the_history_says_how_severe_the_depression_is(
    check: Check, history: list[str], severity: str
) -> None:
    rules = when("{observation: depression-severity, is: [mild, moderate, severe]}")

    assert shown(check(rules, history=history)) == [f"{severity} (from the history)"]


@pytest.mark.parametrize(
    "history", [["PTSD"], ["past severe depression"], ["mother with severe depression"]]
)
def test_a_depression_that_the_patient_has_not_now_says_nothing_of_its_severity(
    check: Check, history: list[str]
) -> None:
    rules = when("{observation: depression-severity, is: [severe]}")

    assert asked(check(rules, history=history)) == ["depression-severity"]


def test_a_severity_that_is_stated_stays(check: Check) -> None:
    rules = when("{observation: depression-severity, is: [mild, severe]}")

    report = check(
        rules, history=["severe depression"], observations={"depression-severity": "mild"}
    )

    assert shown(report) == ["mild"]


@pytest.fixture
def trials(tmp_path: Path, checker: Checker) -> Checker:
    """Check with a pack that says which trials count."""
    criteria = {
        "few": "{observation: failed-trials, below: 2}",
        "resists": "{observation: treatment-resistant, is: true}",
        "yields": "{observation: treatment-resistant, is: false}",
    }
    rules = [
        rule(name, f"about: ketamine\nwhen:\n  - {criterion}")
        for name, criterion in criteria.items()
    ]
    folder = write_pack(tmp_path / "small", *rules, head=WITH_TRIALS)
    return checker_of([folder], checker.book.vocabulary)


@pytest.mark.parametrize(
    ("history", "stated", "expected"),
    [
        ([], "yes", ["resists"]),
        ([], "no", ["yields"]),
        (["treatment-resistant depression"], None, ["resists"]),
        (["not treatment-resistant depression"], None, ["yields"]),
        ([], None, []),
    ],
)
def test_resistance_that_is_recorded_stands_for_trials_that_nobody_asked_for(
    trials: Checker, history: list[str], stated: str | None, expected: list[str]
) -> None:
    observations = {"treatment-resistant": stated} if stated else {}

    report = trials.check(request_of({"history": history, "observations": observations}))

    assert [alert.rule_id for alert in report.alerts] == expected
    # a record of resistance says that two trials failed; none says that they did not
    assert ("trials" in asked(report)) is (expected != ["resists"])


def test_a_record_that_says_both_is_read_as_no_resistance(trials: Checker) -> None:
    history = ["treatment-resistant depression", "not treatment-resistant depression"]

    report = trials.check(request_of({"history": history}))

    assert [alert.rule_id for alert in report.alerts] == ["yields"]


def test_a_pack_says_which_trials_count(trials: Checker) -> None:
    sertraline, bupropion = ({"medication": name} | FAILED for name in ("sertraline", "bupropion"))

    report = trials.check(request_of({"history": [], "trials": [sertraline, bupropion]}))

    assert [alert.rule_id for alert in report.alerts] == ["few", "yields"]
    assert "bupropion: no antidepressant of a class that counts" in shown(report)[0]


def test_what_is_open_of_a_trial_is_asked_of_that_trial(trials: Checker) -> None:
    second = {"medication": "venlafaxine"} | FAILED
    del second["adherent"]

    report = trials.check(
        request_of({"history": [], "trials": [{"medication": "sertraline"} | FAILED, second]})
    )

    (question,) = report.open_questions
    assert question.text == "Was 'venlafaxine' taken as prescribed?"
    assert question.entry is not None
    assert (question.entry.list.value, question.entry.index) == ("trials", 1)
