"""Holds facts against what a criterion says of them: words, bounds, doses."""

import operator
from collections.abc import Callable, Iterable, Mapping

from caveat.reading.dose import Dose
from caveat.rules.facts import KnownFact
from caveat.rules.model import Bound, Comparison

DOSE_PER_KG = "dose-mg-per-kg"


def is_word(words: frozenset[str]) -> Callable[[KnownFact], bool]:
    """Make the function that says whether a fact is one of these words."""
    return lambda fact: _word(fact) in words


def _word(fact: KnownFact) -> str:
    match fact.value:
        case bool(flag):
            return "true" if flag else "false"
        case float(number):
            return f"{number:g}"
        case word:
            return str(word)


def lies_within_of(bounds: Iterable[Bound]) -> Callable[[KnownFact], bool]:
    """Make the function that says whether a fact lies within all bounds."""
    holds = _within(bounds)

    def lies_within(fact: KnownFact) -> bool:
        value = fact.value
        return isinstance(value, float) and holds(value)

    return lies_within


_COMPARED: Mapping[Comparison, Callable[[float, float], bool]] = {
    Comparison.BELOW: operator.lt,
    Comparison.ABOVE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
}


def _within(bounds: Iterable[Bound]) -> Callable[[float], bool]:
    compared = [(_COMPARED[bound.comparison], bound.number) for bound in bounds]
    if len(compared) == 1:
        ((holds, limit),) = compared
        return lambda value: holds(value, limit)
    return lambda value: all(holds(value, limit) for holds, limit in compared)


def dose_fact(dose: Dose, unit: str, weight: KnownFact | None) -> KnownFact:
    """Give a dose in a unit, by weight where it was not stated so."""
    per_kg = unit == "mg/kg"
    name = DOSE_PER_KG if per_kg else "dose"
    if dose.per_kg is per_kg or weight is None or not isinstance(weight.value, float):
        return KnownFact(name, round(dose.milligrams, 6), dose.text)
    amount = dose.milligrams / weight.value if per_kg else dose.milligrams * weight.value
    text = f"{amount:.3g} {unit} ({dose.text}, {weight.text})"
    return KnownFact(name, round(amount, 6), text)
