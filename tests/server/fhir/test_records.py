"""Documents are taken apart into resources, all of one patient."""

import pytest

from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Records, read_records
from tests.server.fhir.documents import (
    NOTHING,
    Json,
    bundle,
    concept,
    condition,
    observation,
    records_of,
    request,
    resource,
)
from tests.server.fhir.refusals import refusals, refused_fields


def read(*documents: Json, patient_id: str | None = None) -> Records:
    nodes = [Node(document, f"prefetch.{place}") for place, document in enumerate(documents)]
    return read_records(nodes, patient_id)


def subject(reference: str, **members: object) -> Json:
    return condition(subject={"reference": reference, **members})


def test_resources_stand_in_the_order_of_the_documents() -> None:
    records = read(
        bundle(request(id="a"), condition(id="c"), resource("MedicationStatement", "b")),
        request(id="d"),
    )
    found = records.of("MedicationStatement", "MedicationRequest")
    expected = ["MedicationRequest/a", "MedicationStatement/b", "MedicationRequest/d"]
    assert expected == [record.address for record in found]


def test_bundles_in_bundles_are_taken_apart() -> None:
    records = read(bundle(bundle(condition(id="c"))))
    assert [record.address for record in records.of("Condition")] == ["Condition/c"]


def test_an_address_is_the_full_url_or_the_path_where_there_is_no_id() -> None:
    entries = [{"fullUrl": "urn:uuid:7", "resource": condition()}, {"resource": condition()}]
    records = read(resource("Bundle", entry=entries))
    expected = ["urn:uuid:7", "prefetch.0.entry[1].resource"]
    assert expected == [record.address for record in records.of("Condition")]


def test_resources_of_types_that_are_not_read_need_only_a_type() -> None:
    records = read(bundle(resource("Encounter", status=7, subject={"reference": "Patient/2"})))
    assert len(records.of("Encounter")) == 1


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "prefetch.0"),
        ({"resourceType": 1}, "prefetch.0.resourceType"),
        (resource("OperationOutcome"), "prefetch.0"),
        (bundle(resource("OperationOutcome")), "prefetch.0.entry[0].resource"),
        (resource("Bundle", entry=[NOTHING]), "prefetch.0.entry[0]"),
        (resource("Bundle", entry=[{"resource": None}]), "prefetch.0.entry[0].resource"),
        (resource("Bundle", entry=None), "prefetch.0.entry"),
        (bundle(link=[{"relation": "self"}, {"relation": "next"}]), "prefetch.0.link[1]"),
    ],
)
def test_a_document_of_which_a_part_is_missing_is_refused(document: Json, field: str) -> None:
    assert [field] == refused_fields(lambda: read(document))


@pytest.mark.parametrize("patient_id", ["1", "Patient/1", "https://ehr.example/fhir/Patient/1"])
@pytest.mark.parametrize("reference", ["Patient/1", "https://ehr.example/fhir/Patient/1"])
def test_one_patient_is_the_same_however_it_is_referred_to(patient_id: str, reference: str) -> None:
    records = read(resource("Patient", "1"), subject(reference), patient_id=patient_id)
    assert len(records.of("Condition")) == 1


@pytest.mark.parametrize(
    "other",
    [
        subject("Patient/2"),
        subject("https://ehr.example/Patient/2"),
        resource("AllergyIntolerance", patient={"reference": "Patient/2"}),
        observation("8302-2", 180, "cm", subject={"reference": "Patient/2/_history/3"}),
        resource("Patient", "2"),
    ],
)
def test_data_of_another_patient_are_refused(other: Json) -> None:
    found = refusals(lambda: read(subject("Patient/1"), other, patient_id="1"))
    assert [each.replace(".subject", "").replace(".patient:", ":") for each in found] == [
        "prefetch.1: is of another patient"
    ]


def test_without_a_patient_id_the_data_must_agree_among_themselves() -> None:
    assert refused_fields(lambda: read(subject("Patient/1"), subject("Patient/2"))) == [
        "prefetch.1.subject"
    ]


def test_a_full_url_leads_to_the_patient() -> None:
    entries: list[Json] = [
        {"fullUrl": "urn:uuid:a-b", "resource": resource("Patient", "1")},
        {"resource": subject("urn:uuid:a-b")},
    ]
    records = read(resource("Bundle", entry=entries), patient_id="1")
    assert len(records.of("Condition")) == 1


def test_a_full_url_that_leads_nowhere_is_no_patient_at_hand() -> None:
    assert refused_fields(lambda: read(subject("urn:uuid:a-b"), patient_id="1")) == [
        "prefetch.0.subject"
    ]


def test_a_resource_that_does_not_say_whose_it_is_is_accepted() -> None:
    records = read(
        condition(), condition(subject={"display": "A. Nonymous"}), subject("#p"), patient_id="1"
    )
    assert len(records.of("Condition")) == 3


@pytest.mark.parametrize(
    "about", [{"reference": "Group/1"}, {"reference": "Device/1"}, {"type": "Group"}]
)
def test_a_group_is_no_patient(about: Json) -> None:
    assert refusals(lambda: read(condition(subject=about))) == [
        "prefetch.0.subject: is not about one patient"
    ]


def test_no_error_says_who_the_patient_is() -> None:
    found = refusals(lambda: read(subject("Patient/secret"), patient_id="hidden"))
    assert "secret" not in found[0]
    assert "hidden" not in found[0]


def resolved(reference: str, *others: Json, owner: Json | None = None) -> str | None:
    order = request(medicationReference={"reference": reference}) | (owner or {})
    records = records_of(order, *others)
    (record,) = records.of("MedicationRequest")
    node = record.node.child("medicationReference")
    found = records.resolve(node, record) if node else None
    return found.node.text("id") if found else None


MEDICATION = resource("Medication", "m", code=concept("oxycodone"))


@pytest.mark.parametrize(
    "reference", ["Medication/m", "Medication/m/_history/2", "https://ehr.example/Medication/m"]
)
def test_a_reference_leads_to_a_resource_at_hand(reference: str) -> None:
    assert resolved(reference, MEDICATION) == "m"


def test_a_reference_to_another_server_does_not_lead_to_a_resource_of_this_one() -> None:
    entries: list[Json] = [
        {"fullUrl": "https://a.example/Medication/m", "resource": MEDICATION},
        {"resource": request(medicationReference={"reference": "https://b.example/Medication/m"})},
    ]
    records = read(resource("Bundle", entry=entries))
    (order,) = records.of("MedicationRequest")
    reference = order.node.child("medicationReference")
    assert reference is not None
    assert records.resolve(reference, order) is None


def test_a_contained_resource_is_found_in_its_owner_only() -> None:
    owner: Json = {"contained": [MEDICATION]}
    assert resolved("#m", owner=owner) == "m"
    assert resolved("#m", MEDICATION) is None
    assert resolved("#", owner=owner) is None


def test_a_reference_that_leads_nowhere_gives_nothing() -> None:
    assert resolved("Medication/other", MEDICATION) is None
