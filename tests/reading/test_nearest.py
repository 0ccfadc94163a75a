"""The one name that is near enough in spelling, or names that may be meant."""

from collections.abc import Callable

import pytest

from caveat.reading.nearest import Nearest, nearest

KEYS = ("hydroxyzine", "hydralazine", "metoprolol", "metoprolol tartrate", "sertraline")


def itself(key: str) -> str:
    return key


@pytest.mark.parametrize(
    "word", ["sertralin", "sertralline", "sertrallne", "sertrailne", "sertraline"]
)
def test_one_missing_added_wrong_or_swapped_letter_is_near_enough(word: str) -> None:
    assert nearest(word, KEYS, itself).key == "sertraline"


@pytest.mark.parametrize(("word", "distance"), [("sertraline", 0), ("sertralin", 1)])
def test_the_distance_is_told(word: str, distance: int) -> None:
    assert distance == nearest(word, KEYS, itself).distance


def test_two_letters_are_only_a_suggestion() -> None:
    assert nearest("sertralna", KEYS, itself) == Nearest(None, 0, ("sertraline",))


@pytest.mark.parametrize("word", ["", "lasix", "xanax"])
def test_a_short_word_is_near_to_nothing(word: str) -> None:
    assert nearest(word, (*KEYS, "lasik", "xanas"), itself) == Nearest(None, 0, ())


def test_a_rival_that_is_hardly_further_leaves_it_open() -> None:
    found = nearest("cloniaine", ("clonidine", "cloniazine"), itself)

    assert found.key is None
    assert set(found.suggestions) == {"clonidine", "cloniazine"}


def one(_: str) -> str:
    return "one"


@pytest.mark.parametrize(("same", "key"), [(itself, None), (one, "clonidine")])
def test_two_names_of_one_medicine_are_no_rivals(
    same: Callable[[str], str], key: str | None
) -> None:
    assert key == nearest("clonidin", ("clonidine", "clonidina"), same).key


def test_no_more_than_four_names_are_suggested() -> None:
    keys = tuple(f"abcdef{letter}x" for letter in "klmnop")

    assert len(nearest("abcdefzz", keys, itself).suggestions) == 4
