"""The vocabulary's files: what they give, and every mistake at its place."""

from pathlib import Path

import pytest

from caveat.reading.codes import Code
from caveat.reading.path import StepKind
from caveat.reading.terms import load_vocabulary
from caveat.source.errors import PackError
from tests.reading.vocabularies import write_vocabulary


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_vocabulary(folder)
    return [f"{problem.kind}: {problem.what}" for problem in caught.value.problems]


def test_a_class_holds_the_members_of_its_parts_but_for_exceptions(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_vocabulary(tmp_path / "terms"))

    assert vocabulary.members_of("heart-medicine") == {"timolol"}
    assert vocabulary.terms_of("timolol") == {"timolol", "beta-blocker", "heart-medicine"}


def test_a_path_leads_from_an_ingredient_to_its_class(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_vocabulary(tmp_path / "terms"))

    steps = vocabulary.steps("timolol", "heart-medicine")

    assert [step.label for step in steps] == ["timolol", "beta blocker", "heart medicine"]


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        (Code("rxnorm", "1"), ("timolol",)),
        (Code("http://www.whocc.no/atc", "b01ac06"), ("aspirin",)),
        (Code("atc", "C07AA06"), ("beta-blocker",)),
    ],
)
def test_a_code_stands_for_its_ingredient_or_class(
    tmp_path: Path, code: Code, terms: tuple[str, ...]
) -> None:
    found = load_vocabulary(write_vocabulary(tmp_path / "terms")).substance_of(code)

    assert found is not None
    assert terms == found.terms


@pytest.mark.parametrize(
    "code", [Code("rxnorm", "10600 9"), Code("atc", "N99"), Code("loinc", "1191"), Code("atc", "")]
)
def test_a_code_that_is_not_known_stands_for_nothing(tmp_path: Path, code: Code) -> None:
    assert load_vocabulary(write_vocabulary(tmp_path / "terms")).substance_of(code) is None


@pytest.mark.parametrize(
    ("code", "concepts"),
    [
        (Code("icd-10-cm", "F25.0"), ("psychosis",)),
        (Code("snomed", "58214004"), ("schizophrenia",)),
        (Code("icd10cm", "M10.9"), ()),
        (Code("icd10cm", "nonsense"), None),
        (Code("snomed", "1"), None),
    ],
)
def test_a_condition_code_is_known_concerns_nothing_or_is_unknown(
    tmp_path: Path, code: Code, concepts: tuple[str, ...] | None
) -> None:
    assert concepts == load_vocabulary(write_vocabulary(tmp_path / "terms")).concepts_of(code)


EXCLUDED = """\
classes:
  a: {title: a, members: [b], excludes: [b]}
  b: {title: b, members: [timolol]}
count: 2
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("other", "other-conditions: [gout]\ncount: 2", "wrong count: the section has 1 entries"),
        ("other", "other-conditions: [psychosis]\ncount: 1", "ambiguous name"),
        ("other", "other-conditions: [gout]", "missing key: count"),
        ("other", "count: 0", "wrong sections"),
        ("other", "other-conditions: [gout", "not strict YAML"),
        ("products", "products:\n  X: {ingredients: [nothing]}\ncount: 1", "unknown ingredient"),
        ("products", "products:\n  ASA: {ingredients: [timolol]}\ncount: 1", "ambiguous name"),
        (
            "classes",
            "classes:\n  aspirin: {title: a, members: [timolol]}\ncount: 1",
            "ambiguous id: 'aspirin' is an ingredient too",
        ),
        (
            "classes",
            "classes:\n  a: {title: a, members: [b]}\n  b: {title: b, members: [a]}\ncount: 2",
            "class within itself: a > b > a",
        ),
        (
            "classes",
            "classes:\n  a: {title: a, members: [aspirn]}\ncount: 1",
            "unknown class or ingredient: 'aspirn'; did you mean 'aspirin'?",
        ),
        (
            "classes",
            "classes:\n  a: {title: a, members: [aspirin], except: [aspirin]}\ncount: 1",
            "class without members: 'a' names no ingredient",
        ),
        (
            "classes",
            EXCLUDED,
            "excluded member: 'timolol' is in 'a' and in 'b'",
        ),
        (
            "classes",
            "classes:\n  a: {title: a, members: [aspirin], excludes: [aspirin]}\ncount: 1",
            "unknown class: 'aspirin'",
        ),
        (
            "medicines",
            "medicines:\n  timolol: {rxcui: 5}\n  aspirin: {rxcui: 5}\ncount: 2",
            "ambiguous code: 'rxnorm 5' is 'timolol' too",
        ),
        (
            "conditions",
            "conditions:\n  a: {title: a, within: [b], counts: [activ]}\ncount: 1",
            "unknown condition: 'b'",
        ),
    ],
)
def test_a_mistake_in_the_vocabulary_is_named(
    tmp_path: Path, name: str, text: str, expected: str
) -> None:
    folder = write_vocabulary(tmp_path / "terms", **{name: text})

    assert any(problem.startswith(expected) for problem in problems(folder))


def test_classes_that_exclude_each_other_share_no_member(tmp_path: Path) -> None:
    text = (
        "classes:\n  a: {title: a, members: [aspirin]}\n"
        "  b: {title: b, members: [a, timolol], except: [aspirin], excludes: [a]}\ncount: 2"
    )
    vocabulary = load_vocabulary(write_vocabulary(tmp_path / "terms", classes=text))

    assert vocabulary.members_of("b") == {"timolol"}


def test_an_empty_folder_is_no_vocabulary(tmp_path: Path) -> None:
    assert problems(tmp_path) == ["empty: no vocabulary here"]


def test_the_built_in_vocabulary_is_whole() -> None:
    vocabulary = load_vocabulary()

    assert len(vocabulary.ingredients) > 2600
    assert {"ketamine", "esketamine"} <= vocabulary.members_of("ketamine-therapy")
    assert vocabulary.members_of("opioid").isdisjoint({"naltrexone", "naloxone", "loperamide"})
    assert "flumazenil" not in vocabulary.members_of("breathing-depressant")
    assert all(found.members for found in vocabulary.classes.values())
    assert vocabulary.step("ketamine").kind is StepKind.INGREDIENT
