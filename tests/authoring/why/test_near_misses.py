"""What nearly made a criterion hold, and by how much it did not."""

from pathlib import Path

import pytest

from caveat.authoring.why.explaining import explain
from caveat.authoring.why.explanation import Explained, Measured
from caveat.rules import Checker, request_of
from caveat.rules.decision import Truth
from tests.rules.small_packs import checker_of, rule, write_pack

QUIET: dict[str, object] = {"medications": [], "history": [], "allergies": []}
KETAMINE: dict[str, object] = {"proposed": ["ketamine 40 mg IV"]}


class Asked:
    """Explains one criterion about ketamine, of a patient who is quiet but for what is given."""

    def __init__(self, folder: Path, checker: Checker) -> None:
        self._folder = folder
        self._vocabulary = checker.book.vocabulary

    def __call__(self, criterion: str, **given: object) -> Explained:
        scope = f"about: ketamine-therapy\nwhen: [{criterion}]"
        pack = write_pack(self._folder / "pack", rule("one", scope))
        request = request_of(KETAMINE | QUIET | given)
        told = explain("one", request, checker_of([pack], self._vocabulary))
        return told.tree.within[0].within[0]


@pytest.fixture
def asked(tmp_path: Path, checker: Checker) -> Asked:
    return Asked(tmp_path, checker)


@pytest.mark.parametrize(
    ("criterion", "text", "why"),
    [
        (
            "{medication: heart-medicine}",
            "lisinopril, stopped in 2019",
            "its status is stopped, and the rule counts active, planned",
        ),
        (
            "{medication: timolol, except_route: [ophthalmic]}",
            "timolol eye drops",
            "its route is ophthalmic, which the rule does not count",
        ),
        (
            "{medication: fentanyl, route: [transdermal]}",
            "fentanyl IV",
            "its route is intravenous, and the rule counts transdermal",
        ),
        (
            "{medication: fentanyl, route: [transdermal]}",
            "fentanyl",
            "its route is not known, and the rule counts transdermal",
        ),
        (
            "{medication: benzodiazepine}",
            "zolpidem 5 mg",
            "is within medicine that depresses breathing too, but is not benzodiazepine",
        ),
        (
            "{medication: beta-blocker}",
            "blood pressure medicine",
            "says only heart or blood-pressure medicine, which is wider than beta blocker",
        ),
    ],
)
def test_a_medicine_that_does_not_count_says_why(
    asked: Asked, criterion: str, text: str, why: str
) -> None:
    [seen] = asked(criterion, medications=[text]).entries

    assert seen.traced.entry.text == text
    assert seen.truth is not Truth.YES
    assert seen.why == why


def test_a_medicine_of_another_kind_is_not_near(asked: Asked) -> None:
    assert asked("{medication: benzodiazepine}", medications=["lisinopril"]).entries == ()


def test_where_one_counts_those_that_come_near_are_not_told(asked: Asked) -> None:
    told = asked("{medication: benzodiazepine}", medications=["diazepam", "zolpidem"])

    assert [seen.traced.entry.text for seen in told.entries] == ["diazepam"]


def test_the_medicine_that_the_rule_is_about_is_not_another_one(asked: Asked) -> None:
    [seen] = asked("{medication: ketamine}").entries

    assert seen.why == "is the medicine that the rule is about, and another one is asked for"


@pytest.mark.parametrize(
    ("concept", "text", "why"),
    [
        (
            "psychosis",
            "mother with schizophrenia",
            "its status is family-history, and the rule counts active, past, suspected",
        ),
        ("severe-depression", "depression", "says only depression, which is wider than {asked}"),
        ("severe-depression", "mild depression", "is within depression too, but is not {asked}"),
    ],
)
def test_a_condition_that_does_not_count_says_why(
    asked: Asked, checker: Checker, concept: str, text: str, why: str
) -> None:
    [seen] = asked(f"{{condition: {concept}}}", history=[text]).entries

    assert seen.truth is Truth.NO
    assert seen.why == why.format(asked=checker.book.vocabulary.title_of(concept))


def test_an_allergy_comes_near_by_the_class_that_is_shared(asked: Asked) -> None:
    [seen] = asked("{allergy: diazepam}", allergies=["lorazepam"]).entries

    assert (seen.truth, seen.why) == (Truth.NO, "is within benzodiazepine too, but is not diazepam")


@pytest.mark.parametrize(
    ("minutes", "truth", "distance"),
    [(118, Truth.YES, 2.0), (120, Truth.NO, 0.0), (121.5, Truth.NO, 1.5)],
)
def test_a_number_is_told_with_its_bound_and_the_distance(
    asked: Asked, minutes: float, truth: Truth, distance: float
) -> None:
    told = asked(
        "{observation: observation-minutes, below: 120}",
        observations={"observation-minutes": minutes},
    )

    [fact] = told.facts
    holds = truth is Truth.YES
    assert (told.truth, fact.value) == (truth, f"{minutes:g} min")
    assert fact.bounds == (Measured("below", 120.0, "min", holds, distance),)


def test_a_word_is_told_with_those_that_are_wanted(asked: Asked) -> None:
    [fact] = asked(
        "{observation: setting, is: [clinic, hospital]}", observations={"setting": "home"}
    ).facts

    assert (fact.value, fact.truth, fact.wanted) == ("home", Truth.NO, ("clinic", "hospital"))


def test_a_dose_is_told_in_the_unit_that_is_asked_for(asked: Asked) -> None:
    told = asked("{dose: {above: 0.5, unit: mg/kg}}", observations={"weight": "100 kg"})

    [fact] = told.facts
    assert fact.value == "0.4 mg/kg (40 mg, 100 kg)"
    assert fact.bounds == (Measured("above", 0.5, "mg/kg", holds=False, distance=0.1),)


def test_a_dose_in_another_unit_without_the_weight_asks_for_the_weight(asked: Asked) -> None:
    told = asked("{dose: {above: 0.5, unit: mg/kg}}")

    assert told.truth is Truth.UNKNOWN
    assert [each.fact for each in told.absent] == ["weight"]
    assert [(fact.value, fact.wanted) for fact in told.facts] == [("40 mg", ("stated in mg/kg",))]


def test_a_count_is_told_with_how_many_are_wanted(asked: Asked) -> None:
    told = asked(
        "{count: {medication: opioid, at_least: 2}}", medications=["oxycodone", "oxycodone 5 mg"]
    )

    assert told.truth is Truth.NO
    assert told.facts[0].bounds == (Measured("at least", 2.0, "", holds=False, distance=1.0),)


def test_a_route_is_told_with_those_that_are_wanted(asked: Asked) -> None:
    [fact] = asked("{route: [nasal]}").facts

    assert (fact.value, fact.truth, fact.wanted) == ("intravenous", Truth.NO, ("nasal",))


def test_what_stands_within_is_decided_one_by_one(asked: Asked) -> None:
    told = asked("{any: [{condition: psychosis}, {not: {route: [nasal]}}]}")

    assert (told.asks, told.truth) == ("any of these", Truth.YES)
    assert [(each.asks, each.truth) for each in told.within] == [
        ("psychosis (active or past or suspected)", Truth.NO),
        ("not", Truth.YES),
    ]
    assert told.within[1].within[0].truth is Truth.NO


def test_a_list_that_was_not_asked_is_a_question_without_an_entry(checker: Checker) -> None:
    told = explain("ketamine-psychosis", request_of({**KETAMINE, "medications": []}), checker)

    [absent] = told.tree.within[0].within[0].absent
    assert (absent.fact, absent.entry) == ("conditions", None)


def test_an_entry_that_was_not_recognised_is_named(asked: Asked) -> None:
    told = asked("{medication: weak-opioid}", medications=["xyzzyprin"])

    assert told.truth is Truth.UNKNOWN
    assert [each.entry and each.entry.text for each in told.absent] == ["xyzzyprin"]


def test_a_medicine_of_the_rule_that_was_stopped_is_no_subject(checker: Checker) -> None:
    given = {"proposed": ["amoxicillin"], "medications": ["ketamine, stopped in 2019"]}
    told = explain("ketamine-psychosis", request_of(given), checker)

    [missing] = told.tree.within
    assert missing.entries[0].why.startswith("its status is stopped")
