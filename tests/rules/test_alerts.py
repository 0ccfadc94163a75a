"""Alerts: one a problem, weaker ones folded with a trace, with a path that a person can check."""

import pytest

from caveat.reading.path import Step, StepKind
from caveat.rules import Alert, Level, Report
from caveat.rules.model import Kind
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef
from tests.rules.small_packs import Check, rule

HEART = "between: [ketamine-therapy, heart-medicine]"
STRONG = rule("strong", "between: [ketamine, beta-blocker]\ncovers: [weak]", "major")
WEAK = rule("weak", HEART)


def texts(alert: Alert) -> list[str]:
    """Give the partner of each finding."""
    return [finding.entries[1].entry.text for finding in alert.findings]


def path(report: Report, place: int = 1) -> list[str]:
    return [step.label for step in report.alerts[0].findings[0].entries[place].path]


def test_alerts_come_gravest_first(check: Check) -> None:
    levels = ("info", "contraindicated", "minor", "major")

    report = check([rule(level, "about: ketamine", level) for level in levels])

    assert [alert.rule_id for alert in report.alerts] == [
        "contraindicated",
        "major",
        "minor",
        "info",
    ]
    assert report.level is report.alerts[0].level


def test_an_alert_carries_what_its_rule_says(check: Check) -> None:
    (alert,) = check([rule("r", "about: ketamine")]).alerts

    assert (alert.title, alert.consequence, alert.mechanism, alert.management) == (
        "r",
        "a",
        "b",
        "c",
    )
    assert (alert.pack_id, alert.evidence.grade, alert.serious) == ("small", "theory", False)
    assert alert.kind is Kind.PRECAUTION
    assert [source.title for source in alert.sources] == ["An article"]


@pytest.mark.parametrize(
    ("medication", "expected"),
    [
        ("metoprolol", ["metoprolol", "beta blocker"]),
        ("Lopressor 50 mg", ["Lopressor", "metoprolol", "beta blocker"]),
        (
            {"code": {"system": "rxnorm", "value": "6918"}},
            ["rxnorm 6918", "metoprolol", "beta blocker"],
        ),
        ("beta blocker", ["beta blocker"]),
    ],
)
def test_a_path_leads_from_the_entry_to_the_term_of_the_rule(
    check: Check, medication: object, expected: list[str]
) -> None:
    labels = path(check([rule("r", HEART)], medications=[medication]))

    assert [label for label in labels if label in expected] == expected


def test_a_path_of_a_condition_ends_with_its_status(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {condition: psychosis}"

    report = check([rule("r", scope)], history=["history of schizophrenia"])

    assert path(report)[0] == "schizophrenia"
    assert path(report)[-2:] == ["psychosis", "past"]


def test_a_path_of_a_condition_names_it_and_what_it_is_a_case_of(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {condition: heart-disease}"

    report = check([rule("r", scope)], history=["PTSD", "angina"])

    (traced,) = report.alerts[0].findings[0].entries[1:]
    assert traced.entry == EntryRef(EntryList.CONDITIONS, 1, "angina")
    assert traced.path == (
        Step(StepKind.TEXT, "angina"),
        Step(StepKind.CONDITION, "coronary artery disease or angina", "ischaemic-heart-disease"),
        Step(StepKind.CONDITION, "heart disease", "heart-disease"),
        Step(StepKind.STATUS, "active", "active"),
    )


def test_a_path_of_an_allergy_leads_to_the_medicine(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {allergy: ketamine-therapy}"

    assert "ketamine" in path(check([rule("r", scope)], allergies=["Ketalar"]))


def test_a_fact_that_was_used_is_shown_with_its_title_and_unit(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {observation: age, below: 18}"

    (alert,) = check([rule("r", scope)], observations={"age": 17}).alerts

    (fact,) = alert.findings[0].facts
    assert (fact.name, fact.title, fact.value) == ("age", "age", "17 year")


def test_the_title_of_a_fact_says_what_it_is(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {observation: observation-minutes, below: 120}"

    (alert,) = check([rule("r", scope)], observations={"observation-minutes": 60}).alerts

    (fact,) = alert.findings[0].facts
    assert fact.title == "minutes of observation after the dose"


def test_a_route_that_was_used_is_a_fact_without_a_term(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {route: [intravenous]}"

    (alert,) = check([rule("r", scope)]).alerts

    assert [(fact.name, fact.value) for fact in alert.findings[0].facts] == [
        ("route", "intravenous")
    ]


def test_facts_are_shown_in_the_order_in_which_a_rule_asks_for_them(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {route: [intravenous]}\n  - {observation: age, below: 18}"

    (alert,) = check([rule("r", scope)], observations={"age": 17}).alerts

    assert [fact.name for fact in alert.findings[0].facts] == ["route", "age"]


def test_what_is_used_twice_is_shown_once(check: Check) -> None:
    twice = "[{condition: ptsd}, {observation: age, below: 18}]"
    scope = f"about: ketamine\nwhen:\n  - {{all: {twice}}}\n  - {{any: {twice}}}"

    report = check([rule("r", scope)], history=["PTSD"], observations={"age": 17})

    (finding,) = report.alerts[0].findings
    assert (len(finding.entries), len(finding.facts)) == (2, 1)


def test_a_rule_that_is_wholly_covered_gives_no_alert_of_its_own(check: Check) -> None:
    report = check([STRONG, WEAK], medications=["metoprolol", "atenolol"])

    (alert,) = report.alerts
    (folded,) = alert.folded
    assert (alert.rule_id, folded.rule_id, len(folded.findings)) == ("strong", "weak", 2)
    assert [trace.by_rule_id for trace in report.suppressed] == ["strong", "strong"]
    assert {trace.why for trace in report.suppressed} == {
        "covered by the alert of the same problem"
    }


def test_a_rule_that_is_folded_is_still_shown_with_all_that_it_says(check: Check) -> None:
    report = check([STRONG, WEAK], medications=["metoprolol"])

    (folded,) = report.alerts[0].folded
    assert (folded.kind, folded.level) == (Kind.PRECAUTION, Level.MODERATE)
    assert (folded.title, folded.consequence, folded.management) == ("weak", "a", "c")
    (trace,) = report.suppressed
    assert (trace.level, trace.title) == (Level.MODERATE, "weak")
    assert trace.finding == folded.findings[0]


def test_a_medicine_of_the_same_entry_is_not_folded_with_another(check: Check) -> None:
    report = check([STRONG, WEAK], medications=["metoprolol 50 mg, lisinopril 10 mg"])

    assert [alert.rule_id for alert in report.alerts] == ["strong", "weak"]
    assert path(report)[0] == "metoprolol"
    assert report.alerts[1].findings[0].entries[1].path[0].label == "lisinopril"


def test_a_finding_folds_under_the_gravest_rule_that_covers_it(check: Check) -> None:
    rules = [
        rule("top", "between: [ketamine, beta-blocker]\ncovers: [middle]", "contraindicated"),
        rule("middle", HEART + "\ncovers: [low]", "major"),
        rule("low", HEART),
    ]

    report = check(rules, medications=["metoprolol", "lisinopril"])

    top, middle = report.alerts
    assert [folded.rule_id for folded in top.folded] == ["middle", "low"]
    assert texts(middle) == ["lisinopril"]
    assert [folded.rule_id for folded in middle.folded] == ["low"]


def test_a_rule_that_found_nothing_covers_nothing(check: Check) -> None:
    report = check([STRONG, WEAK], medications=["lisinopril"])

    assert [alert.rule_id for alert in report.alerts] == ["weak"]
    assert report.suppressed == ()


def test_withheld_findings_are_traced_gravest_first(check: Check) -> None:
    unless = "\nunless:\n  - {{medication: {0}, route: [topical]}}"
    scopes = {"b": "clonidine", "a": "heart-medicine", "c": "opioid"}
    rules = [
        rule(name, f"between: [ketamine-therapy, {term}]" + unless.format(term), level)
        for (name, term), level in zip(scopes.items(), ("minor", "major", "major"), strict=True)
    ]

    report = check(rules, medications=["fentanyl cream", "clonidine cream"])

    assert [trace.finding.rule_id for trace in report.suppressed] == ["a", "c", "b"]
    assert {trace.by_rule_id for trace in report.suppressed} == {""}


def ids(report: Report) -> set[str]:
    return {alert.id for alert in report.alerts}


@pytest.mark.parametrize(
    "medications",
    [
        ["metoprolol", "lisinopril"],
        ["lisinopril", "metoprolol"],
        ["Lopressor 50 mg", "Zestril"],
        ["aspirin", "lisinopril", "metoprolol"],
    ],
)
def test_an_alert_of_the_same_problem_has_the_same_id(check: Check, medications: list[str]) -> None:
    first = check([rule("r", HEART)], medications=["metoprolol", "lisinopril"])

    assert ids(first) == ids(check([rule("r", HEART)], medications=medications))


def test_an_alert_keeps_its_id_from_release_to_release(check: Check) -> None:
    (alert,) = check([rule("r", HEART)], medications=["metoprolol"]).alerts

    assert alert.id == "6a94cac7-0252-5ce6-868b-502a0f1e7065"


@pytest.mark.parametrize(
    "given",
    [
        {"medications": ["metoprolol", "lisinopril"]},
        {"medications": ["lisinopril"]},
        {"proposed": ["Spravato"], "medications": ["metoprolol"]},
    ],
)
def test_an_alert_of_another_problem_has_another_id(check: Check, given: dict[str, object]) -> None:
    first = check([rule("r", HEART)], medications=["metoprolol"])

    assert ids(first).isdisjoint(ids(check([rule("r", HEART)], **given)))
