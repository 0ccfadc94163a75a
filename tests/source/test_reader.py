"""Typed values out of documents, and the problems that are noted on the way."""

from enum import Enum

import pytest

from caveat.source.document import Mapping, read_document
from caveat.source.reader import Reader, named


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


def read(text: str) -> tuple[Reader, Mapping]:
    node = read_document(text, "a.yaml")
    assert isinstance(node, Mapping)
    return Reader("a.yaml"), node


def test_an_unknown_key_is_a_problem_with_the_nearest_known_one() -> None:
    reader, node = read("titel: x")

    reader.fields(node, ("title",), ("title",))

    expected = [
        "a.yaml:1:1: missing key: title",
        "a.yaml:1:1: unknown key: 'titel'; did you mean 'title'?",
    ]
    assert expected == sorted(map(str, reader.problems))


@pytest.mark.parametrize("text", ["maybe", "yes", "no", "on"])
def test_a_flag_is_true_or_false_only(text: str) -> None:
    reader, node = read(f"a: {text}")

    assert reader.flag(node.values["a"]) is False
    assert "expected true or false" in str(reader.problems[0])


@pytest.mark.parametrize("text", ["x", "nan", "inf", "1_0 0"])
def test_a_number_is_finite(text: str) -> None:
    reader, node = read(f"a: {text}")

    assert reader.number(node.values["a"], 7.0) == 7.0
    assert "expected a number" in str(reader.problems[0])


def test_a_word_that_is_no_choice_is_a_problem() -> None:
    reader, node = read("a: blu\nb: red")

    assert reader.choice(node.values["a"], Colour) is None
    assert reader.choice(node.values["b"], Colour) is Colour.RED
    assert reader.choice(None, Colour) is None
    assert "unknown word: 'blu'; did you mean 'blue'?" in str(reader.problems[0])


@pytest.mark.parametrize("text", ["a: [x]", "a: {x: y}", "a: ''"])
def test_a_text_says_something(text: str) -> None:
    reader, node = read(text)

    reader.text(node.values["a"])

    assert len(reader.problems) == 1


def test_wrong_shapes_are_problems_and_reading_goes_on() -> None:
    reader, node = read("a: x")
    scalar = node.values["a"]

    assert reader.fields(scalar, ()) == {}
    assert reader.entries(scalar) == ()
    assert reader.items(scalar) == ()
    assert [problem.kind for problem in reader.problems] == ["wrong type"] * 3


def test_one_word_or_a_list_are_both_words() -> None:
    reader, node = read("a: x\nb: [y, z]")

    assert reader.words(node.values["a"]) == ("x",)
    assert reader.words(node.values["b"]) == ("y", "z")


def test_a_word_that_is_near_to_nothing_is_only_quoted() -> None:
    assert named("zzz", ["abc"]) == "'zzz'"
