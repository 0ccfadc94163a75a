"""The history of a patient, with the status that is stated."""

import pytest

from caveat.reading.status import ConditionStatus
from caveat.rules import Checker, Condition, Request
from tests.server.fhir.documents import (
    NOTHING,
    SNOMED,
    Json,
    chart_of,
    coding,
    concept,
    condition,
    patient_of,
    resource,
    status,
)
from tests.server.fhir.refusals import refusals, refused_fields


def conditions(*records: Json) -> tuple[Condition, ...]:
    return patient_of(*records, asked=["Condition"]).conditions or ()


def status_of(record: Json) -> str | None:
    (found,) = conditions(record)
    return found.status.value if found.status else None


def unstated(**members: object) -> Json:
    return resource("Condition", code=concept("asthma"), **members)


@pytest.mark.parametrize(
    ("clinical", "expected"),
    [
        ("active", None),
        ("recurrence", None),
        ("relapse", None),
        ("inactive", "past"),
        ("remission", "past"),
        ("resolved", "past"),
    ],
)
def test_a_clinical_status_says_whether_a_condition_is_over(
    clinical: str, expected: str | None
) -> None:
    assert expected == status_of(condition(clinicalStatus=status(clinical)))


@pytest.mark.parametrize(
    ("verification", "expected"),
    [
        ("confirmed", None),
        ("unconfirmed", "suspected"),
        ("provisional", "suspected"),
        ("differential", "suspected"),
        ("refuted", "ruled-out"),
    ],
)
def test_a_verification_status_says_whether_a_condition_is_sure(
    verification: str, expected: str | None
) -> None:
    assert expected == status_of(condition(verificationStatus=status(verification)))


def test_a_doubtful_condition_that_is_over_is_past() -> None:
    record = condition(clinicalStatus=status("resolved"), verificationStatus=status("provisional"))
    assert status_of(record) == "past"


def test_a_condition_that_was_entered_in_error_is_left_out() -> None:
    assert conditions(condition(verificationStatus=status("entered-in-error"))) == ()


@pytest.mark.parametrize(
    ("abated", "expected"),
    [
        ({"abatementDateTime": "2020"}, "past"),
        ({"abatementDateTime": "2027-01-01"}, None),
        ({"abatementPeriod": {"start": "2019", "end": "2020-02"}}, "past"),
        ({"abatementPeriod": {"start": "2019", "end": "2027-02"}}, None),
        ({"abatementAge": {"value": 30, "unit": "a"}}, "past"),
        ({"abatementString": "as a child"}, "past"),
        ({}, None),
    ],
)
def test_without_a_clinical_status_an_end_says_that_a_condition_is_over(
    abated: Json, expected: str | None
) -> None:
    assert expected == status_of(unstated(**abated))


def test_a_clinical_status_wins_over_an_end() -> None:
    assert status_of(condition(abatementDateTime="2020")) is None


@pytest.mark.parametrize("member", ["clinicalStatus", "verificationStatus"])
def test_a_status_of_an_older_version_is_refused(member: str) -> None:
    expected = f"bundle.entry[0].resource.{member}: FHIR R4 has a CodeableConcept here"
    assert [expected] == refusals(lambda: conditions(condition(**{member: "active"})))


@pytest.mark.parametrize("value", [status("secret"), concept("active")])
def test_an_unknown_status_is_refused_and_not_quoted(value: Json) -> None:
    (found,) = refusals(lambda: conditions(condition(clinicalStatus=value)))
    assert found.startswith("bundle.entry[0].resource.clinicalStatus: expected a coding")
    assert "secret" not in found


def test_the_words_of_an_active_condition_decide(checker: Checker) -> None:
    records = (
        condition("History of myocardial infarction"),
        condition("Family history of schizophrenia"),
    )
    report = checker.check(Request(patient_of(*records)))
    said = {assumption.text for assumption in report.assumptions}
    assert any("read as past" in text for text in said)
    assert any("read as family history" in text for text in said)


def test_what_runs_in_the_family_is_of_the_family() -> None:
    member = resource(
        "FamilyMemberHistory",
        status="completed",
        condition=[{"code": concept("schizophrenia")}, {"code": concept("asthma")}],
    )
    expected = [
        Condition("schizophrenia", (), ConditionStatus.FAMILY_HISTORY),
        Condition("asthma", (), ConditionStatus.FAMILY_HISTORY),
    ]
    assert expected == list(conditions(member))
    assert conditions(member | {"status": "entered-in-error"}) == ()


@pytest.mark.parametrize(
    "record",
    [
        condition(concept()),
        condition(concept("unknown")),
        resource("Condition"),
        resource("FamilyMemberHistory", condition=[NOTHING]),
    ],
)
def test_a_condition_that_nobody_names_is_reported(record: Json, checker: Checker) -> None:
    report = checker.check(Request(patient_of(record)))
    assert [unread.part for unread in report.unrecognised] == ["no condition is named"]


def test_a_condition_that_is_recorded_often_is_one() -> None:
    code = concept("asthma", coding(SNOMED, "195967001"))
    chart = chart_of(*(condition(code, id=str(place)) for place in range(600)))
    assert len(chart.patient.conditions or ()) == 1
    assert list(chart.sources.values()) == ["Condition/0"]


def test_every_condition_that_cannot_be_read_is_named() -> None:
    records = [condition(code=[]), condition(), condition(clinicalStatus=None)]
    expected = ["bundle.entry[0].resource.code", "bundle.entry[2].resource.clinicalStatus"]
    assert expected == refused_fields(lambda: conditions(*records))
