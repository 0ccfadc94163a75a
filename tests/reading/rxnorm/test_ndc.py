"""National Drug Codes in 11 digits."""

import pytest

from caveat.reading.rxnorm.ndc import normalise_ndc


@pytest.mark.parametrize(
    "text", ["9900-0012-34", "09900-0012-34", "09900-012-34", "09900001234", " 09900001234 "]
)
def test_a_code_in_any_known_form_becomes_11_digits(text: str) -> None:
    assert normalise_ndc(text) == ("09900001234",)


def test_the_short_last_part_of_a_code_is_padded() -> None:
    assert normalise_ndc("99000-0012-3") == ("99000001203",)


def test_ten_digits_may_be_three_codes() -> None:
    assert normalise_ndc("9900001234") == ("09900001234", "99000001234", "99000012304")


def test_paddings_that_give_one_code_are_one_code() -> None:
    assert normalise_ndc("0000000000") == ("00000000000",)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "9900", "990000-1234-56", "990000123456", "0990-0001-234", "9900-0012"),
        *("9900-0012-3x", "9900 0012 34", "٠٩٩٠٠٠٠١٢٣٤", "09900-0012-*4", "1-2-3-4"),
    ],
)
def test_what_has_no_known_form_is_no_code(text: str) -> None:
    assert normalise_ndc(text) == ()
