"""Whether a medicine is taken, by what its resource says."""

import pytest

from caveat.reading.status import MedicationStatus
from caveat.server.fhir.courses import MEDICATION_TYPES
from tests.server.fhir.documents import Json, concept, medication_of, patient_of, request, resource
from tests.server.fhir.refusals import refused_fields

ACTIVE, STOPPED, PLANNED = "active", "stopped", "planned"


def status_of(order: Json) -> str | None:
    medications = patient_of(order, asked=["MedicationRequest"]).medications
    assert medications is not None
    (status,) = [medication.status for medication in medications] or [None]
    return status.value if status else None


def stated_of(order: Json) -> MedicationStatus | None:
    medications = patient_of(order, asked=["MedicationRequest"]).medications
    assert medications is not None
    (medication,) = medications
    return medication.status


def taken(kind: str, status: str, **members: object) -> Json:
    medicine = concept("oxycodone")
    return resource(kind, status=status, medicationCodeableConcept=medicine, **members)


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("MedicationRequest", "active", ACTIVE),
        ("MedicationRequest", "on-hold", ACTIVE),
        ("MedicationRequest", "draft", PLANNED),
        ("MedicationRequest", "stopped", STOPPED),
        ("MedicationRequest", "completed", STOPPED),
        ("MedicationRequest", "cancelled", STOPPED),
        ("MedicationRequest", "entered-in-error", None),
        ("MedicationStatement", "active", ACTIVE),
        ("MedicationStatement", "on-hold", ACTIVE),
        ("MedicationStatement", "intended", PLANNED),
        ("MedicationStatement", "stopped", STOPPED),
        ("MedicationStatement", "completed", STOPPED),
        ("MedicationStatement", "not-taken", STOPPED),
        ("MedicationStatement", "entered-in-error", None),
        ("MedicationDispense", "preparation", ACTIVE),
        ("MedicationDispense", "in-progress", ACTIVE),
        ("MedicationDispense", "on-hold", ACTIVE),
        ("MedicationDispense", "completed", ACTIVE),
        ("MedicationDispense", "cancelled", STOPPED),
        ("MedicationDispense", "declined", STOPPED),
        ("MedicationDispense", "stopped", STOPPED),
        ("MedicationDispense", "entered-in-error", None),
        ("MedicationAdministration", "in-progress", ACTIVE),
        ("MedicationAdministration", "on-hold", ACTIVE),
        ("MedicationAdministration", "completed", ACTIVE),
        ("MedicationAdministration", "stopped", ACTIVE),
        ("MedicationAdministration", "not-done", STOPPED),
        ("MedicationAdministration", "entered-in-error", None),
    ],
)
def test_each_status_says_whether_a_medicine_is_taken(
    kind: str, status: str, expected: str | None
) -> None:
    assert expected == status_of(taken(kind, status))


@pytest.mark.parametrize("kind", sorted(MEDICATION_TYPES))
def test_a_status_that_is_unknown_leaves_it_to_the_words(kind: str) -> None:
    assert stated_of(taken(kind, "unknown")) is None


def test_without_a_status_it_is_left_to_the_words() -> None:
    order = resource("MedicationRequest", medicationCodeableConcept=concept("oxycodone"))
    assert stated_of(order) is None


@pytest.mark.parametrize(
    ("intent", "expected"),
    [("proposal", PLANNED), ("plan", PLANNED), ("option", PLANNED), ("reflex-order", ACTIVE)],
)
def test_what_is_only_proposed_is_planned(intent: str, expected: str) -> None:
    assert expected == status_of(request(intent=intent))


def test_a_plan_that_was_stopped_is_stopped() -> None:
    assert status_of(request(intent="plan", status="stopped")) == STOPPED


@pytest.mark.parametrize("intent", ["order", "plan"])
def test_an_order_not_to_give_a_medicine_is_none_that_is_taken(intent: str) -> None:
    assert status_of(request(doNotPerform=True, intent=intent)) == STOPPED


@pytest.mark.parametrize(
    "member",
    [{"status": "ACTIVE"}, {"status": "secret"}, {"intent": "wish"}, {"doNotPerform": "yes"}],
)
def test_a_code_that_is_not_of_this_version_is_refused(member: Json) -> None:
    expected = [f"bundle.entry[0].resource.{name}" for name in member]
    assert expected == refused_fields(lambda: status_of(request(**member)))


DAYS = {"value": 30, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}


@pytest.mark.parametrize(
    ("when", "supply", "expected"),
    [
        ("2026-09-24", DAYS, ACTIVE),
        ("2026-09-23", DAYS, STOPPED),
        ("2026-07-26T23:00:00Z", None, ACTIVE),
        ("2026-07-25", None, STOPPED),
        ("2025-07", DAYS, STOPPED),
        ("2026", DAYS, ACTIVE),
        ("2026-08-25", {"value": 9, "unit": "wk"}, ACTIVE),
        ("1999-01-01", {"value": 1e300, "unit": "d"}, STOPPED),
    ],
)
def test_a_supply_lasts_for_its_days_and_thirty_more(
    when: str, supply: Json | None, expected: str
) -> None:
    members: Json = {"daysSupply": supply} if supply else {}
    dispense = taken("MedicationDispense", "completed", whenHandedOver=when, **members)
    assert expected == status_of(dispense)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"effectiveDateTime": "2026-11-16"}, ACTIVE),
        ({"effectiveDateTime": "2026-11-15"}, STOPPED),
        ({"effectivePeriod": {"start": "2026-01-01", "end": "2026-11-20"}}, ACTIVE),
        ({"effectivePeriod": {"start": "2026-01-01"}}, STOPPED),
    ],
)
def test_a_dose_that_was_given_counts_for_a_week(when: Json, expected: str) -> None:
    assert expected == status_of(taken("MedicationAdministration", "completed", **when))


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("MedicationDispense", "whenHandedOver"),
        ("MedicationDispense", "whenPrepared"),
        ("MedicationAdministration", "effectiveDateTime"),
    ],
)
def test_what_has_happened_is_not_in_the_future(kind: str, member: str) -> None:
    record = taken(kind, "completed", **{member: "2026-11-25"})
    assert [f"bundle.entry[0].resource.{member}"] == refused_fields(lambda: status_of(record))


def test_a_stated_status_stands_however_old_the_order_is() -> None:
    ended = {"timing": {"repeat": {"boundsPeriod": {"end": "1999-01-01"}}}}
    assert status_of(request(authoredOn="1998-01-01", dosageInstruction=[ended])) == ACTIVE


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (taken("MedicationStatement", "stopped", effectivePeriod={"end": "2026-05"}), "2026-05"),
        (taken("MedicationStatement", "active", effectivePeriod={"end": "2027-05"}), ""),
        (
            taken("MedicationDispense", "completed", whenHandedOver="2026-11-01T10:00:00Z"),
            "2026-11-01T10:00:00Z",
        ),
    ],
)
def test_the_last_day_is_given_as_it_is_written(record: Json, expected: str) -> None:
    medication = medication_of(record)
    assert expected == medication.last_taken


def test_a_stopped_record_does_not_hide_one_that_goes_on() -> None:
    records = (request(status="stopped"), request(), request(), request(status="stopped"))
    expected = [MedicationStatus.STOPPED, MedicationStatus.ACTIVE]
    medications = patient_of(*records).medications or ()
    assert expected == [medication.status for medication in medications]
