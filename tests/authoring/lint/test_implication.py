"""What lint takes to follow, or to exclude each other, holds for drawn patients."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caveat.authoring.lint.implication import Implication
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules import Checker, read_request
from caveat.rules.decision import Truth
from caveat.rules.evaluator import decider_of
from caveat.rules.facts import Facts
from caveat.rules.model import Criterion
from tests.rules.decoding import decoded

pytestmark = pytest.mark.usefixtures("unmeasured")

NAMES = ["opioid", "opioid-full-agonist", "codeine", "loperamide", "benzodiazepine"]
ROUTES = ["oral", "nasal"]
TAKEN = [status.value for status in MedicationStatus]
HELD = [status.value for status in ConditionStatus]


Drawn = st.SearchStrategy[str]


def some(words: list[str]) -> Drawn:
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True).map(listed)


def listed(words: list[str]) -> str:
    return f"[{', '.join(words)}]"


def maybe(name: str, values: Drawn) -> Drawn:
    return st.one_of(st.just(""), values.map(f", {name}: {{}}".format))


def bounded(name: str, word: str) -> Drawn:
    number = st.integers(1, 4).map(str)
    above = st.one_of(*(maybe(each, number) for each in ("above", "at_least")))
    below = st.one_of(*(number.map(f", {each}: {{}}".format) for each in ("below", "at_most")))
    single = some(["1", "2", "3"]).map(", is: {}".format)
    return st.one_of(single, st.tuples(above, below).map("".join)).map(
        lambda values: f"{name}: {word}{values}"
    )


MEDICATION = st.tuples(
    st.sampled_from(NAMES).map("medication: {}".format),
    maybe("status", some(TAKEN)),
    maybe("route", some(ROUTES)),
    maybe("except_route", some(ROUTES)),
).map("".join)
CONDITION = st.tuples(
    st.sampled_from(["psychosis", "schizophrenia", "ptsd"]).map("condition: {}".format),
    maybe("status", some(HELD)),
).map("".join)
PLAIN = st.one_of(
    MEDICATION,
    CONDITION,
    bounded("observation", "sprayers"),
    bounded("unit", "mg").map("dose: {{{}}}".format),
    some(ROUTES).map("route: {}".format),
    MEDICATION.map("count: {{{}, at_least: 2}}".format),
).map("{{{}}}".format)
CRITERIA = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda each: f"{{all: [{', '.join(each)}]}}"),
        st.tuples(inner, inner).map(lambda each: f"{{any: [{', '.join(each)}]}}"),
        inner.map("{{not: {}}}".format),
    ),
    max_leaves=3,
)
MEDICINES = st.tuples(
    st.sampled_from(["codeine", "oxycodone", "Imodium", "diazepam", "opioid", "benzo"]).map(
        "text: {}".format
    ),
    st.sampled_from(TAKEN).map(", status: {}".format),
    maybe("route", st.sampled_from(ROUTES)),
).map(lambda each: f"{{{''.join(each)}}}")
CONDITIONS = st.tuples(
    st.sampled_from(["psychosis", "schizophrenia", "PTSD"]).map("{{text: {}".format),
    st.sampled_from(HELD).map(", status: {}}}".format),
).map("".join)
PATIENTS = st.tuples(
    st.sampled_from(["ketamine 2 mg oral", "ketamine 3 mg nasal"]).map("proposed: [{}]".format),
    st.lists(MEDICINES, max_size=3).map(listed).map("medications: {}".format),
    st.lists(CONDITIONS, max_size=2).map(listed).map("history: {}".format),
    st.integers(1, 4).map("observations: {{sprayers: {}}}".format),
).map("\n".join)


@pytest.fixture(scope="module")
def logic(checker: Checker) -> Implication:
    return Implication(checker.book.vocabulary)


def facts_of(checker: Checker, patient: str) -> Facts:
    recogniser = checker.engine.recogniser
    return recogniser.facts_of(recogniser.read(read_request(patient)))


def holds(criterion: Criterion, facts: Facts, logic: Implication) -> bool:
    decide = decider_of(criterion, logic.vocabulary)
    return decide(facts, facts.taken[0]).truth is Truth.YES


@settings(max_examples=120, deadline=None)
@given(first=CRITERIA, second=CRITERIA, patients=st.lists(PATIENTS, min_size=4, max_size=4))
def test_what_is_said_of_two_criteria_holds_for_every_patient(
    checker: Checker,
    logic: Implication,
    first: str,
    second: str,
    patients: list[str],
) -> None:
    one, two = (decoded(each, logic.vocabulary) for each in (first, second))
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
