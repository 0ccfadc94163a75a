"""Texts without measure or sense are answered, too."""

import pytest

from caveat.reading.condition import read_condition
from caveat.reading.medication import read_medications
from caveat.rules import Checker

pytestmark = pytest.mark.usefixtures("unmeasured")

LENGTH = 20_000
PIECES = (
    *("(", ")", "[", "]", "()", "[]", "( [", ",", ", ", "; ", "/ ", ". ", "? ", "|", "-> ", "#"),
    *("\x00", "\x07", "\x1b[0m", "\ufffe", "\ufb03", "e\u0301"),
    *("\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467 ", "\ud800", "\udfff "),
    *("привет ", "布洛芬", "ايبوبروفين ", "イブプロフェン"),
    *("1", "1.5", "0.", "a", "A ", "blorbazine ", "blorbosis, ", "zupra-", "x" * 500 + " "),
    *("takes Xanax ", "Xanax -> ", "metoprolol ", "metoprolol 50 mg, ", "sleeping tablet "),
    *("no ", "denies ", "for ", "and ", "stopped ", "no psychosis, ", "psychosis or ", "mother "),
    *("N05BA12 ", "RxCUI 6918 ", "NDC 0002-1433-80 ", "hypertention ", "not not ", "and or "),
)


def long(piece: str, length: int = LENGTH) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_medication_is_read_or_unread(checker: Checker, piece: str) -> None:
    readings = read_medications(long(piece), (), checker.book.vocabulary)

    assert any(reading.substances or reading.unread or reading.says_none for reading in readings)


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_line_of_a_history_is_read_or_unread(checker: Checker, piece: str) -> None:
    reading = read_condition(long(piece), (), None, checker.book.vocabulary)

    assert reading.mentions or reading.harmless or reading.uses or reading.unread


@pytest.mark.parametrize("piece", ["no psychosis ", "F20.9 ", "psychosis F31.9 "])
def test_mentions_without_a_sign_between_them_are_answered(checker: Checker, piece: str) -> None:
    reading = read_condition(long(piece, 2_000), (), None, checker.book.vocabulary)

    assert reading.mentions


@pytest.mark.parametrize("piece", ["\n", " ", "\t\r\n", "\u2003"])
def test_a_long_blank_says_nothing(checker: Checker, piece: str) -> None:
    vocabulary = checker.book.vocabulary

    assert not read_medications(long(piece), (), vocabulary)[0].substances
    assert not read_condition(long(piece), (), None, vocabulary).mentions


@pytest.mark.parametrize("piece", ["\u200b", "\u200d\ufeff", "\u0301"])
def test_a_medication_of_signs_that_are_not_seen_is_unread(checker: Checker, piece: str) -> None:
    (reading,) = read_medications(long(piece), (), checker.book.vocabulary)

    assert reading.unread


@pytest.mark.parametrize("piece", ["\u200b", "\u200d\ufeff", "\u0301"])
def test_a_condition_of_signs_that_are_not_seen_is_unread(checker: Checker, piece: str) -> None:
    assert read_condition(long(piece), (), None, checker.book.vocabulary).unread


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_is_recognised_or_unread(checker: Checker, piece: str) -> None:
    recognised = checker.recognise(long(piece, 2_000))

    assert recognised.recognitions or recognised.harmless or recognised.unread
