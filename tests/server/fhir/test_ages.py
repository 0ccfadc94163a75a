"""The age of a patient, in whole years."""

import pytest

from caveat.rules import Observation
from tests.server.fhir.documents import Json, chart_of, own_fact, patient_of, resource
from tests.server.fhir.refusals import refused_fields


def facts(*records: Json) -> dict[str, tuple[object, str]]:
    found = patient_of(*records).observations
    return {fact.name: (fact.value, fact.unit) for fact in found}


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1980-11-23", 46.0),
        ("1980-11-24", 45.0),
        ("1980-10", 46.0),
        ("1980-11", None),
        ("1980", None),
        ("2026-11-24", 0.0),
    ],
)
def test_the_age_is_in_whole_years_where_the_birth_settles_it(born: str, age: float | None) -> None:
    expected = {} if age is None else {"age": (age, "a")}
    assert expected == facts(resource("Patient", "1", birthDate=born))


@pytest.mark.parametrize("born", ["2026-12-01", "1890-01-01", "yesterday"])
def test_a_birth_that_cannot_be_is_refused(born: str) -> None:
    patient = resource("Patient", "1", birthDate=born)
    assert refused_fields(lambda: facts(patient)) == ["bundle.entry[0].resource.birthDate"]


def test_the_birth_wins_over_an_age_that_is_stated() -> None:
    chart = chart_of(
        own_fact("age", valueInteger=50), resource("Patient", "1", birthDate="1980-01-01")
    )
    assert (Observation("age", 46.0, "a"),) == chart.patient.observations
    assert list(chart.sources.values()) == ["Patient/1"]


def test_two_births_are_refused() -> None:
    patients = [resource("Patient", "1", birthDate=born) for born in ("1980", "1981")]
    assert refused_fields(lambda: facts(*patients)) == ["bundle.entry[1].resource.birthDate"]
