"""Reads one stated fact: which it is, and its value in the fact's own unit."""

import re
from dataclasses import dataclass
from math import isfinite

from caveat.reading.text import fold, key_of
from caveat.reading.unread import UnreadPart
from caveat.reading.vocabulary import ObservationTerm, Vocabulary

Value = float | str | bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its value: a number in the canonical unit, a word, or yes and no."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class ObservationReading:
    """The facts of one entry, what could not be used, or why the entry is refused."""

    facts: tuple[Fact, ...] = ()
    unread: tuple[UnreadPart, ...] = ()
    refusal: str = ""


_BLOOD_PRESSURE = frozenset(("bp", "blood pressure", "blood pressure reading"))
_PRESSURES = re.compile(r"\s*(\d{2,3})\s*/\s*(\d{2,3})\s*(?:mm\s?\[?hg\]?)?\s*")
_QUANTITY = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(.*?)\s*")
_FLAGS = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}


def read_observation(
    name: str, value: Value, unit: str, vocabulary: Vocabulary
) -> ObservationReading:
    """Read an entry; a value that no one could have is refused, the rest may be unread."""
    names = vocabulary.names.observations
    found = names.get(name)
    if found is None and key_of(name) in _BLOOD_PRESSURE:
        return _read_pressures(value, vocabulary)
    found = found or names.get(key_of(name))
    if found is None:
        return _unread(name, "names no fact known")
    term = vocabulary.observations[found]
    if term.kind == "flag":
        return _read_flag(term, value)
    if term.kind == "choice":
        return _read_choice(term, value)
    return _read_number(term, value, unit)


def _read_pressures(value: Value, vocabulary: Vocabulary) -> ObservationReading:
    match = _PRESSURES.fullmatch(fold(str(value)))
    if match is None:
        return _unread("blood pressure", "expected two numbers, such as 150/95")
    names = ("systolic-blood-pressure", "diastolic-blood-pressure")
    readings = [
        _read_number(vocabulary.observations[name], float(number), "")
        for name, number in zip(names, match.groups(), strict=True)
    ]
    refusal = next((reading.refusal for reading in readings if reading.refusal), "")
    return ObservationReading(
        tuple(fact for reading in readings for fact in reading.facts), refusal=refusal
    )


def _read_flag(term: ObservationTerm, value: Value) -> ObservationReading:
    flag = value if isinstance(value, bool) else _FLAGS.get(fold(str(value)).strip())
    if flag is None:
        return _unread(term.title, "expected yes or no")
    return ObservationReading((Fact(term.name, flag),))


def _read_choice(term: ObservationTerm, value: Value) -> ObservationReading:
    choice = (term.words or {}).get(key_of(str(value)))
    if choice is None:
        return _unread(term.title, f"expected one of {', '.join(term.choices or ())}")
    return ObservationReading((Fact(term.name, choice),))


def _read_number(term: ObservationTerm, value: Value, unit: str) -> ObservationReading:
    number, written = (value, unit) if isinstance(value, float) else _quantity(value, unit)
    if number is None:
        return _unread(term.title, "expected a number")
    if not isfinite(number):
        return ObservationReading(refusal="expected a finite number")
    factor = _factor(term, written)
    if factor is None:
        return _unread(term.title, "the unit is not understood")
    amount = number * factor
    if (term.lowest is not None and amount < term.lowest) or (
        term.highest is not None and amount > term.highest
    ):
        bounds = f"{term.lowest:g} to {term.highest:g} {term.unit}".strip()
        return ObservationReading(refusal=f"expected a number from {bounds}")
    return ObservationReading((Fact(term.name, amount),))


def _quantity(value: Value, unit: str) -> tuple[float | None, str]:
    if isinstance(value, bool):
        return None, unit
    match = _QUANTITY.fullmatch(fold(str(value)))
    return (float(match[1]), match[2] or unit) if match else (None, unit)


def _factor(term: ObservationTerm, unit: str) -> float | None:
    word = fold(unit).strip()
    if not word or word in {fold(term.unit), fold(term.unit) + "s"}:
        return 1.0
    return (term.units or {}).get(word)


def _unread(part: str, reason: str) -> ObservationReading:
    return ObservationReading(unread=(UnreadPart(part, reason),))
