"""Doses as people write them, in milligrams or in milligrams per kilogram of weight."""

import re
from dataclasses import dataclass

_PER = r"\s?(?:/|per\b)"
_WHOLE = r"\s?(?:dose|session|treatment|infusion)\b"
_DOSE = re.compile(
    r"(?<![\w.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s?"
    r"(?P<unit>mg|milligrams?|mcg|ug|micrograms?|g|gm|grams?)\b"
    rf"(?!{_PER}(?!\s?kg|{_WHOLE}))(?!{_PER}\s?kg{_PER}(?!{_WHOLE}))(?P<per_kg>{_PER}\s?kg)?"
)
_PER_MILLIGRAM = {"m": 1.0, "u": 0.001, "g": 1000.0}


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount in mg, or in mg per kg where ``per_kg``; ``text`` is as it was written."""

    milligrams: float
    per_kg: bool
    text: str


def read_dose(folded: str) -> Dose | None:
    """Give the first dose of a folded text; a strength (mg/ml) or a rate (mg/kg/h) is none."""
    match = _DOSE.search(folded)
    if match is None:
        return None
    unit = match["unit"]
    factor = 0.001 if unit.startswith(("mc", "mic")) else _PER_MILLIGRAM[unit[0]]
    amount = float(match["number"].replace(",", "")) * factor
    return Dose(amount, match["per_kg"] is not None, match.group())
