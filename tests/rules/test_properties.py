"""What holds for every patient, whoever it is."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caveat.rules import (
    Checker,
    Code,
    Condition,
    Level,
    Medication,
    Outcome,
    Patient,
    Report,
    Request,
    read_request,
)
from caveat.source.errors import RequestError
from tests.strategies import (
    conditions,
    documents,
    listed_texts,
    medications,
    requests,
    same_names,
)

pytestmark = pytest.mark.usefixtures("unmeasured")

EXAMPLES = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def level(report: Report) -> int:
    return report.level or 0


def with_medication(request: Request, medication: Medication) -> Request:
    listed = (*(request.patient.medications or ()), medication)
    return replace(request, patient=replace(request.patient, medications=listed))


def with_condition(request: Request, condition: Condition) -> Request:
    listed = (*(request.patient.conditions or ()), condition)
    return replace(request, patient=replace(request.patient, conditions=listed))


@EXAMPLES
@given(request=requests, medication=medications)
def test_one_more_medication_never_lowers_the_level(
    checker: Checker, request: Request, medication: Medication
) -> None:
    before = level(checker.check(request))

    assert before <= level(checker.check(with_medication(request, medication)))


@EXAMPLES
@given(request=requests, condition=conditions)
def test_one_more_condition_never_lowers_the_level(
    checker: Checker, request: Request, condition: Condition
) -> None:
    before = level(checker.check(request))

    assert before <= level(checker.check(with_condition(request, condition)))


@EXAMPLES
@given(request=requests)
def test_the_order_of_entries_does_not_matter(checker: Checker, request: Request) -> None:
    turned = replace(request, patient=reversed_lists(request.patient))

    assert essence(checker.check(request)) == essence(checker.check(turned))


def reversed_lists(patient: Patient) -> Patient:
    return replace(
        patient,
        medications=patient.medications and patient.medications[::-1],
        conditions=patient.conditions and patient.conditions[::-1],
        observations=patient.observations[::-1],
    )


def essence(report: Report) -> object:
    """Give what a report says but for the places of entries."""
    alerts = {(alert.id, alert.rule_id, alert.level) for alert in report.alerts}
    questions = sorted((question.fact, question.rule_ids) for question in report.open_questions)
    unrecognised = sorted(note.part for note in report.unrecognised)
    return report.outcome, report.complete, report.level, alerts, questions, unrecognised


@EXAMPLES
@given(request=requests)
def test_a_clear_report_is_complete_and_has_no_grave_question(
    checker: Checker, request: Request
) -> None:
    report = checker.check(request)

    if report.outcome is Outcome.CLEAR:
        assert report.complete
        assert not report.unrecognised
    if report.complete:
        assert all(question.level < Level.MODERATE for question in report.open_questions)


@EXAMPLES
@given(request=requests)
def test_a_list_that_nobody_asked_for_is_never_complete(checker: Checker, request: Request) -> None:
    unasked = replace(request, patient=replace(request.patient, medications=None))

    report = checker.check(unasked)

    assert not report.complete
    assert "medications" in {question.fact for question in report.open_questions}


@EXAMPLES
@given(request=requests, data=st.data())
def test_an_answer_that_is_taken_back_never_makes_a_report_complete(
    checker: Checker, request: Request, data: st.DataObject
) -> None:
    asked = request.patient
    place = data.draw(st.integers(0, max(0, len(asked.observations) - 1)))
    fewer = (*asked.observations[:place], *asked.observations[place + 1 :])
    patient = data.draw(
        st.sampled_from(
            (
                replace(asked, medications=None),
                replace(asked, conditions=None),
                replace(asked, allergies=None),
                replace(asked, trials=None),
                replace(asked, observations=fewer),
            )
        )
    )

    before = checker.check(request).complete

    assert checker.check(replace(request, patient=patient)).complete <= before


@EXAMPLES
@given(request=requests)
def test_an_entry_that_nobody_can_read_is_never_clear(checker: Checker, request: Request) -> None:
    report = checker.check(with_medication(request, Medication("xyzzyprin 20 mg")))

    assert not report.complete
    assert report.outcome is not Outcome.CLEAR
    assert "xyzzyprin" in {note.part for note in report.unrecognised}


@EXAMPLES
@given(request=requests)
def test_every_finding_leads_from_an_entry_to_a_term(checker: Checker, request: Request) -> None:
    report = checker.check(request)

    entries = [
        entry for alert in report.alerts for finding in alert.findings for entry in finding.entries
    ]
    submitted = submitted_entries(request)
    assert all(entry.path for entry in entries)
    assert all(submitted[entry.entry.list.value][entry.entry.index] for entry in entries)


def submitted_entries(request: Request) -> dict[str, dict[int, str]]:
    """Give the texts of every list by their index; -1 is the medicine that is assumed."""
    proposed = dict(enumerate(proposal.medication.text for proposal in request.proposed))
    medications = enumerate(entry.text for entry in request.patient.medications or ())
    conditions = enumerate(entry.text for entry in request.patient.conditions or ())
    return {
        "proposed": proposed or {-1: "ketamine"},
        "medications": dict(medications),
        "conditions": dict(conditions),
    }


@pytest.mark.parametrize(
    "others",
    [
        ["Minipress", "prazosin", Code("rxnorm", "8629"), Code("atc", "C02CA01")],
        ["Klonopin", "clonazepam", Code("atc", "N03AE01")],
        ["paracetamol", "acetaminophen", "Tylenol", Code("rxnorm", "161")],
        ["Percocet", "oxycodone/acetaminophen", "acetaminophen-oxycodone", "APAP / oxycodone"],
    ],
)
def test_a_brand_a_synonym_and_a_code_give_the_same_alerts(
    checker: Checker, others: list[str | Code]
) -> None:
    reports = [checker.check(with_medication(Request(), entry(other))) for other in others]

    alerts = [[(alert.id, alert.level) for alert in report.alerts] for report in reports]
    assert alerts == [alerts[0]] * len(alerts)


@EXAMPLES
@given(names=same_names)
def test_every_name_and_code_of_a_medicine_gives_the_same_alerts(
    checker: Checker, names: tuple[str | Code, str | Code]
) -> None:
    first, second = (checker.check(with_medication(Request(), entry(name))) for name in names)

    assert raised(first) == raised(second)


@EXAMPLES
@given(texts=listed_texts, sign=st.sampled_from((", ", "; ", "\n")))
def test_one_entry_that_lists_medicines_says_no_less_than_an_entry_for_each(
    checker: Checker, texts: list[str], sign: str
) -> None:
    apart = Patient(medications=tuple(Medication(text) for text in texts))
    together = Patient(medications=(Medication(sign.join(texts)),))

    expected = raised(checker.check(Request(apart)))

    assert expected <= raised(checker.check(Request(together)))


def raised(report: Report) -> set[str]:
    """Give every rule that found something, in an alert of its own or folded under one."""
    folded = {rule.rule_id for alert in report.alerts for rule in alert.folded}
    return folded | {alert.rule_id for alert in report.alerts}


def entry(name: str | Code) -> Medication:
    return Medication(name) if isinstance(name, str) else Medication(codes=(name,))


@EXAMPLES
@given(text=st.text() | st.text("{}[]:,-\"' \nabct0.#&*!|>%@`?"))
def test_whatever_a_patient_file_holds_there_is_an_answer_or_a_refusal(
    checker: Checker, text: str
) -> None:
    assert answer(lambda: checker.check(read_request(text)))


@EXAMPLES
@given(document=documents)
def test_whatever_a_json_document_holds_there_is_an_answer_or_a_refusal(
    checker: Checker, document: object
) -> None:
    assert answer(lambda: checker.check(read_request(json.dumps(document))))


@EXAMPLES
@given(text=st.text(min_size=1, max_size=300))
def test_whatever_an_entry_holds_it_is_read_or_named(checker: Checker, text: str) -> None:
    request = Request(
        Patient(medications=(Medication(text),), conditions=(Condition(text),), allergies=())
    )

    assert answer(lambda: checker.check(request))


def answer(check: Callable[[], Report]) -> object:
    """Give what was checked, or what is wrong; anything else that is raised fails the test."""
    try:
        return check().packs
    except RequestError as error:
        return error.violations
