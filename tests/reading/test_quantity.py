"""Quantities and units: compounds, exact factors, and texts that state no one value."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caveat.reading.quantity import Context, UnclearError, read_quantity
from caveat.reading.units import Measure, unit_key
from caveat.rules import Checker

UNITS = (
    "year",
    "kg",
    "cm",
    "mm[Hg]",
    "/min",
    "min",
    "wk",
    "mo",
    "%",
    "mg/kg",
    "1",
    "/wk",
    "furlong",
)


def context(unit: str, assumed: float = 1.0) -> Context:
    return Context(Measure(unit, {}), lambda words: words == "wt", assumed)


def amount(text: str, unit: str) -> float:
    return read_quantity(text, context(unit)).amount


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [
        ("year", "mo", 1 / 12),
        ("year", "d", 1 / 365.25),
        ("mo", "d", 1 / 30.4375),
        ("mo", "a", 12),
        ("wk", "days", 1 / 7),
        ("kg", "[lb_av]", 0.45359237),
        ("kg", "[oz_av]", 0.028349523125),
        ("kg", "[stone_av]", 6.35029318),
        ("cm", "[in_i]", 2.54),
        ("cm", "[ft_i]", 30.48),
        ("mm[Hg]", "kPa", 1000 / 133.322),
        ("/wk", "per day", 7),
        ("/min", "/s", 60),
        ("mg/kg", "mcg/kg", 0.001),
        ("mg/dL", "g/L", 100),
        ("mmol/L", "umol/L", 0.001),
        ("ng/mL", "ug/L", 1),
        ("U/L", "[IU]/L", 1),
        ("kg/m2", "kg/m^2", 1),
    ],
)
def test_a_unit_is_so_many_of_another(unit: str, other: str, factor: float) -> None:
    assert pytest.approx(factor, rel=1e-12) == Measure(unit, {}).factor_of(other)


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("kg", "cm"),
        ("kg", ""),
        ("year", "m"),
        ("year", "s"),
        ("min", "/min"),
        ("mg/kg", "mg"),
        ("mg/kg", "mg/kg/h"),
        ("mmol/L", "mg/dL"),
        ("furlong", "cm"),
        ("/min", "breaths/min"),
    ],
)
def test_a_unit_of_another_kind_is_not_understood(unit: str, other: str) -> None:
    assert Measure(unit, {}).factor_of(other) is None


def test_a_fact_has_words_of_its_own() -> None:
    measure = Measure("1", {"devices": 1.0, "boxes": 3.0})

    assert [measure.factor_of(word) for word in ("{devices}", "Boxes", "cats")] == [1, 3, None]


def test_a_unit_that_the_table_does_not_know_is_understood_as_itself() -> None:
    assert read_quantity("5 furlong", context("furlong")).amount == 5


def test_the_vocabulary_writes_words_for_units_as_they_are_compared(checker: Checker) -> None:
    terms = checker.book.vocabulary.observations.values()
    words = [word for term in terms for word in term.units or {}]

    assert words == [unit_key(word) for word in words]


@given(
    st.integers(1, 8), st.integers(0, 11), st.sampled_from(("{}'{}\"", "{}ft{}", "{} foot {} in"))
)
def test_feet_and_inches_add_up(feet: int, inches: int, written: str) -> None:
    expected = feet * 30.48 + inches * 2.54

    assert pytest.approx(expected) == amount(written.format(feet, inches), "cm")


@given(st.integers(0, 120), st.integers(0, 11))
def test_years_and_months_add_up(years: int, months: int) -> None:
    expected = pytest.approx(years + months / 12)

    assert expected == amount(f"{years} years and {months} months", "year")
    assert expected == amount(f"{years * 12 + months}mo", "year")


@given(st.decimals(0, 999, places=2))
def test_a_decimal_comma_reads_like_a_point(number: float) -> None:
    written = f"{number:.2f}"

    assert amount(f"{written} kg", "kg") == amount(f"{written.replace('.', ',')} kg", "kg")


@given(st.text(max_size=200), st.sampled_from(UNITS))
def test_any_text_states_one_value_or_is_unclear(text: str, unit: str) -> None:
    with suppress(UnclearError):
        assert isinstance(read_quantity(text, context(unit)).amount, float)


@given(st.text("0123456789.,-/'\"() ftinkglbmo", max_size=40))
def test_what_is_read_is_read_again_from_its_own_number(text: str) -> None:
    try:
        found = amount(text, "kg")
    except UnclearError:
        return

    assert pytest.approx(found, rel=1e-6) == amount(f"{found:.9f} kg", "kg")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "expected a number"),
        ("70-75 kg", "expected one value, not a range"),
        (">70 kg", "expected one value, not a bound"),
        ("70 parsecs", "the unit is not understood"),
        ("70 kg (120 lb)", "the values disagree"),
        ("1,234 kg", "the number can be read in two ways"),
        ("11.10 st", "the decimals may count a smaller unit"),
        ("- 70 kg", "expected a number with its unit"),
        ("-11 st 4 lb", "expected one value"),
        ("70 80 kg", "expected one value with its unit"),
        ("70-", "expected one value with its unit"),
    ],
)
def test_a_text_that_states_no_one_value_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnclearError, match=f"^{reason}$"):
        read_quantity(text, context("kg"))


def test_a_bare_number_is_in_the_unit_that_is_assumed() -> None:
    assert read_quantity("wt 10", context("kg", 0.5)).amount == 5
    assert read_quantity("wt 10", context("kg", 0.5)).factors == ()


@pytest.mark.parametrize(
    "piece",
    [
        *("5 ", "1,", "1.", "(", "=", "/1", "- ", "1-", "'", '"', "1 or ", "to ", " ", "old "),
        *("approx ", "a ", "per ", "a/", "{", "[", "\u00bd", "1 ft ", "9", "and ", "5 and ", ".1"),
    ],
)
@pytest.mark.parametrize("start", ["", "5", "70 kg "])
def test_an_endless_text_is_read_or_unclear(start: str, piece: str) -> None:
    text = (start + piece * 20_000)[:20_000]
    with suppress(UnclearError):
        assert read_quantity(text, context("kg")).amount > 0
