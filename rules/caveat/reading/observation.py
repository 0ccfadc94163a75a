"""Reads one stated fact: which it is, and its value in the fact's own unit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from caveat.reading.quantity import Context, Quantity, UnclearError, read_quantity, scaled
from caveat.reading.text import fold, key_of, tokenise
from caveat.reading.units import Measure
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry whose name is known; ``units`` stand in its name and in a field of their own."""

    value: Value
    units: tuple[str, ...]
    vocabulary: Vocabulary


_BLOOD_PRESSURE = "blood-pressure"
_BLOOD_PRESSURES = frozenset(
    (
        *("bp", "blood pressure", "blood pressure reading", "bp reading", "resting bp"),
        *("resting blood pressure", "bp at rest", "blood pressure at rest"),
    )
)
_HALVES = ("systolic-blood-pressure", "diastolic-blood-pressure")
_STROKE = re.compile(r"/(?=\s*\d)|\bover\b", re.IGNORECASE)
_UNIT_WORDS = 6
_NOT_STATED = frozenset(
    (
        *("", "unknown", "unk", "not known", "n a", "na", "not applicable", "not available"),
        *("not measured", "not recorded", "not stated", "not asked", "not done", "not taken"),
        *("pending", "tbc", "tba", "tbd", "to be confirmed", "declined", "refused", "unable"),
        *("unable to obtain", "unrecorded", "missing", "null", "nil recorded"),
    )
)
_NONE = frozenset(("none", "nil", "zero"))
_YES = (
    *("yes", "true", "y", "t", "1", "positive", "pos", "done", "present", "complete"),
    *("completed", "confirmed"),
)
_NO = (
    *("no", "false", "n", "f", "0", "negative", "neg", "none", "nil", "denies", "denied"),
    *("not done", "not present", "absent", "not yet", "never", "not confirmed", "not complete"),
)
_FLAGS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_FLAG_SIGNS = {"+": True, "(+)": True, "+ve": True, "(-)": False, "-ve": False}


def read_observation(
    name: str, value: Value, unit: str, vocabulary: Vocabulary
) -> ObservationReading:
    """Read an entry; a value that no one could have is refused, the rest may be unread."""
    found, named_unit = _named(name, vocabulary)
    entry = _Entry(value, tuple(filter(str.strip, (named_unit, unit))), vocabulary)
    if found == _BLOOD_PRESSURE:
        return _read_pressures(entry)
    if not found:
        return _unread(name, "names no fact known")
    term = vocabulary.observations[found]
    if term.kind == "flag":
        return _read_flag(term, value)
    if term.kind == "choice":
        return _read_choice(term, value)
    return _read_number(term, entry)


def _named(name: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Give the fact that a name names, and the unit that stands in it: ``weight (lb)``."""
    found = _fact_named(name, vocabulary)
    if found:
        return found, ""
    folded = fold(name)
    for token in tokenise(folded)[-1:-_UNIT_WORDS:-1]:
        found = _fact_named(folded[: token.start], vocabulary)
        unit = _unit_in_name(folded[token.start :])
        if found and _measures(found, vocabulary).factor_of(unit) is not None:
            return found, unit
    return "", ""


def _fact_named(name: str, vocabulary: Vocabulary) -> str:
    names = vocabulary.names.observations
    key = key_of(name)
    if key in _BLOOD_PRESSURES and key not in names:
        return _BLOOD_PRESSURE
    return names.get(name) or names.get(key, "")


def _unit_in_name(words: str) -> str:
    return words.strip(" ()_,:").removeprefix("in ").removeprefix("in_")


def _measures(fact: str, vocabulary: Vocabulary) -> Measure:
    term = vocabulary.observations[_HALVES[0] if fact == _BLOOD_PRESSURE else fact]
    return Measure(term.unit, term.units or {})


def _read_flag(term: ObservationTerm, value: Value) -> ObservationReading:
    flag = value if isinstance(value, bool) else _flag(value)
    if flag is None:
        return _unread(term.title, "expected yes or no")
    return ObservationReading((Fact(term.name, flag),))


def _flag(value: float | str) -> bool | None:
    text = fold(value).strip() if isinstance(value, str) else f"{value:g}"
    return _FLAG_SIGNS.get(text, _FLAGS.get(key_of(text)) if text[:1].isalnum() else None)


def _read_choice(term: ObservationTerm, value: Value) -> ObservationReading:
    choice = (term.words or {}).get(key_of(str(value)))
    if choice is None:
        return _unread(term.title, f"expected one of {', '.join(term.choices or ())}")
    return ObservationReading((Fact(term.name, choice),))


def _read_number(term: ObservationTerm, entry: _Entry) -> ObservationReading:
    if term.unit in {"1", "%"} and key_of(str(entry.value)) in _NONE:
        return ObservationReading((Fact(term.name, 0.0),))
    try:
        return _believed(term, _quantity(term, entry))
    except UnclearError as error:
        return _unread(term.title, str(error))


def _quantity(term: ObservationTerm, entry: _Entry) -> Quantity:
    """Give the value in the fact's unit; raises ``UnclearError`` where it is not one value."""
    measure = Measure(term.unit, term.units or {})
    declared = _declared(measure, entry.units)
    if isinstance(entry.value, bool):
        raise UnclearError("expected a number")
    if not isinstance(entry.value, str):
        return Quantity(scaled(entry.value, *(declared or (1.0,))), declared)
    if key_of(entry.value) in _NOT_STATED:
        raise UnclearError("the value is not stated")
    names = {term.name, *((_BLOOD_PRESSURE,) if term.name in _HALVES else ())}
    context = Context(
        measure, lambda words: _fact_named(words, entry.vocabulary) in names, *declared
    )
    quantity = read_quantity(entry.value, context)
    if quantity.factors and not set(declared).issubset(quantity.factors):
        raise UnclearError("the units disagree")
    return Quantity(quantity.amount, quantity.factors or declared)


def _declared(measure: Measure, units: Iterable[str]) -> tuple[()] | tuple[float]:
    """Give the unit that stands beside the value; none where none does."""
    factors = {measure.factor_of(unit) for unit in units}
    if len(factors) > 1:
        raise UnclearError("the units disagree")
    factor = factors.pop() if factors else 0.0
    if factor is None:
        raise UnclearError("the unit is not understood")
    return (factor,) if factor else ()


def _believed(term: ObservationTerm, quantity: Quantity) -> ObservationReading:
    """Refuse what no one could have, unless another unit may be meant."""
    if not isfinite(quantity.amount):
        return ObservationReading(refusal="expected a finite number")
    if _is_believable(term, quantity.amount):
        return ObservationReading((Fact(term.name, quantity.amount),))
    others = Measure(term.unit, term.units or {}).usual() if not quantity.factors else ()
    if any(_is_believable(term, quantity.amount * other) for other in others):
        return _unread(term.title, f"without a unit it is read in {term.unit}: state the unit")
    bounds = f"{term.lowest:g} to {term.highest:g} {term.unit}".strip()
    return ObservationReading(refusal=f"expected a number from {bounds}")


def _is_believable(term: ObservationTerm, amount: float) -> bool:
    above = term.lowest is None or amount >= term.lowest
    return above and (term.highest is None or amount <= term.highest)


def _read_pressures(entry: _Entry) -> ObservationReading:
    halves = _STROKE.split(str(entry.value))
    if len(halves) != len(_HALVES):
        return _unread("blood pressure", "expected two numbers, such as 150/95")
    terms = [entry.vocabulary.observations[name] for name in _HALVES]
    try:
        pairs = zip(terms, halves, strict=True)
        upper, lower = (_quantity(term, replace(entry, value=half)) for term, half in pairs)
    except UnclearError as error:
        return _unread("blood pressure", str(error))
    shared = (upper.factors or lower.factors)[:1]
    both = [_shared(quantity, shared) for quantity in (upper, lower)]
    readings = [_believed(*pair) for pair in zip(terms, both, strict=True)]
    if both[1].amount >= both[0].amount and all(reading.facts for reading in readings):
        return _unread("blood pressure", "expected the upper value first")
    return _joined(readings)


def _shared(quantity: Quantity, factors: tuple[float, ...]) -> Quantity:
    """Read both numbers of ``20/12 kPa`` in its unit, which is written once."""
    if quantity.factors:
        return quantity
    return Quantity(scaled(quantity.amount, *(factors or (1.0,))), factors)


def _joined(readings: Sequence[ObservationReading]) -> ObservationReading:
    """Give the facts of all readings; of a blood pressure only half of which is read, none."""
    unread = tuple(part for reading in readings for part in reading.unread)
    refusal = next((reading.refusal for reading in readings if reading.refusal), "")
    facts = () if unread else tuple(fact for reading in readings for fact in reading.facts)
    return ObservationReading(facts, unread, refusal)


def _unread(part: str, reason: str) -> ObservationReading:
    return ObservationReading(unread=(UnreadPart(part, reason),))
