"""Thresholds that are moved, and comparisons that are turned."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import structs

from caveat.authoring.mutation.change import Change, Kind
from caveat.authoring.read_rule import ReadRule
from caveat.rules.comparing import dose_fact
from caveat.rules.evaluator import WEIGHT, known_fact
from caveat.rules.facts import Facts, KnownFact, Taken
from caveat.rules.model import Bound, Comparison, DoseCriterion, ObservationCriterion

Bounded = ObservationCriterion | DoseCriterion

_TURNED = {
    Comparison.BELOW: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.BELOW,
    Comparison.ABOVE: Comparison.AT_LEAST,
    Comparison.AT_LEAST: Comparison.ABOVE,
}


def values_in(criterion: Bounded, read: ReadRule) -> tuple[float, ...]:
    """Give the numbers that a criterion meets in the examples, in order."""
    met = (_fact(criterion, facts, subject) for facts, subject in read.decided())
    return tuple(sorted({fact.value for fact in met if fact and isinstance(fact.value, float)}))


def _fact(criterion: Bounded, facts: Facts, subject: Taken) -> KnownFact | None:
    if isinstance(criterion, ObservationCriterion):
        return known_fact(criterion.name, facts, subject)
    weight, dose = known_fact(WEIGHT, facts, subject), subject.dose
    if dose is None or (weight is None and dose.per_kg is not (criterion.unit == "mg/kg")):
        return None
    return dose_fact(dose, criterion.unit, weight)


def changes_of_bounds(criterion: Bounded, met: Sequence[float]) -> Iterator[Change]:
    """Change each bound; ``met`` are the numbers of the examples, in order."""
    for place, bound in enumerate(criterion.bounds):
        for kind, other in _others(bound, met):
            words = f"{_words(bound)} becomes {_words(other)}"
            changed = _with_bounds(criterion, place, (other,))
            yield Change(kind, words, changed)
        if len(criterion.bounds) > 1:
            words = f"{_words(bound)} is removed"
            yield Change(Kind.REMOVED, words, _with_bounds(criterion, place, ()))


def _others(bound: Bound, met: Sequence[float]) -> Iterator[tuple[Kind, Bound]]:
    for number in _moved(bound.number, met):
        yield Kind.THRESHOLD, Bound(bound.comparison, number)
    yield Kind.COMPARISON, Bound(_TURNED[bound.comparison], bound.number)


def _moved(number: float, met: Sequence[float]) -> tuple[float, ...]:
    """Move a number by one unit either way, and beyond the nearest that an example has."""
    unit = _unit(number)
    lower = [value for value in met if value <= number][-1:]
    higher = [value for value in met if value >= number][:1]
    beyond = (*(value - unit for value in lower), *(value + unit for value in higher))
    moved = (number - unit, number + unit, *beyond)
    return tuple(dict.fromkeys(round(each, 6) for each in moved))


def _unit(number: float) -> float:
    """Give one step of the last digit in which a number is written."""
    exponent = Decimal(f"{number:g}").as_tuple().exponent
    return 10.0 ** min(int(exponent), 0)


def _with_bounds(criterion: Bounded, place: int, others: tuple[Bound, ...]) -> Bounded:
    bounds = criterion.bounds
    return structs.replace(criterion, bounds=(*bounds[:place], *others, *bounds[place + 1 :]))


def _words(bound: Bound) -> str:
    return f"{bound.comparison.value} {bound.number:g}"
