"""Criteria decided in three values, with facts made by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType

import pytest
from msgspec import structs

from caveat.reading.dose import Dose
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker
from caveat.rules.decision import Decision, HeldUse, Truth
from caveat.rules.evaluator import decider_of, decider_of_all
from caveat.rules.facts import Facts, Held, KnownFact, Missing, Taken
from caveat.rules.model import (
    AllCriterion,
    AnyCriterion,
    Bound,
    Comparison,
    Criterion,
    NotCriterion,
    ObservationCriterion,
)
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef
from tests.rules.decoding import decoded

ENTRY = EntryRef(EntryList.PROPOSED, 0, "ketamine")
SUBJECT = Taken(
    entry=ENTRY,
    terms=frozenset(("ketamine", "ketamine-therapy")),
    substances=(),
    status=MedicationStatus.PLANNED,
    route="",
    dose=None,
    plan=MappingProxyType({}),
)
NOTHING = Facts((SUBJECT,), (), (), {}, {}, (), (), (), (), (), ())
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

# age is known, weight and height are not: one criterion for each value
OF = {
    YES: "{observation: age, above: 40}",
    NO: "{observation: age, below: 40}",
    UNKNOWN: "{observation: height, below: 40}",
}
OTHER = {**OF, UNKNOWN: "{observation: heart-rate, below: 40}"}


@dataclass(frozen=True)
class Case:
    """A patient, and the medicine that is being decided on."""

    facts: Facts
    subject: Taken
    vocabulary: Vocabulary


def decide(criterion: Criterion, case: Case) -> Decision:
    return decider_of(criterion, case.vocabulary)(case.facts, case.subject)


def decide_all(criteria: Iterable[Criterion], case: Case) -> Decision:
    return decider_of_all(criteria, case.vocabulary)(case.facts, case.subject)


@pytest.fixture
def case(checker: Checker) -> Case:
    age = KnownFact("age", 44.0, "44 year")
    facts = structs.replace(NOTHING, observations={"age": age})
    return Case(facts, SUBJECT, checker.book.vocabulary)


def dosed(case: Case, dose: Dose | None, **observations: float) -> Case:
    known = {name: KnownFact(name, value, f"{value:g}") for name, value in observations.items()}
    facts = structs.replace(NOTHING, observations=known)
    return Case(facts, replace(SUBJECT, dose=dose), case.vocabulary)


def worst(truths: tuple[Truth, Truth], order: tuple[Truth, ...]) -> Truth:
    return min(truths, key=order.index)


@pytest.mark.parametrize("truths", list(product(Truth, repeat=2)))
def test_all_and_any_follow_the_strongest_of_their_parts(
    case: Case, truths: tuple[Truth, Truth]
) -> None:
    first = decoded(OF[truths[0]], case.vocabulary)
    second = decoded(OTHER[truths[1]], case.vocabulary)

    every = decide(AllCriterion((first, second)), case)
    some = decide(AnyCriterion((first, second)), case)

    assert worst(truths, (NO, UNKNOWN, YES)) is every.truth
    assert worst(truths, (YES, UNKNOWN, NO)) is some.truth


@pytest.mark.parametrize(("truth", "expected"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not_turns_yes_and_no_and_leaves_unknown(case: Case, truth: Truth, expected: Truth) -> None:
    assert expected is decide(NotCriterion(decoded(OF[truth], case.vocabulary)), case).truth


def test_everything_that_is_missing_is_named(case: Case) -> None:
    criteria = [decoded(text, case.vocabulary) for text in (OF[UNKNOWN], OF[YES], OTHER[UNKNOWN])]

    decision = decide_all(criteria, case)

    assert decision.missing == (Missing("height"), Missing("heart-rate"))


def test_of_alternatives_all_that_hold_are_shown(case: Case) -> None:
    weight = KnownFact("weight", 80.0, "80 kg")
    known = structs.replace(case.facts, observations={**case.facts.observations, "weight": weight})
    texts = (OF[YES], OF[NO], "{observation: weight, above: 70}")
    some = AnyCriterion(tuple(decoded(text, case.vocabulary) for text in texts))

    decision = decide(some, replace(case, facts=known))

    assert decision.uses == (case.facts.observations["age"], weight)


def test_of_alternatives_all_that_are_missing_are_named(case: Case) -> None:
    texts = (OF[UNKNOWN], OF[NO], OTHER[UNKNOWN])
    some = AnyCriterion(tuple(decoded(text, case.vocabulary) for text in texts))

    assert decide(some, case).missing == (Missing("height"), Missing("heart-rate"))


@pytest.mark.parametrize("kind", [AllCriterion, AnyCriterion])
def test_what_is_missing_is_named_however_deep_it_stands(
    case: Case, kind: type[AllCriterion | AnyCriterion]
) -> None:
    inner, other = (decoded(text, case.vocabulary) for text in (OF[UNKNOWN], OTHER[UNKNOWN]))

    decision = decide(kind((kind((inner, other)), inner)), case)

    assert decision.truth is UNKNOWN
    assert decision.missing == (Missing("height"), Missing("heart-rate"), Missing("height"))


def test_what_is_missing_does_not_matter_once_one_part_does_not_hold(case: Case) -> None:
    criteria = [decoded(text, case.vocabulary) for text in (OF[UNKNOWN], OF[NO])]

    assert decide_all(criteria, case).missing == ()


def test_no_criterion_always_holds(case: Case) -> None:
    assert decide_all((), case).truth is YES


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        (Comparison.BELOW, (True, False, False)),
        (Comparison.AT_MOST, (True, True, False)),
        (Comparison.AT_LEAST, (False, True, True)),
        (Comparison.ABOVE, (False, False, True)),
    ],
)
def test_a_bound_holds_on_its_side(
    case: Case, comparison: Comparison, holds: tuple[bool, ...]
) -> None:
    criterion = ObservationCriterion("age", (Bound(comparison, 18.0),))

    def held(value: float) -> bool:
        facts = structs.replace(case.facts, observations={"age": KnownFact("age", value, "")})
        return decide(criterion, replace(case, facts=facts)).truth is YES

    assert holds == tuple(held(value) for value in (17.9, 18.0, 18.1))


@pytest.mark.parametrize(
    ("dose", "observations", "text", "expected"),
    [
        (Dose(40.0, per_kg=False, text=""), {"weight": 80.0}, "is: 0.5, unit: mg/kg", YES),
        (Dose(40.0, per_kg=False, text=""), {"weight": 79.0}, "is: 0.5, unit: mg/kg", NO),
        (Dose(0.5, per_kg=True, text=""), {}, "at_most: 0.5, unit: mg/kg", YES),
        (Dose(0.5, per_kg=True, text=""), {"weight": 80.0}, "is: 0.5, unit: mg/kg", YES),
        (Dose(0.5, per_kg=True, text=""), {"weight": 80.0}, "is: 40, unit: mg", YES),
        (Dose(0.1, per_kg=True, text=""), {"weight": 70.0}, "is: 7, unit: mg", YES),
        (Dose(40.0, per_kg=False, text=""), {}, "is: 40, unit: mg", YES),
        (Dose(40.0, per_kg=False, text=""), {"weight": 80.0}, "is: 40, unit: mg", YES),
        (Dose(40.0, per_kg=False, text=""), {}, "stated: true, unit: mg", YES),
        (Dose(40.0, per_kg=False, text=""), {}, "stated: true, unit: mg/kg", NO),
        (Dose(0.0, per_kg=False, text=""), {"weight": 80.0}, "below: 1, unit: mg/kg", YES),
    ],
)
def test_a_dose_is_compared_in_the_unit_of_the_criterion(
    case: Case, dose: Dose, observations: dict[str, float], text: str, expected: Truth
) -> None:
    criterion = decoded(f"{{dose: {{{text}}}}}", case.vocabulary)

    assert expected is decide(criterion, dosed(case, dose, **observations)).truth


@pytest.mark.parametrize(
    ("dose", "missing"),
    [
        (None, Missing("dose", ENTRY)),
        (Dose(40.0, per_kg=False, text=""), Missing("weight")),
    ],
)
def test_a_dose_that_cannot_be_compared_says_what_is_missing(
    case: Case, dose: Dose | None, missing: Missing
) -> None:
    criterion = decoded("{dose: {above: 1, unit: mg/kg}}", case.vocabulary)

    assert (missing,) == decide(criterion, dosed(case, dose)).missing


def test_a_dose_by_weight_is_shown_with_what_it_was_reckoned_from(case: Case) -> None:
    criterion = decoded("{dose: {above: 0.1, unit: mg/kg}}", case.vocabulary)
    dose = Dose(40.0, per_kg=False, text="40 mg")

    (use,) = decide(criterion, dosed(case, dose, weight=80.0)).uses

    assert use == KnownFact("dose-mg-per-kg", 0.5, "0.5 mg/kg (40 mg, 80)")


def test_a_fact_of_the_plan_comes_first(case: Case) -> None:
    plan = {"age": KnownFact("age", 12.0, "12 year")}
    child = decoded("{observation: age, below: 18}", case.vocabulary)

    assert decide(child, case).truth is NO
    assert decide(child, replace(case, subject=replace(SUBJECT, plan=plan))).truth is YES


def test_a_derived_fact_names_what_it_was_to_be_derived_from(case: Case) -> None:
    missing = (Missing("trials"),)
    criterion = decoded("{observation: failed-trials, below: 2}", case.vocabulary)

    facts = structs.replace(case.facts, unknown={"failed-trials": missing})
    decision = decide(criterion, replace(case, facts=facts))

    assert (UNKNOWN, missing) == (decision.truth, decision.missing)


@pytest.mark.parametrize(
    ("held", "status", "expected"),
    [
        ("psychosis", ConditionStatus.ACTIVE, YES),
        ("schizophrenia", ConditionStatus.PAST, YES),
        ("schizophrenia", ConditionStatus.FAMILY_HISTORY, NO),
        ("schizophrenia", ConditionStatus.RULED_OUT, NO),
        ("ptsd", ConditionStatus.ACTIVE, NO),
    ],
)
def test_a_condition_counts_by_its_status_and_by_what_it_is_a_case_of(
    case: Case, held: str, status: ConditionStatus, expected: Truth
) -> None:
    entry = EntryRef(EntryList.CONDITIONS, 0, held)
    found = Held(entry, held, case.vocabulary.broader_than(held), status, ())
    criterion = decoded("{condition: psychosis}", case.vocabulary)

    facts = structs.replace(case.facts, held=(found,))
    assert expected is decide(criterion, replace(case, facts=facts)).truth


def test_every_condition_that_counts_is_shown(case: Case) -> None:
    entries = [EntryRef(EntryList.CONDITIONS, n, "psychosis") for n in range(2)]
    held = [
        Held(each, "psychosis", frozenset(("psychosis",)), ConditionStatus.ACTIVE, ())
        for each in entries
    ]
    criterion = decoded("{condition: psychosis}", case.vocabulary)

    facts = structs.replace(case.facts, held=tuple(held))
    uses = decide(criterion, replace(case, facts=facts)).uses

    assert uses == tuple(HeldUse(each, "psychosis") for each in held)


@pytest.mark.parametrize("criterion", ["{condition: psychosis}", "{allergy: ketamine}"])
def test_what_a_patient_surely_has_not_may_be_asked_for(case: Case, criterion: str) -> None:
    assert decide(decoded(f"{{not: {criterion}}}", case.vocabulary), case).truth is YES


def test_a_medicine_is_not_its_own_partner(case: Case) -> None:
    criterion = decoded("{medication: ketamine-therapy}", case.vocabulary)

    entry = EntryRef(EntryList.MEDICATIONS, 0, "ketamine")
    facts = structs.replace(case.facts, taken=(SUBJECT, replace(SUBJECT, entry=entry)))

    assert decide(criterion, case).truth is NO
    assert decide(criterion, replace(case, facts=facts)).truth is YES
