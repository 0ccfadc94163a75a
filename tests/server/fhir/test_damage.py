"""A document that is damaged in one place: an error, or no entry is lost."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caveat.rules import Checker, Patient, Request
from caveat.source.errors import RequestError
from tests.server.fhir.documents import (
    NOTHING,
    PATIENT,
    RXNORM,
    Json,
    coding,
    concept,
    condition,
    observation,
    own_fact,
    patient_of,
    pressure,
    request,
    resource,
    statement,
    status,
    unnamed,
)

Place = tuple[str | int, ...]

MEDICATION = resource("Medication", "m", ingredient=[{"itemCodeableConcept": concept("fentanyl")}])
DOSAGE: Json = {
    "text": "5 mg by mouth",
    "route": concept("oral"),
    "doseAndRate": [{"type": status("ordered"), "doseQuantity": {"value": 5, "unit": "mg"}}],
}
WHOLE: list[Json] = [
    resource("Patient", "1", birthDate="1980-01-01"),
    request(concept("oxycodone", coding(RXNORM, "7804", "oxycodone")), dosageInstruction=[DOSAGE]),
    unnamed(medicationReference={"reference": "#m"}, contained=[MEDICATION]),
    statement(subject=PATIENT, effectivePeriod={"start": "2026-01-01"}),
    resource(
        "MedicationDispense",
        status="completed",
        medicationCodeableConcept=concept("diazepam"),
        whenHandedOver="2026-11-01",
        daysSupply={"value": 30, "unit": "d"},
    ),
    condition("asthma", verificationStatus=status("confirmed")),
    resource("FamilyMemberHistory", status="completed", condition=[{"code": concept("mania")}]),
    resource("AllergyIntolerance", code=concept("latex"), clinicalStatus=status("active")),
    pressure(120, 80, effectiveDateTime="2026-11-23"),
    observation("29463-7", 80, "kg", issued="2026-11-01T00:00:00Z"),
    own_fact("fasted", valueBoolean=True),
]
JSON: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.sampled_from(([], NOTHING))
)


def places(value: object, path: Place = ()) -> Iterator[Place]:
    """Give the path of every member and item below a value."""
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(cast("Json", value).items())
    elif isinstance(value, list):
        items = list(enumerate(cast("list[object]", value)))
    for name, inner in items:
        yield (*path, name)
        yield from places(inner, (*path, name))


# the first step is the resource itself
PLACES = [place for place in places(WHOLE) if len(place) > 1]


def damaged(place: Place, *values: object) -> list[Json]:
    """Give the documents with one place replaced, or gone."""
    documents = deepcopy(WHOLE)
    *way, last = place
    holder: object = documents
    for step in way:
        holder = cast("dict[str | int, object]", holder)[step]
    held = cast("dict[str | int, object]", holder)
    if values:
        held[last] = values[0]
    else:
        del held[last]
    return documents


def entries(patient: Patient) -> list[int]:
    lists = (patient.medications, patient.conditions, patient.allergies)
    return [len(found or ()) for found in lists]


def test_the_whole_document_is_read(checker: Checker) -> None:
    patient = patient_of(*WHOLE)
    assert entries(patient) == [4, 2, 1]
    assert len(patient.observations) == 5
    assert checker.check(Request(patient)).unrecognised == ()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_a_member_that_is_missing_loses_no_entry(place: Place) -> None:
    is_whole_condition = place[-1] == 0 and place[-2] == "condition"
    with suppress(RequestError):
        found = entries(patient_of(*damaged(place)))
        assert found == [4, 2, 1] or is_whole_condition or place[-1] == "condition"


@given(st.sampled_from(PLACES), JSON)
def test_a_member_that_is_replaced_is_read_or_refused(place: Place, value: object) -> None:
    with suppress(RequestError):
        patient_of(*damaged(place, value))


@given(st.sampled_from([place for place in PLACES if isinstance(place[-1], str)]))
def test_a_null_where_something_is_read_is_refused_or_not_needed(place: Place) -> None:
    whole = patient_of(*WHOLE)
    with suppress(RequestError):
        assert entries(whole) == entries(patient_of(*damaged(place, None)))
