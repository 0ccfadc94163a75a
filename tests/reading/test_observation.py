"""Stated facts: values in the fact's own unit, what cannot be used, what nobody could have."""

import pytest

from caveat.reading.observation import Fact, ObservationReading, Value, read_observation
from caveat.rules import Checker


def read(checker: Checker, name: str, value: Value, unit: str = "") -> ObservationReading:
    return read_observation(name, value, unit, checker.book.vocabulary)


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("age", 44.0, "", Fact("age", 44.0)),
        ("Age", "44", "years", Fact("age", 44.0)),
        ("weight", "80 kg", "", Fact("weight", 80.0)),
        ("weight", 80000.0, "g", Fact("weight", 80.0)),
        ("setting", "at home", "", Fact("setting", "home")),
        ("evaluated", "yes", "", Fact("evaluated", value=True)),
        ("evaluated", False, "", Fact("evaluated", value=False)),
    ],
)
def test_a_value_is_read_in_the_facts_own_unit(
    checker: Checker, name: str, value: Value, unit: str, expected: Fact
) -> None:
    assert (expected,) == read(checker, name, value, unit).facts


@pytest.mark.parametrize("value", ["unknown", "?", "n/a", ""])
@pytest.mark.parametrize("name", ["weight", "supervised", "setting", "blood pressure"])
def test_what_is_not_stated_is_asked_about(checker: Checker, name: str, value: str) -> None:
    reading = read(checker, name, value)

    assert reading.unread
    assert not reading.facts
    assert not reading.refusal


@pytest.mark.parametrize(
    ("name", "number", "reason"),
    [
        ("height", 1.78, "without a unit it is read in cm: state the unit"),
        ("systolic", 20.0, "without a unit it is read in mm[Hg]: state the unit"),
    ],
)
def test_a_bare_number_that_another_unit_explains_is_asked_about(
    checker: Checker, name: str, number: float, reason: str
) -> None:
    (part,) = read(checker, name, number).unread

    assert part.reason == reason


def test_a_bare_number_that_no_unit_explains_is_refused(checker: Checker) -> None:
    assert read(checker, "height", 9999.0).refusal == "expected a number from 20 to 260 cm"


def test_a_value_and_its_unit_may_not_disagree(checker: Checker) -> None:
    (part,) = read(checker, "weight (kg)", "70 lb").unread

    assert part.reason == "the units disagree"


def test_half_a_blood_pressure_is_none(checker: Checker) -> None:
    reading = read(checker, "BP", "30/20")

    assert not reading.facts
    assert [part.part for part in reading.unread] == ["systolic blood pressure"]


def test_a_blood_pressure_is_two_facts(checker: Checker) -> None:
    facts = read(checker, "BP", "150/95 mmHg").facts

    assert [fact.value for fact in facts] == [150.0, 95.0]


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("age", -3.0, ""),
        ("age", 131.0, ""),
        ("weight", 0.0, ""),
        ("weight", float("nan"), ""),
        ("weight", "inf", ""),
        ("blood pressure", "500/95", ""),
    ],
)
def test_a_value_that_nobody_could_have_is_refused_or_unread(
    checker: Checker, name: str, value: Value, unit: str
) -> None:
    reading = read(checker, name, value, unit)

    assert reading.refusal or reading.unread
    assert "weight" not in {fact.name for fact in reading.facts}


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("hair colour", "red", ""),
        ("age", "old", ""),
        ("age", True, ""),
        ("weight", 80.0, "parsecs"),
        ("setting", "moon", ""),
        ("evaluated", "perhaps", ""),
        ("BP", "high", ""),
    ],
)
def test_what_cannot_be_used_is_unread(
    checker: Checker, name: str, value: Value, unit: str
) -> None:
    reading = read(checker, name, value, unit)

    assert not reading.facts
    assert reading.unread
