"""Criteria as values, and every mistake in one."""

import pytest

from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules import Checker
from caveat.rules.criteria import CURRENT
from caveat.rules.model import (
    AllCriterion,
    AllergyCriterion,
    AnyCriterion,
    Bound,
    Comparison,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    MedicationCriterion,
    NotCriterion,
    ObservationCriterion,
    RouteCriterion,
)
from tests.rules.decoding import decoded, mistakes

OPIOID = MedicationCriterion("opioid", CURRENT)
CHILD = ObservationCriterion("age", (Bound(Comparison.BELOW, 18.0),))
ONE_OF = "expected one of count, medication, condition, observation, dose, route, allergy"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{medication: opioid}", OPIOID),
        (
            "{medication: opioid, status: [stopped], route: oral, except_route: [nasal, otic]}",
            MedicationCriterion(
                "opioid",
                frozenset((MedicationStatus.STOPPED,)),
                frozenset(("oral",)),
                frozenset(("nasal", "otic")),
            ),
        ),
        ("{condition: ptsd}", ConditionCriterion("ptsd")),
        (
            "{condition: ptsd, status: [past, active]}",
            ConditionCriterion("ptsd", frozenset((ConditionStatus.PAST, ConditionStatus.ACTIVE))),
        ),
        ("{observation: age, below: 18}", CHILD),
        (
            "{observation: age, at_least: 18, at_most: 24.5}",
            ObservationCriterion(
                "age", (Bound(Comparison.AT_LEAST, 18.0), Bound(Comparison.AT_MOST, 24.5))
            ),
        ),
        (
            "{observation: setting, is: [home, clinic]}",
            ObservationCriterion("setting", words=frozenset(("home", "clinic"))),
        ),
        (
            "{observation: sprayers, is: [1.0, 2]}",
            ObservationCriterion("sprayers", words=frozenset(("1", "2"))),
        ),
        (
            "{observation: fasted, is: false}",
            ObservationCriterion("fasted", words=frozenset(("false",))),
        ),
        ("{dose: {is: [56, 84], unit: mg}}", DoseCriterion("mg", numbers=frozenset((56.0, 84.0)))),
        (
            "{dose: {above: 1, unit: mg/kg}}",
            DoseCriterion("mg/kg", (Bound(Comparison.ABOVE, 1.0),)),
        ),
        ("{dose: {stated: true, unit: mg/kg}}", DoseCriterion("mg/kg", stated=True)),
        ("{route: [oral, nasal]}", RouteCriterion(frozenset(("oral", "nasal")))),
        ("{allergy: ketamine}", AllergyCriterion("ketamine")),
        ("{not: {medication: opioid}}", NotCriterion(OPIOID)),
        (
            "{all: [{medication: opioid}, {observation: age, below: 18}]}",
            AllCriterion((OPIOID, CHILD)),
        ),
        (
            "{any: [{medication: opioid}, {observation: age, below: 18}]}",
            AnyCriterion((OPIOID, CHILD)),
        ),
        ("{count: {medication: opioid, at_least: 2}}", CountCriterion(OPIOID, 2)),
        (
            "{count: {medication: opioid, except_route: topical, at_least: 3}}",
            CountCriterion(
                MedicationCriterion("opioid", CURRENT, except_routes=frozenset(("topical",))), 3
            ),
        ),
    ],
)
def test_a_criterion_is_decoded(checker: Checker, text: str, expected: Criterion) -> None:
    assert expected == decoded(text, checker.book.vocabulary)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{medication: [opioid]}", ["wrong type: expected a text"]),
        ("{medication: ''}", ["empty text: expected a text that says something"]),
        ("{medication: opioid, level: major}", ["unknown key: 'level'"]),
        ("{medication: opioid, status: active}", ["wrong type: expected a list"]),
        ("{medication: opioid, status: []}", ["wrong criterion: the list is empty"]),
        ("{medication: opioid, route: []}", ["wrong criterion: the list is empty"]),
        ("{medication: opioid, except_route: {}}", ["wrong type: expected a list"]),
        ("{condition: ptsd, status: []}", ["wrong criterion: the list is empty"]),
        ("{condition: ptsd, allergy: ketamine}", ["unknown key: 'allergy'"]),
        (
            "{condition: ptsd, status: [activ]}",
            ["unknown word: 'activ'; did you mean 'active'?"],
        ),
        (
            "{observation: agee, is: 3}",
            ["unknown observation: 'agee'; did you mean 'age'?"],
        ),
        (
            "{observation: age, is: 3, below: 2}",
            ["wrong criterion: expected either 'is' or bounds"],
        ),
        (
            "{dose: 3}",
            [
                "wrong criterion: expected one of 'is', 'stated' and bounds",
                "wrong type: expected a mapping",
            ],
        ),
        (
            "{dose: {is: 3, above: 2, unit: mg}}",
            ["wrong criterion: expected one of 'is', 'stated' and bounds"],
        ),
        ("{dose: {is: 3}}", ["missing key: unit"]),
        ("{dose: {is: many, unit: mg}}", ["wrong type: expected a number"]),
        ("{route: []}", ["wrong criterion: the list is empty"]),
        ("{route: intravenus}", ["unknown word: 'intravenus'; did you mean 'intravenous'?"]),
        ("{not: [{medication: opioid}]}", [f"wrong criterion: {ONE_OF}, all, any, not"]),
        ("[{medication: opioid}]", [f"wrong criterion: {ONE_OF}, all, any, not"]),
        (
            "{any: {medication: opioid}}",
            ["wrong criterion: 'any' lists no criterion", "wrong type: expected a list"],
        ),
        (
            "{count: {medication: opioid, at_least: 0}}",
            ["wrong criterion: expected a whole number from 1"],
        ),
        (
            "{count: {medication: opioid, at_least: 1.5}}",
            ["wrong criterion: expected a whole number from 1"],
        ),
        ("{count: {at_least: 2}}", ["missing key: medication"]),
    ],
)
def test_a_mistake_is_noted_and_decoding_goes_on(
    checker: Checker, text: str, expected: list[str]
) -> None:
    assert expected == mistakes(text, checker.book.vocabulary)
