"""Codes of whole groups, and codes that are written in a text."""

from pathlib import Path

import pytest

from caveat.reading.codes import Code
from caveat.reading.condition import ConditionReading, read_condition
from caveat.reading.medication import MedicationReading, read_medications
from caveat.reading.path import StepKind
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Substance, Vocabulary
from caveat.rules import Checker
from tests.reading.vocabularies import write_vocabulary

# C07 is a class; all of X01 are sedatives, no rule knows X02, and in X03 one is a sedative
MEDICINES = """
medicines:
  timolol: {atc: [C07AA06, S01ED01]}
  dormol: {atc: [X01AA01]}
  somnol: {atc: [X01AB01, X03AA01]}
  vitamol: {atc: [X02AA01, X03AA02]}
  ferrol: {atc: [X02AB01]}
count: 5
"""
CLASSES = """
classes:
  beta-blocker: {title: beta blocker, members: [timolol], atc: [C07]}
  sedative: {title: sedative, members: [dormol, somnol]}
  sleep-medicine: {title: sleep medicine, members: [dormol]}
count: 3
"""


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder: Path = tmp_path_factory.mktemp("groups")
    return load_vocabulary(
        write_vocabulary(
            folder / "terms",
            medicines=MEDICINES,
            classes=CLASSES,
            look_alikes="look-alikes: []\ncount: 0\n",
        )
    )


def group(vocabulary: Vocabulary, atc: str) -> Substance | None:
    return vocabulary.substance_of(Code("atc", atc))


def terms_of(vocabulary: Vocabulary, atc: str) -> tuple[str, ...] | None:
    found = group(vocabulary, atc)
    return found.terms if found else None


@pytest.mark.parametrize(
    ("atc", "expected"),
    [
        ("C07", ("beta-blocker",)),
        ("C07A", ("beta-blocker",)),
        ("C07AA", ("beta-blocker",)),
        ("C07AA99", ("beta-blocker",)),
        (" c07aa ", ("beta-blocker",)),
        ("C07AA06", ("timolol",)),
        ("C", ("beta-blocker",)),
        ("X01", ("sedative",)),
        ("X01A", ("sedative",)),
        ("X01AA", ("sedative", "sleep-medicine")),
        ("X01AB", ("sedative",)),
    ],
)
def test_a_group_is_its_class_or_what_its_known_ingredients_share(
    vocabulary: Vocabulary, atc: str, expected: tuple[str, ...]
) -> None:
    assert expected == terms_of(vocabulary, atc)


@pytest.mark.parametrize("atc", ["X02", "X02A", "X02AA"])
def test_a_group_that_no_class_knows_is_harmless(vocabulary: Vocabulary, atc: str) -> None:
    found = group(vocabulary, atc)

    assert found is not None
    assert found.kind is StepKind.NAME
    assert vocabulary.classes.keys().isdisjoint(found.terms)


@pytest.mark.parametrize("atc", ["X", "X03", "X03A", "X03AA"])
def test_a_group_in_which_rules_differ_is_unknown(vocabulary: Vocabulary, atc: str) -> None:
    assert group(vocabulary, atc) is None


@pytest.mark.parametrize("atc", ["", " ", "Q", "X09", "X01AA02", "X01AA011"])
def test_a_group_or_code_without_a_known_ingredient_is_unknown(
    vocabulary: Vocabulary, atc: str
) -> None:
    assert group(vocabulary, atc) is None


def test_a_group_of_local_preparations_implies_its_route(checker: Checker) -> None:
    found = group(checker.book.vocabulary, "S01ED01")

    assert found is not None
    assert found.route == "ophthalmic"


@pytest.mark.parametrize(
    ("atc", "expected"),
    [
        ("N05BA12", ("alprazolam",)),
        ("N05BA", ("benzodiazepine",)),
        ("N05CD", ("benzodiazepine",)),
        ("N05CF", ("z-drug",)),
        ("N06AB", ("ssri",)),
        ("C07AB", ("beta-blocker",)),
        ("C09AA", ("ace-inhibitor",)),
        ("N02AA", ("opioid-full-agonist",)),
        ("N02AE", ("opioid-partial-agonist",)),
        ("R03AC", ("beta-2-agonist",)),
        ("R06AA", ("sedating-antihistamine",)),
        ("A02BC", ("proton-pump-inhibitor",)),
        ("J05AE", ("hiv-protease-inhibitor",)),
        ("N02CC", ("triptan",)),
        ("N06AF", ("nonselective-mao-inhibitor",)),
        ("P01", None),
        ("N05B", None),
        ("N05", None),
        ("N", None),
        ("R06", None),
        ("N07BC", None),
        ("A02B", None),
        ("Z", None),
    ],
)
def test_groups_of_the_built_in_vocabulary(
    checker: Checker, atc: str, expected: tuple[str, ...] | None
) -> None:
    assert expected == terms_of(checker.book.vocabulary, atc)


@pytest.mark.parametrize("atc", ["J07", "P02"])
def test_groups_that_no_rule_concerns_fall_under_no_class(checker: Checker, atc: str) -> None:
    vocabulary = checker.book.vocabulary

    assert [vocabulary.terms_of(term) for term in terms_of(vocabulary, atc) or ()] == [
        frozenset({f"ATC group {atc}"})
    ]


def medicines(checker: Checker, text: str) -> tuple[MedicationReading, ...]:
    return read_medications(text, (), checker.book.vocabulary)


def ingredients(readings: tuple[MedicationReading, ...]) -> set[str]:
    return {
        term
        for reading in readings
        for found in reading.substances
        for term in found.substance.terms
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RxCUI 3423", {"hydromorphone"}),
        ("rxcui: 6918", {"metoprolol"}),
        ("rxcui6918", {"metoprolol"}),
        ("RxCUI:6918 metoprolol 50 mg", {"metoprolol"}),
        ("N05BA12", {"alprazolam"}),
        ("alprazolam N05BA12", {"alprazolam"}),
        ("ATC N05BA12", {"alprazolam"}),
        ("n05ba12 1 mg daily", {"alprazolam"}),
        ("metoprolol (NDC 0002-1433-80)", {"metoprolol"}),
    ],
)
def test_a_code_of_a_medicine_may_stand_in_the_text(
    checker: Checker, text: str, expected: set[str]
) -> None:
    readings = medicines(checker, text)

    assert expected == ingredients(readings)
    assert [part for reading in readings for part in reading.unread] == []
    assert [reading.disagreement for reading in readings] == [None]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("NDC 0002-1433-80", "ndc 0002-1433-80"),
        ("NDC: 00021433801", "ndc 00021433801"),
        ("RxCUI 99999999", "rxnorm 99999999"),
        ("N05BA", "n05ba"),
    ],
)
def test_an_unknown_code_in_a_text_is_unread(checker: Checker, text: str, part: str) -> None:
    readings = medicines(checker, text)

    assert ingredients(readings) == set()
    assert [part] == [each.part for reading in readings for each in reading.unread]


def test_a_code_in_a_text_that_names_another_medicine_disagrees(checker: Checker) -> None:
    (reading,) = medicines(checker, "aspirin N05BA12")

    assert ingredients((reading,)) == {"aspirin", "alprazolam"}
    assert reading.disagreement is not None
    assert (reading.disagreement.by_code, reading.disagreement.by_text) == ("alprazolam", "aspirin")


def history(checker: Checker, text: str) -> ConditionReading:
    return read_condition(text, (), None, checker.book.vocabulary)


def said(checker: Checker, text: str) -> set[tuple[str, str]]:
    return {(mention.concept, mention.status.value) for mention in history(checker, text).mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("F20.9", {("psychosis", "active"), ("schizophrenia", "active")}),
        ("f20.9", {("psychosis", "active"), ("schizophrenia", "active")}),
        ("dx F20.9", {("psychosis", "active"), ("schizophrenia", "active")}),
        ("hx of F20.9", {("psychosis", "past"), ("schizophrenia", "past")}),
        ("denies F20.9", {("psychosis", "ruled-out"), ("schizophrenia", "ruled-out")}),
        (
            "family history of F20.9",
            {("psychosis", "family-history"), ("schizophrenia", "family-history")},
        ),
        ("R/O F31.9", {("bipolar", "suspected")}),
        ("I10", {("hypertension", "active")}),
        ("I10, E11.9", {("hypertension", "active")}),
        ("I10; F31.9", {("hypertension", "active"), ("bipolar", "active")}),
        ("E11.9", set[tuple[str, str]]()),
        ("F10.21", {("alcohol-use-disorder", "past")}),
    ],
)
def test_a_code_of_a_condition_may_stand_in_the_text(
    checker: Checker, text: str, expected: set[tuple[str, str]]
) -> None:
    assert expected == said(checker, text)
    assert not history(checker, text).unread


@pytest.mark.parametrize("text", ["A1C 7.5", "L4-L5", "F319", "blorbosis 12.5"])
def test_what_only_looks_like_a_code_is_unread(checker: Checker, text: str) -> None:
    assert said(checker, text) == set()
    assert history(checker, text).unread


def test_a_code_in_a_text_that_names_another_condition_disagrees(checker: Checker) -> None:
    reading = history(checker, "glaucoma (F20.9)")

    assert {mention.concept for mention in reading.mentions} == {
        *("psychosis", "schizophrenia", "glaucoma-raised-iop")
    }
    assert reading.disagreement is not None


@pytest.mark.parametrize(
    "text", ["schizophrenia F20.9", "Schizophrenia (F20.9)", "HTN (I10.0)", "F20.9: schizophrenia"]
)
def test_a_code_beside_the_name_of_its_condition_is_read(checker: Checker, text: str) -> None:
    assert not history(checker, text).unread


def test_a_code_of_the_chapter_for_special_purposes_is_read(checker: Checker) -> None:
    assert not history(checker, "U07.1").unread
