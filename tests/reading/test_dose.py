"""Doses as people write them."""

import pytest

from caveat.reading.dose import Dose, read_dose
from caveat.reading.text import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 mg", Dose(40.0, per_kg=False, text="40 mg")),
        ("40mg", Dose(40.0, per_kg=False, text="40mg")),
        (".5 mg", Dose(0.5, per_kg=False, text=".5 mg")),
        ("1,500 mg", Dose(1500.0, per_kg=False, text="1,500 mg")),
        ("1,000.5 mg", Dose(1000.5, per_kg=False, text="1,000.5 mg")),
        ("2 g", Dose(2000.0, per_kg=False, text="2 g")),
        ("2 grams", Dose(2000.0, per_kg=False, text="2 grams")),
        ("250 mcg", Dose(0.25, per_kg=False, text="250 mcg")),
        ("250 \u00b5g", Dose(0.25, per_kg=False, text="250 ug")),
        ("250 micrograms", Dose(0.25, per_kg=False, text="250 micrograms")),
        ("3 milligrams", Dose(3.0, per_kg=False, text="3 milligrams")),
        ("0.5 mg/kg", Dose(0.5, per_kg=True, text="0.5 mg/kg")),
        ("0.5 mg / kg", Dose(0.5, per_kg=True, text="0.5 mg / kg")),
        ("0.5 mg per kg", Dose(0.5, per_kg=True, text="0.5 mg per kg")),
        ("0.5 mg/kg/dose", Dose(0.5, per_kg=True, text="0.5 mg/kg")),
        ("84 mg per session", Dose(84.0, per_kg=False, text="84 mg")),
        ("500 mcg/kg", Dose(0.5, per_kg=True, text="500 mcg/kg")),
        ("10 mg/ml, give 40 mg", Dose(40.0, per_kg=False, text="40 mg")),
        ("20 to 40 mg", Dose(40.0, per_kg=False, text="40 mg")),
        ("56 mg then 84 mg", Dose(56.0, per_kg=False, text="56 mg")),
    ],
)
def test_the_first_dose_is_given_in_milligrams(text: str, expected: Dose) -> None:
    assert expected == read_dose(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        *("", "40", "mg", "2 tablets", "5 ml", "b12 mgs", "x40 mg", "1.2.3 mg"),
        *("10 mg/ml", "5 mg/5 ml", "10 mg per ml", "28 mg/spray", "6 mg/24h"),
        *("0.3 mg/kg/h", "0.3 mg / kg / hour", "0.3 mg per kg per hour", "20 mg per hour"),
    ],
)
def test_a_strength_a_rate_a_bare_number_and_other_units_are_no_dose(text: str) -> None:
    assert read_dose(text) is None
