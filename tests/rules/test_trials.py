"""Antidepressant trials: which count as failed, in how many classes, and what is missing."""

import pytest

from caveat.rules import Checker, Report, request_of

FAILED = {
    "adequate-dose": True,
    "adequate-duration": True,
    "adherent": True,
    "improvement-percent": 49,
}
RULES = (
    "ketamine-not-first-line",
    "ketamine-two-failed-trials",
    "ketamine-trials-of-different-classes",
    "ketamine-treatment-resistant",
)


def check(checker: Checker, *trials: object, history: tuple[str, ...] = ()) -> Report:
    return checker.check(request_of({"trials": list(trials), "history": list(history)}))


def trial(medication: str, **changed: object) -> dict[str, object]:
    named = {name.replace("_", "-"): value for name, value in changed.items()}
    return {"medication": medication} | FAILED | named


def raised(report: Report) -> set[str]:
    folded = {rule.rule_id for alert in report.alerts for rule in alert.folded}
    return ({alert.rule_id for alert in report.alerts} | folded) & set(RULES)


def waiting(report: Report) -> set[str]:
    return {
        question.fact
        for question in report.open_questions
        if not set(question.rule_ids).isdisjoint(RULES)
    }


@pytest.mark.parametrize(
    "second", ["venlafaxine", "mirtazapine", "nortriptyline", "bupropion", "phenelzine"]
)
def test_two_failed_trials_of_two_classes_are_enough(checker: Checker, second: str) -> None:
    report = check(checker, trial("sertraline"), trial(second))

    assert raised(report) == set()
    assert waiting(report) == set()


@pytest.mark.parametrize(
    "second",
    [
        trial("venlafaxine", adequate_dose=False),
        trial("venlafaxine", adequate_duration=False),
        trial("venlafaxine", adherent=False),
        trial("venlafaxine", improvement_percent=50),
        trial("venlafaxine", remission=True),
        trial("omeprazole"),
    ],
)
def test_a_trial_counts_only_if_all_of_it_failed(checker: Checker, second: object) -> None:
    report = check(checker, trial("sertraline"), second)

    assert raised(report) == {"ketamine-two-failed-trials", "ketamine-treatment-resistant"}
    alert = next(item for item in report.alerts if item.rule_id == "ketamine-two-failed-trials")
    assert ": " in alert.findings[0].facts[0].value


@pytest.mark.parametrize(
    ("missing", "fact"),
    [
        ("adequate-dose", "trial-adequate-dose"),
        ("adequate-duration", "trial-adequate-duration"),
        ("adherent", "trial-adherent"),
        ("improvement-percent", "trial-improvement"),
    ],
)
def test_what_is_not_known_of_a_trial_is_asked(checker: Checker, missing: str, fact: str) -> None:
    second = trial("venlafaxine")
    del second[missing]

    report = check(checker, trial("sertraline"), second)

    assert raised(report) == set()
    assert waiting(report) == {fact}


def test_an_antidepressant_that_is_not_read_is_asked(checker: Checker) -> None:
    report = check(checker, trial("sertraline"), trial("zzzz"))

    assert waiting(report) == {"trial-medication"}


def test_one_class_is_not_two(checker: Checker) -> None:
    report = check(checker, trial("sertraline"), trial("citalopram"))

    assert raised(report) == {
        "ketamine-trials-of-different-classes",
        "ketamine-treatment-resistant",
    }


def test_no_trial_is_the_first_treatment(checker: Checker) -> None:
    assert "ketamine-not-first-line" in raised(check(checker))


def test_trials_that_nobody_asked_for_are_one_question(checker: Checker) -> None:
    report = checker.check(request_of({"history": []}))

    assert waiting(report) == {"trials"}


def test_a_recorded_resistance_stands_for_the_trials(checker: Checker) -> None:
    report = checker.check(request_of({"history": ["treatment-resistant depression"]}))

    assert raised(report) == set()
    assert waiting(report) == set()


def test_a_recorded_denial_of_resistance_counts(checker: Checker) -> None:
    report = checker.check(request_of({"history": ["not treatment-resistant depression"]}))

    assert raised(report) == {"ketamine-treatment-resistant"}
