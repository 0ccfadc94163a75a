"""What the rule language means, shown with packs of one or two rules."""

from pathlib import Path

import pytest

from caveat.rules import Checker, Level, Outcome, Report, request_of
from tests.rules.small_packs import Check, checker_of, rule, write_pack


def raised(report: Report) -> list[str]:
    return [alert.rule_id for alert in report.alerts]


def open_facts(report: Report) -> list[str]:
    return [question.fact for question in report.open_questions]


def when(criterion: str) -> list[str]:
    return [rule("r", f"about: ketamine\nwhen:\n  - {criterion}")]


@pytest.mark.parametrize(
    ("criterion", "yes", "no", "unknown"),
    [
        (
            "{medication: opioid}",
            {"medications": ["morphine"]},
            {"medications": ["aspirin"]},
            {"medications": ["xyzzyprin"]},
        ),
        (
            "{medication: timolol, route: [oral]}",
            {"medications": ["timolol 10 mg oral tablet"]},
            {"medications": ["timolol eye drops"]},
            {"medications": ["timolol"]},
        ),
        (
            "{medication: opioid, status: [stopped]}",
            {"medications": [{"text": "morphine", "status": "stopped"}]},
            {"medications": ["morphine"]},
            {"medications": ["xyzzyprin"]},
        ),
        (
            "{condition: psychosis}",
            {"history": ["schizophrenia"]},
            {"history": ["mother with schizophrenia"]},
            {"history": ["zzzz"]},
        ),
        (
            "{condition: psychosis, status: [family-history]}",
            {"history": ["mother with schizophrenia"]},
            {"history": ["schizophrenia"]},
            {"history": ["zzzz"]},
        ),
        (
            "{observation: age, below: 18}",
            {"observations": {"age": 17}},
            {"observations": {"age": 18}},
            {},
        ),
        (
            "{observation: setting, is: [home]}",
            {"observations": {"setting": "home"}},
            {"observations": {"setting": "clinic"}},
            {},
        ),
        (
            "{observation: supervised, is: false}",
            {"observations": {"supervised": "no"}},
            {"observations": {"supervised": "yes"}},
            {},
        ),
        (
            "{observation: treatments-so-far, is: 2}",
            {"observations": {"treatments-so-far": 2}},
            {"observations": {"treatments-so-far": 3}},
            {},
        ),
        (
            "{dose: {above: 0.5, unit: mg/kg}}",
            {"observations": {"weight": "79 kg"}},
            {"observations": {"weight": "80 kg"}},
            {},
        ),
        (
            "{dose: {is: 40, unit: mg}}",
            {},
            {"proposed": ["ketamine 41 mg IV"]},
            {"proposed": ["ketamine IV"]},
        ),
        (
            "{dose: {stated: true, unit: mg/kg}}",
            {"proposed": ["ketamine 0.5 mg/kg IV"]},
            {},
            {"proposed": ["ketamine IV"]},
        ),
        (
            "{route: [intravenous]}",
            {},
            {"proposed": ["ketamine 40 mg IM"]},
            {"proposed": ["ketamine 40 mg"]},
        ),
        (
            "{allergy: ketamine-therapy}",
            {"allergies": ["Ketalar"]},
            {"allergies": ["penicillin"]},
            {"allergies": ["zzzz"]},
        ),
        (
            "{count: {medication: opioid, at_least: 2}}",
            {"medications": ["morphine", "codeine"]},
            {"medications": ["morphine", "MS Contin"]},
            {"medications": ["morphine", "xyzzyprin"]},
        ),
        (
            "{count: {medication: sedative, except_route: [topical], at_least: 2}}",
            {"medications": ["baclofen", "hydroxyzine"]},
            {"medications": ["baclofen", "Benadryl cream"]},
            {"medications": ["baclofen", "xyzzyprin"]},
        ),
        (
            "{not: {observation: age, below: 18}}",
            {"observations": {"age": 18}},
            {"observations": {"age": 17}},
            {},
        ),
        (
            "{any: [{condition: ptsd}, {observation: age, below: 18}]}",
            {"history": ["PTSD"]},
            {"observations": {"age": 18}},
            {},
        ),
        (
            "{all: [{condition: ptsd}, {observation: age, below: 18}]}",
            {"history": ["PTSD"], "observations": {"age": 17}},
            {},
            {"history": ["PTSD"]},
        ),
    ],
)
def test_a_criterion_holds_or_not_or_is_not_known(
    check: Check,
    criterion: str,
    yes: dict[str, object],
    no: dict[str, object],
    unknown: dict[str, object],
) -> None:
    assert raised(check(when(criterion), **yes)) == ["r"]
    assert raised(report := check(when(criterion), **no)) == []
    assert "r" not in {name for question in report.open_questions for name in question.rule_ids}
    assert raised(report := check(when(criterion), **unknown)) == []
    assert {"r"} == {name for question in report.open_questions for name in question.rule_ids}


@pytest.mark.parametrize(
    ("fact", "criterion"),
    [
        ("medications", "{medication: opioid}"),
        ("medications", "{count: {medication: opioid, at_least: 2}}"),
        ("conditions", "{condition: psychosis}"),
        ("allergies", "{allergy: ketamine}"),
    ],
)
def test_a_list_that_is_absent_was_not_asked(
    tmp_path: Path, checker: Checker, fact: str, criterion: str
) -> None:
    folder = write_pack(tmp_path / "small", *when(criterion))

    report = checker_of([folder], checker.book.vocabulary).check(request_of({}))

    assert open_facts(report) == [fact]


def test_a_plan_wins_over_what_the_patient_file_says(check: Check) -> None:
    proposed = {"text": "ketamine 40 mg IV", "plan": {"setting": "home"}}

    report = check(
        when("{observation: setting, is: [home]}"),
        proposed=[proposed],
        observations={"setting": "clinic"},
    )

    assert raised(report) == ["r"]


BETWEEN = "between: [ketamine-therapy, heart-medicine]"


def test_three_medicines_are_one_alert_with_three_findings(check: Check) -> None:
    report = check([rule("r", BETWEEN)], medications=["metoprolol", "lisinopril", "amlodipine"])

    assert raised(report) == ["r"]
    assert len(report.alerts[0].findings) == 3


def test_one_entry_is_not_two(check: Check) -> None:
    scope = "between: [ketamine-therapy, benzodiazepine]"

    assert raised(check([rule("r", scope)], proposed=["MKO Melt"])) == []
    assert raised(check([rule("r", scope)], medications=["midazolam"])) == ["r"]


def test_an_exception_speaks_of_its_own_entry_and_leaves_a_trace(check: Check) -> None:
    scope = BETWEEN + "\nunless:\n  - {medication: heart-medicine, route: [ophthalmic]}"

    report = check([rule("r", scope)], medications=["timolol eye drops", "timolol"])

    assert [
        [entry.entry.text for entry in finding.entries[1:]] for finding in report.alerts[0].findings
    ] == [["timolol"]]
    assert [trace.finding.entries[1].entry.text for trace in report.suppressed] == [
        "timolol eye drops"
    ]
    assert report.suppressed[0].why.startswith("unless takes heart")


def test_an_exception_that_surely_holds_closes_a_question(check: Check) -> None:
    scope = (
        "about: ketamine\nwhen:\n  - {observation: age, below: 18}\n"
        "unless:\n  - {observation: supervised, is: true}"
    )

    assert open_facts(check([rule("r", scope)])) == ["age"]
    assert open_facts(check([rule("r", scope)], observations={"supervised": "yes"})) == []


def test_a_weaker_rule_folds_medicine_by_medicine(check: Check) -> None:
    strong = rule("strong", "between: [ketamine, beta-blocker]\ncovers: [weak]", "major")
    weak = rule("weak", BETWEEN)

    report = check([strong, weak], medications=["metoprolol", "lisinopril"])

    assert raised(report) == ["strong", "weak"]
    assert [folded.rule_id for folded in report.alerts[0].folded] == ["weak"]
    texts = [finding.entries[1].entry.text for finding in report.alerts[1].findings]
    assert texts == ["lisinopril"]
    assert [trace.by_rule_id for trace in report.suppressed] == ["strong"]


def test_a_covered_rule_asks_nothing_once_the_problem_is_found(check: Check) -> None:
    strong = rule("strong", "about: ketamine\ncovers: [weak]", "major")
    weak = rule("weak", "about: ketamine\nwhen:\n  - {observation: age, below: 18}")

    assert open_facts(check([strong, weak])) == []


def test_questions_are_grouped_by_fact_and_the_worst_comes_first(check: Check) -> None:
    rules = [
        rule("a", "about: ketamine\nwhen:\n  - {observation: age, below: 18}"),
        rule("b", "about: ketamine\nwhen:\n  - {observation: age, below: 20}", "major"),
        rule("c", "about: ketamine\nwhen:\n  - {observation: heart-rate, above: 99}", "minor"),
    ]

    report = check(rules)

    assert [
        (question.fact, question.rule_ids, question.level) for question in report.open_questions
    ] == [("age", ("a", "b"), Level.MAJOR), ("heart-rate", ("c",), Level.MINOR)]


@pytest.mark.parametrize(
    ("level", "complete"), [("info", True), ("minor", True), ("moderate", False)]
)
def test_a_question_matters_from_moderate(check: Check, level: str, *, complete: bool) -> None:
    scope = "about: ketamine\nwhen:\n  - {observation: age, below: 18}"

    report = check([rule("r", scope, level)])

    assert report.complete is complete
    assert report.outcome is (Outcome.CLEAR if complete else Outcome.INCOMPLETE)


def test_a_misspelling_is_checked_and_leaves_the_report_incomplete(check: Check) -> None:
    report = check(
        [rule("r", "between: [ketamine-therapy, opioid]")], medications=["oxycodon 5 mg"]
    )

    assert raised(report) == ["r"]
    assert [assumption.distance for assumption in report.assumptions] == [1]
    assert not report.complete


def test_an_unread_proposal_could_be_anything(check: Check) -> None:
    report = check([rule("r", BETWEEN, "major")], proposed=["zzzz 5 mg"])

    assert report.outcome is Outcome.INCOMPLETE
    assert [(question.fact, question.level) for question in report.open_questions] == [
        ("proposed", Level.MAJOR)
    ]


def test_no_rule_concerns_another_medicine(check: Check) -> None:
    report = check([rule("r", BETWEEN)], proposed=["amoxicillin"], medications=["metoprolol"])

    assert report.outcome is Outcome.OUT_OF_SCOPE
    assert not report.complete


def test_a_second_proposal_outside_the_scope_is_said(check: Check) -> None:
    report = check([rule("r", BETWEEN)], proposed=["ketamine 40 mg IV", "amoxicillin"])

    assert [assumption.kind.value for assumption in report.assumptions] == ["outside scope"]


def test_a_pack_assumes_its_medicine_and_says_so(check: Check) -> None:
    report = check([rule("r", BETWEEN)], proposed=[], medications=["metoprolol"])

    assert raised(report) == ["r"]
    assert [item.kind.value for item in report.assumptions] == ["medicine under review"]


def test_a_medicine_that_is_stopped_is_not_taken(check: Check) -> None:
    report = check([rule("r", BETWEEN)], medications=[{"text": "metoprolol", "status": "stopped"}])

    assert raised(report) == []


def test_a_current_medicine_of_the_scope_is_checked_too(check: Check) -> None:
    report = check([rule("r", BETWEEN)], proposed=["metoprolol"], medications=["ketamine IV"])

    assert raised(report) == ["r"]


def test_a_plan_gives_the_treatments_a_week(check: Check) -> None:
    plan = {"treatments-planned": 8, "course-weeks": 2}

    report = check(
        when("{observation: treatments-per-week, above: 3}"),
        proposed=[{"text": "ketamine 40 mg IV", "plan": plan}],
    )

    assert raised(report) == ["r"]
    assert report.alerts[0].findings[0].facts[0].value.startswith("4 ")
