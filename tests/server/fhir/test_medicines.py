"""The medicine of a resource, wherever it is named."""

import pytest

from caveat.reading.codes import Code
from caveat.rules import Checker, Medication, Patient, Request
from caveat.server.fhir.medicines import medicine_of
from tests.server.fhir.documents import (
    LOCAL,
    RXNORM,
    SNOMED,
    Json,
    coding,
    concept,
    patient_of,
    records_of,
    request,
    resource,
    unnamed,
)
from tests.server.fhir.refusals import refusals, refused_fields

OXYCODONE = coding(RXNORM, "7804", "oxycodone")
OXYCODONE_CODE = Code(RXNORM, "7804")


def named(order: Json, *others: Json) -> tuple[str, tuple[Code, ...]]:
    records = records_of(order, *others)
    (record,) = records.of("MedicationRequest")
    found = medicine_of(record, records)
    return found.text, found.codes


def referred(reference: Json, *others: Json, **members: object) -> tuple[str, tuple[Code, ...]]:
    return named(unnamed(medicationReference=reference, **members), *others)


def test_the_text_wins_over_the_display_and_known_codes_are_kept() -> None:
    medicine = concept("Oxy 5", coding(LOCAL, "77", "local name"), OXYCODONE)
    assert named(request(medicine)) == ("Oxy 5", (OXYCODONE_CODE,))


def test_without_a_text_the_first_display_is_the_text() -> None:
    medicine = concept("", coding(LOCAL, "77"), coding(LOCAL, "78", "morphine"), OXYCODONE)
    assert named(request(medicine)) == ("morphine", (OXYCODONE_CODE,))


def test_the_coding_that_a_user_selected_comes_first() -> None:
    chosen = coding(SNOMED, "1", "chosen") | {"userSelected": True}
    medicine = concept("", OXYCODONE, chosen)
    assert ("chosen", (Code(SNOMED, "1"), OXYCODONE_CODE)) == named(request(medicine))


def test_codes_of_unknown_systems_are_kept_where_nothing_else_is_said() -> None:
    assert ("", (Code(LOCAL, "77"),)) == named(request(concept("", coding(LOCAL, "77"))))


def test_twenty_codes_speak_for_the_rest() -> None:
    medicine = concept("x", *(coding(RXNORM, str(code)) for code in range(30)))
    assert len(named(request(medicine))[1]) == 20


@pytest.mark.parametrize(
    "reference", ["#m", "Medication/m", "https://ehr.example/Medication/m", "urn:uuid:m"]
)
def test_a_reference_is_followed(reference: str) -> None:
    medication = resource("Medication", "m", code=concept("", OXYCODONE))
    order = unnamed(medicationReference={"reference": reference}, contained=[medication])
    entries = [
        {"fullUrl": "urn:uuid:m", "resource": medication},
        {"resource": order},
    ]
    found = named(resource("Bundle", entry=entries))
    assert found == ("oxycodone", (OXYCODONE_CODE,))


def test_a_medication_without_a_code_is_its_ingredients() -> None:
    parts: list[Json] = [
        {"itemCodeableConcept": concept("oxycodone", OXYCODONE)},
        {"itemReference": {"reference": "#s"}},
        {"itemReference": {"reference": "#gone", "display": "caffeine"}},
    ]
    contained = [
        resource("Medication", "m", ingredient=parts),
        resource("Substance", "s", code=concept("paracetamol")),
    ]
    found = referred({"reference": "#m"}, contained=contained)
    assert found == ("oxycodone / paracetamol / caffeine", (OXYCODONE_CODE,))


def test_an_ingredient_that_nobody_names_is_reported(checker: Checker) -> None:
    parts: list[Json] = [{"itemCodeableConcept": concept("paracetamol")}, {}]
    medication = resource("Medication", "m", ingredient=parts)
    text, _ = referred({"reference": "Medication/m"}, medication)
    report = checker.check(Request(Patient(medications=(Medication(text),))))
    assert [unread.part for unread in report.unrecognised] == ["unnamed"]


def test_medications_that_contain_each_other_end() -> None:
    def holding(identifier: str, other: str) -> Json:
        part = {"itemReference": {"reference": f"Medication/{other}"}}
        return resource("Medication", identifier, ingredient=[part])

    found = referred({"reference": "Medication/a"}, holding("a", "b"), holding("b", "a"))
    assert found == ("unnamed ingredient", ())


@pytest.mark.parametrize("reference", ["Medication/gone", "#gone", "urn:uuid:gone"])
def test_a_display_speaks_where_the_reference_leads_nowhere(reference: str) -> None:
    assert referred({"reference": reference, "display": "oxycodone"}) == ("oxycodone", ())


def test_a_display_speaks_where_the_medication_names_nothing() -> None:
    reference: Json = {"reference": "Medication/m", "display": "oxycodone"}
    assert referred(reference, resource("Medication", "m")) == ("oxycodone", ())


@pytest.mark.parametrize(
    "reference", [{"reference": "Medication/gone"}, {"identifier": {"value": "77"}}]
)
def test_a_reference_that_leads_nowhere_and_says_nothing_is_refused(reference: Json) -> None:
    expected = (
        "bundle.entry[0].resource.medicationReference: "
        "refers to a resource that is not at hand, and has no display"
    )
    assert [expected] == refusals(lambda: referred(reference))


ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


@pytest.mark.parametrize(
    "order",
    [
        unnamed(),
        request(concept()),
        request(concept("", coding(ABSENT, "unknown", "Unknown"))),
        request(concept("Unknown")),
        request({"extension": [{"url": "urn:x", "valueCode": "unknown"}]}),
        unnamed(medicationReference={}),
    ],
)
def test_a_medicine_that_nobody_names_is_reported(order: Json, checker: Checker) -> None:
    patient = patient_of(order)
    report = checker.check(Request(patient))
    assert [unread.part for unread in report.unrecognised] == ["(no medicine is named)"]


def test_a_code_that_is_too_long_is_refused_where_nothing_else_is_said() -> None:
    long = coding(LOCAL, "7" * 65)
    assert named(request(concept("oxycodone", long))) == ("oxycodone", ())
    expected = "bundle.entry[0].resource.medicationCodeableConcept.coding"
    assert [expected] == refused_fields(lambda: named(request(concept("", long))))


def test_more_ingredients_than_can_be_read_are_refused() -> None:
    parts = [{"itemCodeableConcept": concept("x", coding(RXNORM, str(code)))} for code in range(21)]
    medication = resource("Medication", "m", ingredient=parts)
    expected = ["bundle.entry[1].resource.ingredient"]
    assert expected == refused_fields(lambda: referred({"reference": "Medication/m"}, medication))
