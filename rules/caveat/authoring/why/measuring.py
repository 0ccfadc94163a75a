"""Facts of a patient, held against what a criterion asks of them."""

from collections.abc import Iterable

from caveat.authoring.why.deciding import Case
from caveat.authoring.why.explanation import Measured, SeenFact
from caveat.rules.comparing import dose_fact, lies_within_of
from caveat.rules.decision import Truth
from caveat.rules.evaluator import WEIGHT, count_different, known_fact
from caveat.rules.facts import KnownFact
from caveat.rules.model import (
    Bound,
    Comparison,
    CountCriterion,
    DoseCriterion,
    ObservationCriterion,
    RouteCriterion,
)

_SPOKEN = {"true": "yes", "false": "no"}


def observed(criterion: ObservationCriterion, case: Case, truth: Truth) -> tuple[SeenFact, ...]:
    """Give the fact that the criterion asks for, if it is stated or follows from others."""
    fact = known_fact(criterion.name, case.facts, case.subject)
    if fact is None:
        return ()
    term = case.vocabulary.observations[criterion.name]
    bounds = _measured(fact, criterion.bounds, term.unit)
    wanted = tuple(sorted(_SPOKEN.get(word, word) for word in criterion.words))
    return (SeenFact(fact.name, term.title, fact.text, truth, bounds, wanted),)


def dosed(criterion: DoseCriterion, case: Case, truth: Truth) -> tuple[SeenFact, ...]:
    """Give the dose of the medicine that the rule is about, in the unit that is asked for."""
    dose, unit = case.subject.dose, criterion.unit
    if dose is None:
        return ()
    weight = known_fact(WEIGHT, case.facts, case.subject)
    if criterion.stated or (dose.per_kg is not (unit == "mg/kg") and weight is None):
        return (SeenFact("dose", "dose", dose.text, truth, wanted=(f"stated in {unit}",)),)
    fact = dose_fact(dose, unit, weight)
    bounds = _measured(fact, criterion.bounds, unit)
    wanted = tuple(f"{number:g} {unit}" for number in sorted(criterion.numbers))
    return (SeenFact(fact.name, "dose", fact.text, truth, bounds, wanted),)


def routed(criterion: RouteCriterion, case: Case, truth: Truth) -> tuple[SeenFact, ...]:
    """Give the route of the medicine that the rule is about, if it is known."""
    route = case.subject.route
    wanted = tuple(sorted(criterion.routes))
    return (SeenFact("route", "route", route, truth, wanted=wanted),) if route else ()


def counted(criterion: CountCriterion, case: Case, truth: Truth) -> tuple[SeenFact, ...]:
    """Give how many different substances count, and how many are asked for."""
    count = float(count_different(case.decide(criterion.medication).uses))
    fact = KnownFact("count", count, f"{count:g}")
    bounds = _measured(fact, (Bound(Comparison.AT_LEAST, float(criterion.at_least)),), "")
    return (SeenFact(fact.name, "different substances", fact.text, truth, bounds),)


def _measured(fact: KnownFact, bounds: Iterable[Bound], unit: str) -> tuple[Measured, ...]:
    """Hold a number against each bound by itself; what is no number has no distance."""
    value = fact.value
    if not isinstance(value, float):
        return ()
    return tuple(
        Measured(
            comparison=bound.comparison.value.replace("_", " "),
            number=bound.number,
            unit=unit,
            holds=lies_within_of((bound,))(fact),
            distance=round(abs(value - bound.number), 6),
        )
        for bound in bounds
    )
