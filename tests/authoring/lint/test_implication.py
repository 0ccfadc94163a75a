"""What lint takes to follow, or to exclude each other, holds for drawn patients."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caveat.authoring.lint.implication import Implication
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules import Checker, request_of
from caveat.rules.decision import Truth
from caveat.rules.evaluator import decider_of
from caveat.rules.facts import Facts
from caveat.rules.model import Criterion
from tests.rules.decoding import decoded

NAMES = ["opioid", "opioid-full-agonist", "codeine", "loperamide", "benzodiazepine"]
ROUTES = ["oral", "nasal"]
TAKEN = [status.value for status in MedicationStatus]
HELD = [status.value for status in ConditionStatus]


def some(words: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True)


def maybe(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(st.just({}), values.map(lambda value: {name: value}))


MEDICATION = st.builds(
    lambda term, *further: {"medication": term} | further[0] | further[1] | further[2],
    st.sampled_from(NAMES),
    maybe("status", some(TAKEN)),
    maybe("route", some(ROUTES)),
    maybe("except_route", some(ROUTES)),
)
CONDITION = st.builds(
    lambda concept, status: {"condition": concept} | status,
    st.sampled_from(["psychosis", "schizophrenia", "ptsd"]),
    maybe("status", some(HELD)),
)
BOUNDS = st.dictionaries(
    st.sampled_from(["below", "above", "at_least", "at_most"]),
    st.integers(1, 4),
    min_size=1,
    max_size=2,
)
VALUES = st.one_of(BOUNDS, some(["1", "2", "3"]).map(lambda words: {"is": words}))
PLAIN = st.one_of(
    MEDICATION,
    CONDITION,
    VALUES.map(lambda values: {"observation": "sprayers"} | values),
    VALUES.map(lambda values: {"dose": {"unit": "mg"} | values}),
    some(ROUTES).map(lambda routes: {"route": routes}),
    st.builds(lambda each, least: {"count": each | {"at_least": least}}, MEDICATION, st.just(2)),
)
CRITERIA = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map(lambda each: {"all": each}),
        st.lists(inner, min_size=1, max_size=2).map(lambda each: {"any": each}),
        inner.map(lambda each: {"not": each}),
    ),
    max_leaves=3,
)
MEDICINES = st.builds(
    lambda text, status, route: {"text": text, "status": status} | route,
    st.sampled_from(["codeine", "oxycodone", "Imodium", "diazepam", "opioid", "benzo"]),
    st.sampled_from(TAKEN),
    maybe("route", st.sampled_from(ROUTES)),
)
CONDITIONS = st.builds(
    lambda text, status: {"text": text, "status": status},
    st.sampled_from(["psychosis", "schizophrenia", "PTSD"]),
    st.sampled_from(HELD),
)
PATIENTS = st.fixed_dictionaries(
    {
        "proposed": st.sampled_from([["ketamine 2 mg oral"], ["ketamine 3 mg nasal"]]),
        "medications": st.lists(MEDICINES, max_size=3),
        "history": st.lists(CONDITIONS, max_size=2),
        "observations": st.integers(1, 4).map(lambda number: {"sprayers": number}),
    }
)


@pytest.fixture(scope="module")
def logic(checker: Checker) -> Implication:
    return Implication(checker.book.vocabulary)


def facts_of(checker: Checker, patient: dict[str, Any]) -> Facts:
    recogniser = checker.engine.recogniser
    return recogniser.facts_of(recogniser.read(request_of(patient)))


def holds(criterion: Criterion, facts: Facts, logic: Implication) -> bool:
    decide = decider_of(criterion, logic.vocabulary)
    return decide(facts, facts.taken[0]).truth is Truth.YES


@settings(max_examples=300, deadline=None)
@given(first=CRITERIA, second=CRITERIA, patients=st.lists(PATIENTS, min_size=4, max_size=4))
def test_what_is_said_of_two_criteria_holds_for_every_patient(
    checker: Checker,
    logic: Implication,
    first: dict[str, Any],
    second: dict[str, Any],
    patients: list[dict[str, Any]],
) -> None:
    one, two = (decoded(repr(each), logic.vocabulary) for each in (first, second))
    for facts in (facts_of(checker, patient) for patient in patients):
        if holds(one, facts, logic):
            assert not logic.implies(one, two) or holds(two, facts, logic)
            assert not logic.excludes(one, two) or not holds(two, facts, logic)


IMPLIED = [
    ("{medication: codeine}", "{medication: opioid}"),
    ("{medication: codeine, route: oral}", "{medication: opioid, except_route: [nasal]}"),
    ("{count: {medication: codeine, at_least: 3}}", "{count: {medication: opioid, at_least: 2}}"),
    ("{count: {medication: codeine, at_least: 2}}", "{medication: opioid}"),
    ("{condition: schizophrenia}", "{condition: psychosis}"),
    ("{observation: age, is: [17]}", "{observation: age, below: 18}"),
    ("{dose: {unit: mg, above: 2}}", "{dose: {unit: mg, at_least: 2}}"),
    ("{allergy: codeine}", "{any: [{route: oral}, {allergy: opioid}]}"),
    ("{any: [{route: oral}, {route: nasal}]}", "{route: [oral, nasal, buccal]}"),
    ("{not: {medication: opioid}}", "{all: [{not: {medication: codeine}}]}"),
]


@pytest.mark.parametrize(("first", "second"), IMPLIED)
def test_the_narrower_implies_the_wider_and_not_the_other_way(
    logic: Implication, first: str, second: str
) -> None:
    one, two = (decoded(text, logic.vocabulary) for text in (first, second))

    assert logic.implies(one, two)
    assert not logic.implies(two, one)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{medication: loperamide}", "{medication: opioid}"),
        ("{medication: codeine, status: [stopped]}", "{medication: opioid}"),
        ("{medication: codeine}", "{medication: opioid, route: oral}"),
        ("{medication: codeine}", "{medication: opioid, except_route: nasal}"),
        ("{medication: codeine, route: nasal}", "{medication: opioid, except_route: nasal}"),
        (
            "{count: {medication: codeine, at_least: 2}}",
            "{count: {medication: opioid, at_least: 3}}",
        ),
        ("{condition: schizophrenia, status: [past]}", "{condition: psychosis, status: [active]}"),
        ("{condition: psychosis}", "{condition: ptsd}"),
        ("{dose: {unit: mg, above: 2}}", "{dose: {unit: mg/kg, above: 2}}"),
        ("{observation: age, below: 18}", "{observation: weight, below: 18}"),
    ],
)
def test_what_is_near_does_not_follow(logic: Implication, first: str, second: str) -> None:
    one, two = (decoded(text, logic.vocabulary) for text in (first, second))

    assert not logic.implies(one, two)
