"""Texts folded and split, so that one spelling compares with another."""

import pytest

from caveat.reading.text import Token, TokenKind, fold, key_of, key_of_tokens, tokenise

NUMBER, WORD, SIGN = TokenKind.NUMBER, TokenKind.WORD, TokenKind.SIGN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SERTRALINE", "sertraline"),
        ("Béta-Bloquant", "beta-bloquant"),
        ("ｋｅｔａｍｉｎｅ", "ketamine"),  # noqa: RUF001 - full width is meant
        ("100 \u00b5g", "100 ug"),
        ("St John\u2019s Wort", "st johns wort"),
        ("doesn't", "doesnt"),
        ("Straße", "strasse"),
        ("ﬁnasteride", "finasteride"),
        ("", ""),
    ],
)
def test_case_accents_width_and_apostrophes_fold_away(text: str, expected: str) -> None:
    assert expected == fold(text)


def test_a_folded_text_folds_to_itself() -> None:
    folded = fold("Véry ODD\u2019 ﬁ \u00b5 İ")

    assert folded == fold(folded)


def test_a_text_is_split_into_words_numbers_and_signs_with_their_places() -> None:
    assert tokenise("t#3, 0.5mg") == (
        Token(WORD, "t", 0, 1),
        Token(SIGN, "#", 1, 2),
        Token(NUMBER, "3", 2, 3),
        Token(SIGN, ",", 3, 4),
        Token(NUMBER, "0.5", 5, 8),
        Token(WORD, "mg", 8, 10),
    )


@pytest.mark.parametrize("text", ["1,000", "1.5", ".5", "12"])
def test_a_number_keeps_its_point_and_its_commas(text: str) -> None:
    assert tokenise(text) == (Token(NUMBER, text, 0, len(text)),)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("  Beta-Blocker ", "beta blocker"),
        ("T#3", "t # 3"),
        ("A.S.A.", "a s a"),
        ("co_codamol", "co codamol"),
        ("vitamin B12", "vitamin b12"),
        ("...", ""),
    ],
)
def test_a_key_is_the_words_and_numbers_of_a_name(name: str, key: str) -> None:
    assert key == key_of(name)
    assert key == key_of_tokens(tokenise(fold(name)))


def test_a_long_text_of_signs_is_split_in_linear_time() -> None:
    assert len(tokenise("_" * 100_000)) == 100_000
