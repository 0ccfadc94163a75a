"""Quantities as people write them: ``5'10"``, ``11 st 4 lb``, ``70 kg (154 lb)``."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from caveat.reading.text import fold, key_of
from caveat.reading.units import Measure

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        # folding would make a plain digit of a raised one
        **dict.fromkeys("\u00b2\u00b3\u00b9\u2070\u2074\u2075\u2076\u2077\u2078\u2079", "^"),
        "\u00bc": ".25",
        "\u00bd": ".5",
        "\u00be": ".75",
    }
)
_SPOKEN = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_DIGITS = {
    **{word: str(number) for number, word in enumerate(_SPOKEN)},
    "an": "1",
    "once": "1",
    "twice": "2",
    "thrice": "3",
}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_DIGITS)})\b")
_NUMBER = re.compile(r"(?<!/m)(?<!\^)\d+(?:[.,]\d+)*|(?<![\w.])\.\d+")
_PLAIN = re.compile(r"\d*\.?\d+")
_DECIMAL_COMMA = re.compile(r"0,\d+|\d+,(?:\d\d?|\d{4,})")
_THOUSANDS = re.compile(r"\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})")
_ALTERNATIVES = re.compile(r"[()=]|/(?=\s*[\d.])")
_BEFORE = re.compile(r"(?:[\w\s.:,~\u2248-]*[\w\s.:,~\u2248])?")
_JOINT = re.compile(r"(?:,|&|\band)\s*$")
_RANGE = re.compile(r"\d[^\d]*?(?:-|\b(?:to|or|and)\b)\s*\d")
_BOUND = re.compile(r"[<>\u2264\u2265]|\d\s*\+|\b(?:over|under|above|below|than|least|most|up)\b")
_BESIDE = frozenset(
    (
        *("about", "approx", "approximately", "around", "roughly", "est", "estimated", "measured"),
        *("stated", "reported", "actual", "today", "now", "current", "currently", "at", "rest"),
        *("resting", "sitting", "seated"),
    )
)
_AHEAD = _BESIDE | {"c", "ca", "circa", "is"}
_AGREEMENT = 0.02
_SIGNIFICANT = 12
_TWO_DIGITS = 2


class UnclearError(ValueError):
    """A text that states no one value; the message says why, without the text's own words."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its fact's unit; ``factors`` are the units that were written, each in that."""

    amount: float
    factors: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a text: its fact's units and names, and the unit of a bare number."""

    measure: Measure
    is_name: Callable[[str], bool]
    assumed: float = 1.0


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    number: str
    unit: str


def read_quantity(text: str, context: Context) -> Quantity:
    """Read the one value that a text states; raises ``UnclearError`` where it states none."""
    plain = _plain(text)
    try:
        return _read(plain, context)
    except UnclearError as error:
        raise UnclearError(_reason(plain) or str(error)) from None


def scaled(number: float, factor: float) -> float:
    """Multiply, without the last digits that only stem from the computer's arithmetic."""
    return number if factor == 1 else _rounded(number * factor)


def _rounded(number: float) -> float:
    return float(f"{number:.{_SIGNIFICANT}g}")


def _plain(text: str) -> str:
    signs = text.replace("m\u00b2", "m2").translate(_SIGNS).replace("''", '"')
    marked = signs.replace("'", " ft ").replace('"', " in ")
    return _NUMBER_WORD.sub(lambda match: _DIGITS[match.group()], fold(marked))


def _reason(plain: str) -> str:
    if _BOUND.search(plain):
        return "expected one value, not a bound"
    return "expected one value, not a range" if _RANGE.search(plain) else ""


def _read(plain: str, context: Context) -> Quantity:
    quantities = [_read_one(piece, context) for piece in _pieces(plain)]
    first, *others = quantities
    if others and not all(quantity.factors for quantity in quantities):
        raise UnclearError("expected one value with its unit")
    if not all(_agree(first.amount, other.amount) for other in others):
        raise UnclearError("the values disagree")
    return Quantity(first.amount, tuple(factor for found in quantities for factor in found.factors))


def _agree(one: float, other: float) -> bool:
    return abs(one - other) <= _AGREEMENT * max(abs(one), abs(other))


def _pieces(plain: str) -> list[str]:
    """Split into values that mean the same, such as ``70 kg (154 lb)``; words go with a value."""
    pieces = [""]
    numbered = False
    for piece in _ALTERNATIVES.split(plain):
        has_number = _NUMBER.search(piece) is not None
        if has_number and numbered:
            pieces.append(piece)
        else:
            pieces[-1] += f" {piece}"
        numbered = numbered or has_number
    return pieces


def _read_one(piece: str, context: Context) -> Quantity:
    parts = _parts(piece)
    sign = _sign(piece[: parts[0].start], context)
    quantity = _single(parts[0], context) if len(parts) == 1 else _compound(parts, context)
    if sign < 0 and len(parts) > 1:
        raise UnclearError("expected one value")
    return Quantity(sign * quantity.amount, quantity.factors)


def _parts(piece: str) -> list[_Part]:
    found = list(_NUMBER.finditer(piece))
    if not found:
        raise UnclearError("expected a number")
    ends = [*(match.start() for match in found[1:]), len(piece)]
    return [
        _Part(match.start(), match.group(), piece[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]


def _sign(before: str, context: Context) -> int:
    """Read what stands before the number: a sign, or the fact's name and words such as about."""
    sign = before.lstrip()
    if sign in {"-", "+"}:
        return -1 if sign == "-" else 1
    name = " ".join(word for word in key_of(before).split() if word not in _AHEAD)
    known = context.is_name(name) if name else "-" not in before
    if not (known and _BEFORE.fullmatch(before)):
        raise UnclearError("expected a number with its unit")
    return 1


def _single(part: _Part, context: Context) -> Quantity:
    factor = _factor(part.unit, context)
    unit = factor or context.assumed
    amount = scaled(_number(part.number), unit)
    finer = context.measure.finer(unit)
    if finer and not _agree(amount, _as_two(part.number, unit, finer)):
        raise UnclearError("the decimals may count a smaller unit")
    return Quantity(amount, (factor,) if factor else ())


def _as_two(number: str, unit: float, finer: float) -> float:
    """Read ``5.10`` as people may mean it of feet: as 5 ft 10 in, where that can be."""
    whole, _, rest = number.partition(".")
    if not (whole and rest) or int(rest) * finer >= unit:
        return _number(number) * unit
    return int(whole) * unit + int(rest) * finer


def _compound(parts: Sequence[_Part], context: Context) -> Quantity:
    """Read parts such as ``5 ft 10 in``: whole numbers, each unit smaller than the one before."""
    factors = [_factor(_JOINT.sub("", part.unit), context) for part in parts[:-1]]
    factors.append(_factor(parts[-1].unit, context) or _unsaid(parts[-1], factors[-1], context))
    known = [factor for factor in factors if factor]
    values = [_number(part.number) * factor for part, factor in zip(parts, known, strict=False)]
    whole = all(part.number.isdigit() for part in parts[:-1])
    fits = all(value < factor for value, factor in zip(values[1:], known, strict=False))
    if not (whole and fits and len(known) == len(parts) and _descends(known)):
        raise UnclearError("expected one value with its unit")
    return Quantity(_rounded(sum(values)), tuple(known))


def _descends(factors: Sequence[float]) -> bool:
    return all(larger > smaller for larger, smaller in pairwise(factors))


def _unsaid(part: _Part, before: float | None, context: Context) -> float | None:
    """Give the unit that people leave out: ``5'10``, ``11 st 4``; ``1m78`` has two digits."""
    if before is None:
        return None
    finer = context.measure.finer(before)
    return finer or (context.measure.clock(before) if len(part.number) == _TWO_DIGITS else None)


def _factor(unit: str, context: Context) -> float | None:
    """Give the factor of a unit, with words that add nothing after it; ``None``: no unit."""
    words = unit.replace("-", " ").strip(" .,;:").split()
    while words and words[-1].strip(".,;:") in _BESIDE:
        words.pop()
    if not words and "-" in unit:
        raise UnclearError("expected one value with its unit")
    factor = context.measure.factor_of(" ".join(words))
    if words and factor is None:
        raise UnclearError("the unit is not understood")
    return factor


def _number(text: str) -> float:
    """Read a number; ``1,234`` may be either a thousand or one, and is none."""
    if _PLAIN.fullmatch(text):
        return float(text)
    if _DECIMAL_COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(",", ""))
    raise UnclearError("the number can be read in two ways")
