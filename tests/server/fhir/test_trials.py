"""Antidepressant trials, as an extension states them."""

import pytest

from caveat.rules import Medication, Patient, Trial
from tests.server.fhir.documents import Json, patient_of, request, statement
from tests.server.fhir.refusals import refused_fields


def trial(*facts: Json, **members: object) -> Json:
    extension = {"url": "urn:caveat:trial", "extension": list(facts)}
    return statement(**({"status": "completed", "extension": [extension]} | members))


def flag(name: str, value: object) -> Json:
    return {"url": name, "valueBoolean": value}


FACTS: tuple[Json, ...] = (
    flag("adequate-dose", value=True),
    flag("adequate-duration", value=True),
    flag("adherent", value=False),
    {"url": "improvement-percent", "valueDecimal": 12.5},
    flag("remission", value=False),
)


def test_a_trial_is_read_with_its_facts_and_is_no_medication() -> None:
    expected = Trial(
        Medication("sertraline"),
        adequate_dose=True,
        adequate_duration=True,
        adherent=False,
        improvement_percent=12.5,
        remission=False,
    )
    assert Patient(trials=(expected,)) == patient_of(trial(*FACTS))


def test_a_fact_that_nobody_stated_is_not_known() -> None:
    assert (Trial(Medication("sertraline")),) == patient_of(trial()).trials


def test_a_trial_that_goes_on_is_a_medication_too() -> None:
    patient = patient_of(trial(status="active"), asked=["MedicationStatement"])
    assert [medication.text for medication in patient.medications or ()] == ["sertraline"]
    assert len(patient.trials or ()) == 1


def test_a_trial_does_not_make_medications_a_list_that_was_asked() -> None:
    assert patient_of(trial(status="active")).medications is None


@pytest.mark.parametrize("status", ["entered-in-error", "not-taken", "intended"])
def test_a_trial_that_never_took_place_is_none(status: str) -> None:
    assert patient_of(trial(status=status)).trials is None


def test_two_trials_of_one_medicine_are_two() -> None:
    patient = patient_of(trial(id="a"), trial(id="b"), trial(id="a"))
    assert len(patient.trials or ()) == 2


def test_only_a_statement_can_be_a_trial() -> None:
    patient = patient_of(request(extension=[{"url": "urn:caveat:trial"}]))
    assert patient.trials is None
    assert len(patient.medications or ()) == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ([flag("adherent", value="yes")], ".extension[0].valueBoolean"),
        ([flag("secret", value=True)], ".extension[0].url"),
        ([{"url": "adherent", "valueString": "yes"}], ".extension[0]"),
        ([{"url": "improvement-percent", "valueDecimal": 101}], ".extension[0].valueDecimal"),
        ([flag("adherent", value=True), flag("adherent", value=False)], ""),
    ],
)
def test_a_trial_that_cannot_be_read_is_refused(facts: list[Json], field: str) -> None:
    expected = [f"bundle.entry[0].resource.extension[0]{field}"]
    assert expected == refused_fields(lambda: patient_of(trial(*facts)))
