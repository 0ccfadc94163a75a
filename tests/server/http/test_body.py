"""What a body must be."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caveat.server.http.body import MOST_DEPTH, parse_json, parse_object
from caveat.source.errors import RequestError


def reason(raw: bytes) -> str:
    with pytest.raises(RequestError) as caught:
        parse_object(raw)
    [violation] = caught.value.violations
    assert violation.field == "body"
    return violation.reason


def test_an_object_is_read() -> None:
    assert parse_object(b'{"a": [1, 2.5, null, {"b": "\xc3\xa9"}]}') == {
        "a": [1, 2.5, None, {"b": "é"}]
    }


def test_one_brace_too_early_loses_nothing_in_silence() -> None:
    raw = b'{"patient": {"medications": {}}}, "proposed": []}'
    assert reason(raw) == "is no JSON: it goes on after its end at line 1, column 33"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "breaks off"),
        (b'{"a": 1', "breaks off or is wrong at line 1, column 8"),
        (b'{"a": 1}{"a": 2}', "goes on after its end"),
        (b'{"a": 1, "a": 2}', "an object with a key twice"),
        (b'[{"b": {"c": 1, "d": 2, "c": 1}}]', "an object with a key twice"),
        (b"[]", "is not a JSON object"),
        (b'"text"', "is not a JSON object"),
        (b'{"a": NaN}', "holds NaN"),
        (b'{"a": -Infinity}', "holds -Infinity"),
        (b'{"a": 1e999}', "a number that is too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"a": "\xff"}', "is not UTF-8"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b"[" * 100_000, "nested more than 64 deep"),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, "nested more than 64 deep"),
        (b"[" * (MOST_DEPTH + 1) + b"]" * (MOST_DEPTH + 1), "nested more than 64 deep"),
    ],
)
def test_what_is_no_single_unambiguous_object_is_refused(raw: bytes, words: str) -> None:
    assert words in reason(raw)


def test_depth_up_to_the_bound_is_read() -> None:
    assert parse_json(b"[" * MOST_DEPTH + b"]" * MOST_DEPTH)


def test_a_whole_character_of_two_halves_is_read() -> None:
    assert parse_json(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(RequestError):
        assert isinstance(parse_object(raw), dict)
