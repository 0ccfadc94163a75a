"""Units by UCUM and as people write them, and how large one is beside another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from caveat.reading.text import fold

_SIZES: Mapping[str, Mapping[float, str]] = {
    "count": {1: "1 x time times"},
    "fraction": {1: "% percent percentage pct pc"},
    "time": {
        1 / 60: "s sec secs second seconds",
        1: "min mins minute minutes",
        60: "h hr hrs hour hours",
        1440: "d day days",
        10080: "w wk wks week weeks",
        43830: "mo mos mth mths month months",
        525960: "a y yr yrs year years y/o yo y.o",
    },
    "mass": {
        1e-9: "ng nanogram nanograms",
        0.000001: "ug mcg microgram micrograms microgramme microgrammes",
        0.001: "mg mgs milligram milligrams milligramme milligrammes",
        1: "g gm gms gram grams gramme grammes",
        1000: "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
        28.349523125: "[oz_av] oz ozs ounce ounces",
        453.59237: "[lb_av] lb lbs pound pounds",
        6350.29318: "[stone_av] st sts stone stones",
    },
    "length": {
        1: "mm mms millimetre millimetres millimeter millimeters",
        10: "cm cms centimetre centimetres centimeter centimeters",
        1000: "m metre metres meter meters",
        25.4: "[in_i] in ins inch inches",
        304.8: "[ft_i] ft foot feet",
    },
    "pressure": {
        1: "mm[hg] mmhg mm/hg millimetresofmercury millimetersofmercury",
        10: "cm[hg] cmhg",
        1000 / 133.322: "kpa kilopascal kilopascals",
    },
    "volume": {
        0.000001: "ul",
        0.001: "ml millilitre millilitres milliliter milliliters",
        0.1: "dl decilitre decilitres deciliter deciliters",
        1: "l litre litres liter liters",
    },
    "amount": {
        0.000001: "nmol",
        0.001: "umol micromol micromoles",
        1: "mmol millimol millimoles",
        1000: "mol",
    },
    "activity": {0.001: "mu miu m[iu]", 1: "u unit units iu ius [iu]"},
    "area": {1: "m2 m^2"},
}
"""The size of each unit in one of its kind, by UCUM: a year has 365.25 days, a month a twelfth.

Spellings are folded and hold no space; ``mg`` over ``kg`` is put together from its two parts.
"""

_FINER = {("length", 304.8): "in", ("mass", 6350.29318): "lb"}
_CLOCK = {("length", 1000.0): "cm", ("time", 60.0): "min"}
_USUAL = {"mass": ("g", "lb"), "length": ("m", "ft", "mm"), "pressure": ("kpa",)}
_TABLES = {
    kind: {word: float(size) for size, words in sizes.items() for word in words.split()}
    for kind, sizes in _SIZES.items()
}
_PER = re.compile(r"\s*/\s*|\bper\s|\ban?\s(?=\w)")
_RATES = {"hourly": "/h", "daily": "/d", "weekly": "/wk", "monthly": "/mo"}
_RATE = re.compile(rf"\b(?:{'|'.join(_RATES)})\b")
_LEAST = 1e-5
"""A unit smaller than this share of the fact's own is not meant: an age of 40s is no seconds."""
_OLD = re.compile(r"(?:old|ofage)$")
_UNSEEN = re.compile(r"[\s{}-]+|\.(?!\w)")


def unit_key(unit: str) -> str:
    """Write a unit so that one spelling compares with another: ``beats per min`` as beats/min."""
    spoken = _RATE.sub(lambda match: _RATES[match.group()], fold(unit))
    return _UNSEEN.sub("", _PER.sub("/", spoken.replace("per cent", "percent").strip()))


@dataclass(frozen=True, slots=True)
class Measure:
    """What a fact is measured in: its unit, and words of its own, each worth so many of it."""

    unit: str
    words: Mapping[str, float]

    def factor_of(self, unit: str) -> float | None:
        """Give how many of the fact's unit one of another is; ``None``: not understood."""
        key = unit_key(unit)
        return self._factor(key) or self._factor(key.strip("[]()"))

    def finer(self, factor: float) -> float | None:
        """Give the unit that people count on in after this one, such as inches after feet."""
        return self._following(_FINER, factor)

    def clock(self, factor: float) -> float | None:
        """Give the unit of the two digits that people write after this one: ``1m78``, ``1h30``."""
        return self._following(_CLOCK, factor)

    def usual(self) -> tuple[float, ...]:
        """Give other units in which a bare number may be meant."""
        kinds, _ = _measured(unit_key(self.unit))
        factors = (self.factor_of(word) for word in _USUAL.get("".join(kinds), ()))
        return tuple(factor for factor in factors if factor)

    def _following(self, units: Mapping[tuple[str, float], str], factor: float) -> float | None:
        kinds, own = _measured(unit_key(self.unit))
        found = units.get(("".join(kinds), round(factor * own, 9)))
        return self.factor_of(found) if found else None

    def _factor(self, key: str) -> float | None:
        own = unit_key(self.unit)
        if key == own:
            return 1.0
        if key in self.words:
            return self.words[key]
        kinds, size = _measured(own)
        factor = (_size(key, kinds) or 0) / size
        return factor if factor > _LEAST else None


@cache
def _measured(key: str) -> tuple[tuple[str, ...], float]:
    """Give the kinds that a fact's unit is made of, and its size; none where it is not known."""
    for kinds in _kinds(key):
        size = _size(key, kinds)
        if size is not None:
            return kinds, size
    return (), 1.0


def _kinds(key: str) -> list[tuple[str, ...]]:
    if "/" not in key:
        return [(kind,) for kind in _TABLES]
    return [(upper, lower) for upper in _TABLES for lower in _TABLES]


def _size(key: str, kinds: tuple[str, ...]) -> float | None:
    if not kinds:
        return None
    if len(kinds) == 1:
        aged = kinds == ("time",)
        return _TABLES[kinds[0]].get(_OLD.sub("", key) if aged else key)
    upper, _, lower = key.partition("/")
    above, below = _TABLES[kinds[0]].get(upper or "1"), _TABLES[kinds[1]].get(lower)
    return above / below if above and below else None
