"""How a medication is taken: its route, and the words that only give a reason."""

import pytest

from caveat.reading.text import fold, tokenise
from caveat.reading.usage import Usage, Zone, read_usage, reason_of, route_of, zones_of
from caveat.rules import Checker


def in_zone(text: str, zone: Zone) -> str:
    tokens = tokenise(fold(text))
    words = zip(tokens, zones_of(tokens), strict=True)
    return " ".join(token.text for token, found in words if found is zone)


def usage(checker: Checker, text: str) -> Usage:
    tokens = tokenise(fold(text))
    return read_usage(tokens, zones_of(tokens), checker.book.vocabulary.names.lexicon)


@pytest.mark.parametrize(
    ("text", "main", "reason"),
    [
        ("prazosin 2 mg for PTSD nightmares", "prazosin 2 mg", "for ptsd nightmares"),
        ("prazosin for nightmares, aspirin", "prazosin , aspirin", "for nightmares"),
        ("aspirin for 3 days", "aspirin for 3 days", ""),
        ("for pain", "for pain", ""),
        ("aspirin for", "aspirin for", ""),
        ("Chantix (not smoking)", "chantix", "( not smoking )"),
        ("aspirin", "aspirin", ""),
    ],
)
def test_a_reason_is_set_apart_from_the_name(text: str, main: str, reason: str) -> None:
    assert (main, reason) == (in_zone(text, Zone.MAIN), in_zone(text, Zone.REASON))


def test_words_in_brackets_may_still_name_the_medicine() -> None:
    assert in_zone("sleep pill (zolpidem) nightly", Zone.BRACKET) == "( zolpidem )"


@pytest.mark.parametrize("text", ["zolpidem)", "zolpidem (ambien", ")) zolpidem (("])
def test_brackets_that_do_not_match_do_no_harm(text: str) -> None:
    tokens = tokenise(text)

    assert len(tokens) == len(zones_of(tokens))


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("40 mg IV", "intravenous"),
        ("10 mg po", "oral"),
        ("10 mg by mouth", "oral"),
        ("10 mg for dental pain", ""),
        ("iv or po", ""),
        ("10 mg", ""),
    ],
)
def test_a_route_counts_where_just_one_is_said(checker: Checker, text: str, route: str) -> None:
    assert route == usage(checker, text).route


@pytest.mark.parametrize(
    ("text", "route"),
    [("tablet", "oral"), ("patch", "transdermal"), ("tablet or patch", ""), ("10 mg", "")],
)
def test_a_form_implies_a_route(checker: Checker, text: str, route: str) -> None:
    assert ("", route) == (usage(checker, text).route, usage(checker, text).form_route)


@pytest.mark.parametrize(
    ("words", "route"),
    [
        ("intravenous", "intravenous"),
        (" IV ", "intravenous"),
        ("Intra-Articular", "intra-articular"),
        ("by mouth", "oral"),
        ("iv then im", ""),
        ("somehow", ""),
        ("", ""),
    ],
)
def test_a_field_of_its_own_names_the_route(checker: Checker, words: str, route: str) -> None:
    assert route == route_of(words, checker.book.vocabulary.names.lexicon)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("prazosin 2 mg for PTSD nightmares", "ptsd nightmares"),
        ("prazosin (nightmares)", "nightmares"),
        ("prazosin 2 mg", ""),
        ("prazosin, indication: nightmares", ""),
    ],
)
def test_a_reason_is_given_without_its_first_word(text: str, reason: str) -> None:
    tokens = tokenise(fold(text))

    assert reason == reason_of(tokens, zones_of(tokens))
