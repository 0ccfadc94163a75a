"""Statuses from the words around a mention; ``alpha``, ``beta`` and ``gamma`` are conditions."""

import pytest

from caveat.reading.context import Span, statuses_of
from caveat.reading.text import fold, tokenise

MENTIONS = {"alpha", "beta", "gamma"}
SHORT = {
    "active": "+",
    "past": "past",
    "suspected": "?",
    "family-history": "family",
    "ruled-out": "-",
}


def read(text: str) -> str:
    """Give the statuses of the mentions in order, in short."""
    tokens = tokenise(fold(text))
    spans = [Span(place, place + 1) for place, token in enumerate(tokens) if token.text in MENTIONS]
    return " ".join(SHORT[status.value] for status in statuses_of(tokens, spans).values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alpha", "+"),
        ("", ""),
        ("severe alpha since 2019", "+"),
        ("alpha, beta", "+ +"),
        ("PMH: alpha", "+"),
        ("history: alpha, beta", "+ +"),
        ("single mother of two, alpha", "+"),
        ("mother reports alpha", "+"),
        ("no improvement in alpha", "+"),
        ("alpha not well controlled", "+"),
        ("not only alpha", "+"),
    ],
)
def test_a_condition_is_active_unless_a_word_says_otherwise(text: str, expected: str) -> None:
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("denies alpha", "-"),
        ("no alpha", "-"),
        ("no h/o alpha", "-"),
        ("negative for alpha", "-"),
        ("doesn't have alpha", "-"),
        ("doesn\u2019t have alpha", "-"),
        ("alpha: none", "-"),
        ("alpha - denied", "-"),
        ("alpha has been ruled out", "-"),
        ("ruled out alpha", "-"),
        ("no alpha or beta", "- -"),
        ("no alpha and beta", "- -"),
        ("denies alpha, beta, or gamma", "- - -"),
        ("denies alpha, beta or gamma", "- - -"),
        ("neither alpha nor beta", "+ +"),
        ("denies alpha, nor beta", "- -"),
        ("alpha, beta or gamma", "+ + +"),
        ("denies alpha; beta", "- +"),
        ("denies alpha. beta", "- +"),
        ("denies alpha but beta", "- +"),
        ("denies alpha, has beta", "- +"),
        ("denies alpha and reports beta", "- +"),
        ("denies alpha (beta)", "- +"),
        ("alpha, no beta", "+ -"),
        ("alpha no beta", "+ -"),
        ("no alpha, no beta", "- -"),
    ],
)
def test_a_denial_reaches_to_the_end_of_its_segment_or_list(text: str, expected: str) -> None:
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("history of alpha", "past"),
        ("h/o alpha and beta", "past past"),
        ("s/p alpha", "past"),
        ("alpha in remission", "past"),
        ("alpha, in full remission", "past"),
        ("alpha (resolved)", "past"),
        ("alpha 10 years ago", "past"),
        ("alpha, sober 11 months", "past"),
        ("alpha as a child", "past"),
        ("alpha in remission, beta", "past +"),
        ("alpha, history of beta", "+ past"),
        ("used to have alpha, now beta", "past +"),
        ("sober from alpha", "past"),
    ],
)
def test_what_is_over_is_past(text: str, expected: str) -> None:
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("r/o alpha", "?"),
        ("rule out alpha", "?"),
        ("?alpha", "?"),
        ("alpha?", "?"),
        ("possible alpha", "?"),
        ("alpha vs beta", "? ?"),
        ("cannot rule out alpha", "?"),
        ("alpha not ruled out", "?"),
        ("suspected alpha, beta", "? +"),
        ("working diagnosis of alpha", "?"),
        ("history of possible alpha", "?"),
    ],
)
def test_what_may_be_is_suspected(text: str, expected: str) -> None:
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mother with alpha", "family"),
        ("mother had alpha", "family"),
        ("mother has alpha", "family"),
        ("alpha in mother", "family"),
        ("alpha (brother)", "family"),
        ("family history of alpha and beta", "family family"),
        ("FHx: alpha", "family"),
        ("alpha runs in the family", "family"),
        ("brother with possible alpha", "family"),
        ("no family history of alpha", "-"),
        ("mother with alpha, beta", "family +"),
        ("alpha, mother with beta", "+ family"),
        ("lives with mother who has alpha", "family"),
    ],
)
def test_what_a_relative_has_is_family_history(text: str, expected: str) -> None:
    assert expected == read(text)
