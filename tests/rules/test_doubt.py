"""What a report says of an entry that could be read, but not for sure."""

from pathlib import Path
from typing import cast

import pytest

from caveat.rules import Checker, Report, request_of
from caveat.rules.patient import EntryList
from caveat.rules.report import Assumption, AssumptionKind
from tests.case_files import read_cases
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack

QUIET = cast(
    "dict[str, object]", next(case.given for case in read_cases() if case.slug == "quiet-patient")
)


def check(checker: Checker, **changed: object) -> Report:
    """Check the patient of whom nothing is to be said, with some of the lists changed."""
    return checker.check(request_of({**QUIET, **changed}))


def coded(text: str, system: str, value: str) -> dict[str, object]:
    return {"text": text, "code": {"system": system, "value": value}}


def assumed(report: Report, kind: AssumptionKind) -> list[Assumption]:
    return [assumption for assumption in report.assumptions if assumption.kind is kind]


def raised(report: Report) -> set[str]:
    folded = {rule.rule_id for alert in report.alerts for rule in alert.folded}
    return folded | {alert.rule_id for alert in report.alerts}


def test_the_patient_is_quiet_at_first(checker: Checker) -> None:
    report = check(checker)

    assert report.complete
    assert (report.assumptions, report.unrecognised) == ((), ())


@pytest.mark.parametrize(("text", "value"), [("aspirin", "6813"), ("methadone", "1191")])
def test_a_medicine_is_checked_by_its_code_and_by_its_text(
    checker: Checker, text: str, value: str
) -> None:
    report = check(checker, medications=[coded(text, "rxnorm", value)])

    assert "ketamine-opioid" in raised(report)
    assert not report.complete
    (assumption,) = assumed(report, AssumptionKind.CODE_AND_TEXT_DISAGREE)
    assert all(name in assumption.text for name in ("methadone", "aspirin", "both are checked"))
    assert assumption.entry is not None
    assert (EntryList.MEDICATIONS, 0, text) == (
        assumption.entry.list,
        assumption.entry.index,
        assumption.entry.text,
    )


@pytest.mark.parametrize(("text", "value"), [("knee pain", "I10"), ("hypertension", "M25.569")])
def test_a_condition_is_checked_by_its_code_and_by_its_text(
    checker: Checker, text: str, value: str
) -> None:
    report = check(checker, history=["severe depression", coded(text, "icd10cm", value)])

    assert "ketamine-hypertension-or-heart-disease" in raised(report)
    assert not report.complete
    (assumption,) = assumed(report, AssumptionKind.CODE_AND_TEXT_DISAGREE)
    assert assumption.entry is not None
    assert (assumption.entry.list, assumption.entry.index) == (EntryList.CONDITIONS, 1)


@pytest.mark.parametrize(
    "medication",
    [
        coded("metoprolol succinate ER 50 mg", "rxnorm", "6918"),
        coded("Percocet", "rxnorm", "7804"),
        coded("beta blocker", "rxnorm", "6918"),
        coded("metoprolol", "atc", "C07"),
        {"code": {"system": "rxnorm", "value": "6918"}},
    ],
)
def test_a_code_that_says_more_or_less_than_the_text_agrees(
    checker: Checker, medication: dict[str, object]
) -> None:
    report = check(checker, medications=[medication])

    assert report.complete
    assert not assumed(report, AssumptionKind.CODE_AND_TEXT_DISAGREE)


def test_a_vague_phrase_raises_the_alert_of_its_class_and_is_asked_about(checker: Checker) -> None:
    report = check(checker, medications=["sleeping tablet"])

    assert "ketamine-sedative" in raised(report)
    assert not report.complete
    assert [each.text for each in assumed(report, AssumptionKind.READ_AS_CLASS)] == [
        "'sleeping tablet' is read as sedating medicine"
    ]


def test_a_vague_phrase_beside_the_name_that_it_explains_leaves_no_doubt(checker: Checker) -> None:
    report = check(checker, medications=["sleeping tablet (zolpidem)"])

    assert report.complete
    assert not assumed(report, AssumptionKind.READ_AS_CLASS)


@pytest.mark.parametrize(
    ("text", "meant", "distance", "rule"),
    [
        ("metropolol", "metoprolol", 2, "ketamine-heart-medicine"),
        ("oxycodon", "oxycodone", 1, "ketamine-opioid"),
    ],
)
def test_a_misspelling_is_checked_and_said_with_its_distance(
    checker: Checker, text: str, meant: str, distance: int, rule: str
) -> None:
    report = check(checker, medications=[f"{text} 25 mg"])

    assert rule in raised(report)
    assert not report.complete
    assert [(each.text, each.distance) for each in assumed(report, AssumptionKind.MISSPELLING)] == [
        (f"'{text}' is read as {meant}", distance)
    ]


def test_a_misspelt_condition_is_checked_and_said_with_its_distance(checker: Checker) -> None:
    report = check(checker, history=["hypertention"])

    assert "ketamine-hypertension-or-heart-disease" in raised(report)
    assert not report.complete
    assert [(each.text, each.distance) for each in assumed(report, AssumptionKind.MISSPELLING)] == [
        ("'hypertention' is read as hypertension", 1)
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("takes Percocet nightly", "ketamine-opioid"),
        ("uses heroin daily", "ketamine-opioid"),
        ("lorazepam", "ketamine-breathing-depressant"),
        ("HTN, on metoprolol", "ketamine-heart-medicine"),
    ],
)
def test_a_medicine_in_the_history_raises_its_alert_and_is_said(
    checker: Checker, text: str, rule: str
) -> None:
    report = check(checker, history=["severe depression", text])

    assert rule in raised(report)
    (assumption,) = assumed(report, AssumptionKind.READ_AS_MEDICATION)
    assert assumption.text.endswith("in the history is checked as a medication, active")
    assert assumption.entry is not None
    assert (assumption.entry.list, assumption.entry.index) == (EntryList.CONDITIONS, 1)


def test_a_medicine_that_the_history_calls_past_counts_as_stopped(checker: Checker) -> None:
    report = check(checker, history=["formerly on lorazepam"])

    assert "ketamine-breathing-depressant" not in raised(report)
    assert [each.text for each in assumed(report, AssumptionKind.READ_AS_MEDICATION)] == [
        "'lorazepam' in the history is checked as a medication, stopped"
    ]


@pytest.mark.parametrize(
    "text", ["mother takes lorazepam", "denies using lorazepam", "never takes lorazepam"]
)
def test_a_medicine_that_the_patient_does_not_take_is_no_medication(
    checker: Checker, text: str
) -> None:
    report = check(checker, history=[text])

    assert report.complete
    assert raised(report) == raised(check(checker))
    assert not assumed(report, AssumptionKind.READ_AS_MEDICATION)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("takes thyroid medication", "ketamine-thyroid-hormone"),
        ("takes lithium", "ketamine-lithium"),
    ],
)
def test_a_medicine_in_the_history_is_checked_though_no_further_class_holds_it(
    checker: Checker, text: str, rule: str
) -> None:
    assert rule in raised(check(checker, history=["severe depression", text]))


def test_a_medicine_of_no_class_in_the_history_is_not_worth_a_word(checker: Checker) -> None:
    assert not check(checker, history=["takes vitamin D"]).assumptions


@pytest.mark.parametrize(
    "text", ["knee pain", "gout", "divorced, lives alone", "appendectomy 1998", "drinks coffee"]
)
def test_a_harmless_line_leaves_a_report_as_it_was(checker: Checker, text: str) -> None:
    quiet = check(checker)
    report = check(checker, history=["severe depression", text])

    assert report.complete
    assert (quiet.outcome, raised(quiet)) == (report.outcome, raised(report))
    assert (report.assumptions, report.unrecognised) == ((), ())


@pytest.mark.parametrize(
    ("list_name", "texts", "part"),
    [
        ("history", ["gout, blorbosis"], "blorbosis"),
        ("history", ["severe depression; blorbosis"], "blorbosis"),
        ("medications", ["melatonin blorbazine"], "blorbazine"),
        ("medications", ["vitamin C 500 mg, blorbazine"], "blorbazine"),
        ("allergies", ["penicillin, blorbazine"], "blorbazine"),
    ],
)
def test_an_unknown_part_leaves_a_report_incomplete(
    checker: Checker, list_name: str, texts: list[str], part: str
) -> None:
    report = check(checker, **{list_name: texts})

    assert not report.complete
    assert [part] == [unread.part for unread in report.unrecognised]


@pytest.mark.parametrize(
    "text",
    [
        *("Xanax", "methadone", "chronic pain, oxycodone", "meds: Percocet"),
        *("lorazepam and zolpidem", "lorazepam for anxiety", "propranolol for tremor"),
        *("chronic pain managed with oxycodone", "benzos"),
    ],
)
def test_a_report_is_not_clear_where_the_history_names_what_a_rule_concerns(
    checker: Checker, text: str
) -> None:
    report = check(checker, history=["severe depression", text])

    assert raised(report) != raised(check(checker)) or not report.complete


@pytest.mark.parametrize("list_name", ["medications", "history"])
def test_an_entry_of_signs_that_are_not_seen_leaves_a_report_incomplete(
    checker: Checker, list_name: str
) -> None:
    assert not check(checker, **{list_name: ["\u200b"]}).complete


@pytest.mark.parametrize("text", ["opioids: none", "Percocet: no", "no opioids", "denies opioids"])
def test_a_medicine_that_is_denied_raises_nothing_and_is_said(checker: Checker, text: str) -> None:
    report = check(checker, medications=[text])

    assert raised(report) == raised(check(checker))
    assert assumed(report, AssumptionKind.READ_AS_STATUS)


def asked(report: Report) -> list[tuple[str, str]]:
    return [(question.text, question.level.word) for question in report.open_questions]


@pytest.mark.parametrize(
    ("vague", "other"),
    [
        ("muscle relaxant", "ciprofloxacin 500 mg"),
        ({"code": {"system": "atc", "value": "M03BX"}}, "ciprofloxacin 500 mg"),
        ({"code": {"system": "atc", "value": "M04AA"}}, "azathioprine 50 mg"),
        ("gout tablet", "azathioprine 50 mg"),
        ("triptan", "phenelzine 15 mg"),
        ("HIV protease inhibitor", "omeprazole 20 mg"),
        ("MAOI", "procarbazine 50 mg"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_class_that_a_rule_knows_more_closely_is_asked_about(
    checker: Checker, vague: object, other: str, *, turned: bool
) -> None:
    medications = [other, vague] if turned else [vague, other]
    given = {"proposed": "none", "medications": medications, "history": [], "allergies": []}
    report = checker.check(request_of(given))
    assert not report.complete
    assert any(text.startswith("Which medicine is meant") for text, _ in asked(report))


def test_a_class_that_no_rule_knows_more_closely_is_not_asked_about(checker: Checker) -> None:
    given = {
        "proposed": "none",
        "medications": ["muscle relaxant", "paracetamol 1 g"],
        "history": [],
        "allergies": [],
    }
    assert asked(checker.check(request_of(given))) == []


def test_a_class_that_was_stopped_is_not_asked_about(checker: Checker) -> None:
    stopped = {"text": "muscle relaxant", "status": "stopped"}
    given = {
        "proposed": "none",
        "medications": [stopped, "ciprofloxacin 500 mg"],
        "history": [],
        "allergies": [],
    }
    assert asked(checker.check(request_of(given))) == []


def test_a_rule_about_one_asks_for_it_where_its_pack_speaks_for_what_it_waits_for(
    tmp_path: Path, checker: Checker
) -> None:
    scope = "about: methotrexate\nwhen: [{any: [{medication: trimethoprim}]}]"
    head = HEAD.replace("[ketamine-therapy]", "[methotrexate, trimethoprim]")
    head = head.replace("assumes: ketamine\n", "")
    folder = write_pack(tmp_path / "small", rule("r", scope, "major"), head=head)
    small = checker_of([folder], checker.book.vocabulary)
    report = small.check(request_of({"proposed": ["trimethoprim 200 mg"]}))
    assert [question.rule_ids for question in report.open_questions] == [("r",)]
    listed = small.check(request_of({"proposed": ["trimethoprim 200 mg"], "medications": []}))
    assert listed.complete
