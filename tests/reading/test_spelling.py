"""The one name that is near enough in spelling, or names that may be meant."""

from collections.abc import Callable, Mapping

import pytest

from caveat.reading.spelling import Nearest, Spelling

KEYS = ("hydroxyzine", "hydralazine", "metoprolol", "metoprolol tartrate", "sertraline")


def itself(key: str) -> str:
    return key


def one(_: str) -> str:
    return "one"


def nearest(
    word: str,
    keys: tuple[str, ...] = KEYS,
    meaning: Callable[[str], str] = itself,
    look_alikes: Mapping[str, frozenset[str]] | None = None,
) -> Nearest:
    return Spelling(keys, meaning, look_alikes or {}).nearest(word)


@pytest.mark.parametrize(
    "word", ["sertralin", "sertralline", "sertrallne", "sertrailne", "sertraline"]
)
def test_one_missing_added_wrong_or_swapped_letter_is_near_enough(word: str) -> None:
    assert nearest(word).key == "sertraline"


@pytest.mark.parametrize(("word", "distance"), [("sertraline", 0), ("sertralin", 1)])
def test_the_distance_is_told(word: str, distance: int) -> None:
    assert distance == nearest(word).distance


def test_two_letters_are_only_a_suggestion() -> None:
    assert nearest("sertralna") == Nearest(None, 0, ("sertraline",))


@pytest.mark.parametrize("word", ["", "lasix", "x" * 1000])
def test_a_short_or_endless_word_is_near_to_nothing(word: str) -> None:
    assert nearest(word, ("lasik", "x" * 999)).key is None


def test_a_short_word_has_suggestions_of_one_letter() -> None:
    assert nearest("xanas", ("xanax", "zantac")) == Nearest(None, 0, ("xanax",))


def test_a_rival_that_is_hardly_further_leaves_it_open() -> None:
    found = nearest("cloniaine", ("clonidine", "cloniazine"))

    assert found.key is None
    assert set(found.suggestions) == {"clonidine", "cloniazine"}


def test_a_look_alike_is_suggested_beside_what_was_read() -> None:
    found = nearest("hydroxizine", KEYS, itself, {"hydroxyzine": frozenset({"hydralazine"})})

    assert found == Nearest("hydroxyzine", 1, ("hydroxyzine", "hydralazine"))


@pytest.mark.parametrize(("meaning", "key"), [(itself, None), (one, "clonidina")])
def test_two_names_of_one_medicine_are_no_rivals(
    meaning: Callable[[str], str], key: str | None
) -> None:
    assert key == nearest("clonidin", ("clonidine", "clonidina"), meaning).key


def test_no_more_than_four_names_are_suggested() -> None:
    keys = tuple(f"abcdef{letter}x" for letter in "klmnop")

    assert len(nearest("abcdefzz", keys).suggestions) == 4


def test_a_name_that_is_broken_off_is_read_where_only_one_begins_so() -> None:
    assert nearest("sertra") == Nearest("sertraline", 4, ("sertraline",))


def test_a_beginning_of_two_names_is_only_a_suggestion() -> None:
    assert nearest("hydrox", ("hydroxyzine", "hydroxyurea")).key is None


def test_a_beginning_that_leaves_more_open_than_it_says_is_no_name() -> None:
    assert nearest("sertra", ("sertraabcdefgh",)).key is None


def test_names_that_begin_so_come_in_order() -> None:
    spelling = Spelling(KEYS, itself, {})

    assert spelling.completed("met", 9) == ("metoprolol", "metoprolol tartrate")
    assert spelling.completed("", 2) == ("hydralazine", "hydroxyzine")
