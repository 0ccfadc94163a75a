"""A chart holds every list of a patient, and where each entry came from."""

import pytest

from caveat.rules import Checker, Medication, Patient, Request
from caveat.rules.patient import EntryList
from caveat.server.fhir.chart import read_chart
from caveat.server.fhir.orders import read_proposals
from tests.server.fhir.documents import (
    RXNORM,
    TODAY,
    Json,
    bundle,
    chart_of,
    coding,
    concept,
    condition,
    observation,
    patient_of,
    records_of,
    request,
    resource,
    statement,
)
from tests.server.fhir.refusals import refused_fields


def test_a_list_that_was_not_asked_is_none_and_one_that_is_empty_is_empty() -> None:
    assert Patient() == patient_of()
    asked = ["MedicationDispense", "Condition", "AllergyIntolerance"]
    assert Patient((), (), (), ()) == patient_of(asked=asked)


def test_to_have_asked_for_the_family_is_not_to_have_asked_for_the_history() -> None:
    assert patient_of(asked=["FamilyMemberHistory"]).conditions is None


def test_entries_that_are_there_were_asked_for() -> None:
    allergy = resource("AllergyIntolerance", code=concept("latex"))
    patient = patient_of(request(), condition(), allergy)
    lists = (patient.medications, patient.conditions, patient.allergies)
    assert [len(entries or ()) for entries in lists] == [1, 1, 1]


def test_an_order_and_its_dispenses_are_one_entry() -> None:
    medicine = concept("oxycodone 5 mg", coding(RXNORM, "1049621"))
    dispenses = [
        resource(
            "MedicationDispense",
            str(place),
            status="completed",
            medicationCodeableConcept=medicine,
            whenHandedOver=f"2026-11-{place % 20 + 1:02}",
        )
        for place in range(300)
    ]
    chart = chart_of(request(medicine, id="a"), *dispenses)
    assert len(chart.patient.medications or ()) == 1
    assert chart.sources == {(EntryList.MEDICATIONS, 0): "MedicationRequest/a"}


def test_medicines_that_differ_keep_their_order_and_their_sources() -> None:
    chart = chart_of(
        request("b", id="1"),
        statement("a", id="2"),
        request("b", id="3"),
        request("b", id="4", status="stopped"),
        condition(id="5"),
        observation("29463-7", 80, "kg", id="6"),
    )
    expected = {
        (EntryList.MEDICATIONS, 0): "MedicationRequest/1",
        (EntryList.MEDICATIONS, 1): "MedicationStatement/2",
        (EntryList.MEDICATIONS, 2): "MedicationRequest/4",
        (EntryList.CONDITIONS, 0): "Condition/5",
        (EntryList.OBSERVATIONS, 0): "Observation/6",
    }
    assert expected == chart.sources


def without(*orders: Json, place: int = 0) -> tuple[Medication, ...] | None:
    records = records_of(*orders)
    left_out = [records.of("MedicationRequest")[place]]
    return read_chart(records, ["MedicationRequest"], TODAY, left_out).patient.medications


def test_an_order_that_is_proposed_is_not_taken_already() -> None:
    assert [m.text for m in without(request("ketamine"), request("morphine")) or ()] == ["morphine"]


def test_the_stored_copy_of_a_proposed_order_is_left_out() -> None:
    assert without(request("ketamine", id="1", status="draft"), request("ketamine", id="1")) == ()


def test_another_medicine_under_the_address_of_a_proposed_order_stays() -> None:
    left = without(request("ketamine", id="1"), request("morphine", id="1")) or ()
    assert [medication.text for medication in left] == ["morphine"]


def test_an_order_of_the_proposed_medicine_that_stands_apart_stays() -> None:
    assert len(without(request("ketamine", id="1"), request("ketamine", id="2")) or ()) == 1


def test_everything_that_cannot_be_read_is_named_at_once() -> None:
    records = (
        request(status="secret"),
        condition(code=None),
        resource("AllergyIntolerance", code=7),
        observation("29463-7", 9000, "kg"),
        resource("Patient", "1", birthDate="never"),
    )
    expected = [
        "bundle.entry[0].resource.status",
        "bundle.entry[1].resource.code",
        "bundle.entry[2].resource.code",
        "bundle.entry[3].resource.valueQuantity",
        "bundle.entry[4].resource.birthDate",
    ]
    assert expected == sorted(refused_fields(lambda: chart_of(*records)))


@pytest.mark.parametrize(
    ("status", "is_alerted"), [("active", True), ("on-hold", True), ("stopped", False)]
)
def test_a_stopped_opioid_is_no_current_opioid(
    status: str,
    is_alerted: bool,  # noqa: FBT001 - a column
    checker: Checker,
) -> None:
    records = records_of(
        request("Spravato 56 mg", id="draft", status="draft"),
        request("oxycodone 5 mg", status=status),
    )
    draft = records.of("MedicationRequest")[:1]
    patient = read_chart(records, [], TODAY, draft).patient
    report = checker.check(Request(patient, read_proposals(draft, records)))
    assert is_alerted is ("ketamine-opioid" in {alert.rule_id for alert in report.alerts})


def test_a_bundle_of_a_bundle_is_read_like_its_resources() -> None:
    inner = bundle(request(), condition())
    assert patient_of(request(), condition()) == patient_of(inner)
