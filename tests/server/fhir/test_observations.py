"""Measurements and facts: which count, and the newest of each."""

import pytest

from caveat.reading.observation import read_observation
from caveat.reading.terms import load_vocabulary
from caveat.rules import Checker, Request
from caveat.server.fhir.ages import AGE, OLDEST
from caveat.server.fhir.vitals import VITALS
from tests.server.fhir.documents import (
    LOINC,
    Json,
    coding,
    concept,
    observation,
    own_fact,
    patient_of,
    pressure,
    resource,
)
from tests.server.fhir.refusals import refusals, refused_fields

WEIGHT, HEIGHT, HEART_RATE = "29463-7", "8302-2", "8867-4"
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"


def facts(*records: Json) -> dict[str, tuple[object, str]]:
    found = patient_of(*records).observations
    return {fact.name: (fact.value, fact.unit) for fact in found}


def on(day: str) -> Json:
    return {"effectiveDateTime": day}


def test_the_vital_signs_have_the_engines_names_units_and_bounds() -> None:
    terms = load_vocabulary().observations
    for vital in VITALS.values():
        term = terms[vital.name]
        expected = (term.unit, term.lowest, term.highest)
        assert expected == (vital.unit, vital.lowest, vital.highest)
    assert terms[AGE].highest == OLDEST


@pytest.mark.parametrize(
    ("code", "value", "unit", "expected"),
    [
        (WEIGHT, 80, "kg", ("weight", 80.0)),
        ("3141-9", 80000, "g", ("weight", 80.0)),
        ("8335-2", 100, "[lb_av]", ("weight", 45.359237)),
        (HEIGHT, 180, "cm", ("height", 180.0)),
        (HEIGHT, 1.8, "m", ("height", 180.0)),
        (HEIGHT, 70, "[in_i]", ("height", 177.8)),
        (HEART_RATE, 70, "/min", ("heart-rate", 70.0)),
        (HEART_RATE, 70, "{beats}/min", ("heart-rate", 70.0)),
        (SYSTOLIC, 120, "mm[Hg]", ("systolic-blood-pressure", 120.0)),
        (DIASTOLIC, 80, "mm[Hg]", ("diastolic-blood-pressure", 80.0)),
    ],
)
def test_the_engine_reads_every_vital_sign(
    code: str, value: float, unit: str, expected: tuple[str, float]
) -> None:
    (fact,) = patient_of(observation(code, value, unit)).observations
    reading = read_observation(fact.name, fact.value, fact.unit, load_vocabulary())
    (read,) = reading.facts
    name, converted = expected
    assert name == read.name
    assert pytest.approx(converted) == read.value


def test_other_codes_are_not_read() -> None:
    assert facts(observation("2160-0", 1, "mg/dL"), resource("Observation")) == {}


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("final", True),
        ("amended", True),
        ("corrected", True),
        ("preliminary", True),
        ("registered", False),
        ("cancelled", False),
        ("entered-in-error", False),
        ("unknown", False),
    ],
)
def test_only_some_statuses_count(status: str, counts: bool) -> None:  # noqa: FBT001 - a column
    assert counts is bool(facts(observation(WEIGHT, 80, "kg", status=status)))


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        ({}, True),
        (on("2026-11-23"), True),
        (on("2026-11-23T09:00:00+02:00"), True),
        (on("2026-11-22T22:00:00-05:00"), True),
        ({"effectivePeriod": {"start": "2026-11-22", "end": "2026-11-23"}}, True),
        ({"effectiveInstant": "2026-11-23T09:00:00.123456789Z"}, True),
        ({"issued": "2026-11-23T09:00:00Z"}, True),
        (on("2026-11-22"), False),
        (on("2026-11"), False),
        (on("2026"), False),
        ({**on("2026-11-22"), "issued": "2026-11-23T09:00:00Z"}, False),
        ({"effectiveTiming": {}}, False),
    ],
)
def test_a_blood_pressure_counts_on_its_day(when: Json, counts: bool) -> None:  # noqa: FBT001 - a column
    assert counts is bool(facts(pressure(120, 80, **when)))
    assert counts is bool(facts(observation(HEART_RATE, 70, "/min", **when)))
    assert counts is bool(facts(own_fact("fasted", valueBoolean=True, **when)))


@pytest.mark.parametrize(
    ("when", "counts"),
    [({}, True), (on("2025-11-23"), True), (on("2025-11-22"), False), (on("2025"), True)],
)
def test_a_weight_counts_for_a_year(when: Json, counts: bool) -> None:  # noqa: FBT001 - a column
    assert counts is bool(facts(observation(WEIGHT, 80, "kg", **when)))
    assert counts is bool(facts(own_fact("depression-severity", valueString="mild", **when)))


def test_the_newest_counts() -> None:
    records = (
        observation(WEIGHT, 80, "kg", **on("2026-03-01T08:00:00Z")),
        observation("3141-9", 82, "kg", **on("2026-03-01T09:00:00Z")),
        observation(WEIGHT, 84, "kg"),
        own_fact("weight", valueQuantity={"value": 81, "unit": "kg"}, **on("2026-02")),
    )
    assert facts(*records) == {"weight": (82.0, "kg")}


def test_both_blood_pressures_are_of_one_observation() -> None:
    records = (
        pressure(150, 95, **on("2026-11-23T08:00:00Z")),
        observation(SYSTOLIC, 120, "mm[Hg]", **on("2026-11-23T09:00:00Z")),
    )
    assert facts(*records) == {"systolic-blood-pressure": (120.0, "mm[Hg]")}


def test_blood_pressures_of_one_moment_are_one() -> None:
    when = on("2026-11-23T08:00:00Z")
    records = (
        observation(SYSTOLIC, 120, "mm[Hg]", **when),
        observation(DIASTOLIC, 80, "mm[Hg]", **when),
    )
    assert {"systolic-blood-pressure", "diastolic-blood-pressure"} == set(facts(*records))


def test_values_without_a_date_that_contradict_each_other_are_refused() -> None:
    records = (observation(WEIGHT, 80, "kg"), observation(WEIGHT, 81, "kg"))
    expected = "bundle.entry[0].resource: contradicts another that has no date either"
    assert [expected] == refusals(lambda: facts(*records))
    assert facts(records[0], records[0])


@pytest.mark.parametrize(
    "record",
    [
        observation(WEIGHT, 8000, "kg"),
        observation(WEIGHT, 8, "g"),
        observation(HEIGHT, 1.8, ""),
        observation(HEART_RATE, -1, "/min"),
    ],
)
def test_a_value_that_no_one_can_have_is_refused_by_its_path(record: Json) -> None:
    assert refused_fields(lambda: facts(record)) == ["bundle.entry[0].resource.valueQuantity"]


@pytest.mark.parametrize(
    "records",
    [
        [
            observation(WEIGHT, 0, "kg", **on("2026-11-01")),
            observation(WEIGHT, 80, "kg", **on("2026-11-20")),
        ],
        [pressure(120, 0, **on("2026-11-20"))],
        [observation(WEIGHT, 0, "kg", **on("2020-01-01"))],
    ],
    ids=["a newer one is there", "of another day", "of years ago"],
)
def test_a_value_that_is_not_read_any_more_may_be_what_it_likes(records: list[Json]) -> None:
    assert 0 not in [value for value, _ in facts(*records).values()]


def test_a_part_of_a_blood_pressure_that_no_one_can_have_is_refused() -> None:
    expected = ["bundle.entry[0].resource.component[1].valueQuantity"]
    assert expected == refused_fields(lambda: facts(pressure(120, 800)))


def test_a_unit_that_is_not_understood_is_reported(checker: Checker) -> None:
    report = checker.check(Request(patient_of(observation(WEIGHT, 80, "bushel"))))
    assert [unread.part for unread in report.unrecognised] == ["weight"]


@pytest.mark.parametrize(
    "record",
    [
        own_fact("fasted", dataAbsentReason=concept("asked")),
        observation(WEIGHT, 80, "kg") | {"valueQuantity": {"value": 80, "comparator": ">"}},
        observation(WEIGHT, 80, "kg") | {"valueQuantity": {"unit": "kg"}},
        resource("Observation", code=concept("", coding(LOINC, WEIGHT)), valueString="80 kg"),
    ],
)
def test_what_gives_no_value_does_not_count(record: Json) -> None:
    assert facts(record) == {}


def test_a_value_that_is_to_come_is_refused() -> None:
    record = observation(WEIGHT, 80, "kg", **on("2026-11-25"))
    expected = "bundle.entry[0].resource.effectiveDateTime: is in the future"
    assert [expected] == refusals(lambda: facts(record))


@pytest.mark.parametrize(
    "day", ["23.11.2026", "2026-13", "2026-02-30", "2026-11-23T25:00:00Z", "0"]
)
def test_a_date_that_is_none_is_refused(day: str) -> None:
    record = observation(WEIGHT, 80, "kg", **on(day))
    assert refused_fields(lambda: facts(record)) == ["bundle.entry[0].resource.effectiveDateTime"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueBoolean": False}, (False, "")),
        ({"valueInteger": 3}, (3.0, "")),
        ({"valueString": "severe"}, ("severe", "")),
        ({"valueQuantity": {"value": 6, "unit": "wk"}}, (6.0, "wk")),
        (
            {"valueCodeableConcept": concept("", coding("urn:x", "severe", "Severe"))},
            ("Severe", ""),
        ),
        ({"valueCodeableConcept": concept("", {"code": "severe"})}, ("severe", "")),
    ],
)
def test_any_fact_that_the_engine_knows_can_be_stated(
    value: Json, expected: tuple[object, str]
) -> None:
    assert {"some-fact": expected} == facts(own_fact("some-fact", **value))


def test_a_fact_without_a_value_is_refused() -> None:
    assert refused_fields(lambda: facts(own_fact("fasted"))) == ["bundle.entry[0].resource"]


def test_an_unknown_fact_is_reported(checker: Checker) -> None:
    report = checker.check(Request(patient_of(own_fact("star-sign", valueString="leo"))))
    assert [unread.part for unread in report.unrecognised] == ["star-sign"]


def test_a_word_that_is_too_long_is_refused() -> None:
    record = own_fact("setting", valueCodeableConcept=concept("x" * 201))
    expected = ["bundle.entry[0].resource.valueCodeableConcept"]
    assert expected == refused_fields(lambda: facts(record))


@pytest.mark.parametrize(
    "instant", ["2026-11-23T23:59:60Z", "2026-11-23T10:00", "2026-11-23T10:00:00"]
)
def test_a_leap_second_and_a_time_without_a_zone_are_read(instant: str) -> None:
    assert facts(observation(HEART_RATE, 70, "/min", **on(instant))) == {
        "heart-rate": (70.0, "/min")
    }
