"""Decides criteria for one medicine of one patient."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from caveat.reading.dose import Dose
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decision import NO, Decision, HeldUse, TakenUse, Truth, unknown, yes
from caveat.rules.facts import Facts, KnownFact, Missing, Taken
from caveat.rules.model import (
    AllCriterion,
    AllergyCriterion,
    AnyCriterion,
    Bound,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    MedicationCriterion,
    NotCriterion,
    ObservationCriterion,
    RouteCriterion,
)

DOSE_PER_KG = "dose-mg-per-kg"
WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Case:
    """A patient, and the medicine that is being decided on."""

    facts: Facts
    subject: Taken
    vocabulary: Vocabulary


def decide(criterion: Criterion, case: Case) -> Decision:
    """Decide one criterion."""
    return _DECIDE[type(criterion)](criterion, case)


def decide_all(criteria: Iterable[Criterion], case: Case) -> Decision:
    """Decide that every criterion holds; one that does not settles it."""
    decisions: list[Decision] = []
    for criterion in criteria:
        decision = decide(criterion, case)
        if decision.truth is Truth.NO:
            return NO
        decisions.append(decision)
    missing = tuple(fact for decision in decisions for fact in decision.missing)
    if missing:
        return unknown(*missing)
    return yes(*(use for decision in decisions for use in decision.uses))


def decide_medication(
    criterion: MedicationCriterion, taken: Sequence[Taken], missing: Sequence[Missing]
) -> Decision:
    """Decide whether one of these medicines is of the criterion's term, status and route."""
    fitting = [
        found
        for found in taken
        if criterion.term in found.terms
        and found.status in criterion.statuses
        and found.route not in criterion.except_routes
    ]
    sure = [found for found in fitting if not criterion.routes or found.route in criterion.routes]
    if sure:
        return yes(*(TakenUse(found, criterion.term) for found in sure))
    open_routes = (Missing("route", found.entry) for found in fitting if not found.route)
    doubts = (*open_routes, *missing)
    return unknown(*doubts) if doubts else NO


def _medication(criterion: MedicationCriterion, case: Case) -> Decision:
    return decide_medication(
        criterion, _others(criterion.term, case), case.facts.missing_medications
    )


def _others(term: str, case: Case) -> list[Taken]:
    """Give the medicines that fall under a term, but for the one that is decided on."""
    return [found for found in case.facts.by_term.get(term, ()) if found is not case.subject]


def _count(criterion: CountCriterion, case: Case) -> Decision:
    inner = criterion.medication
    decision = decide_medication(inner, _others(inner.term, case), ())
    count = len({_contents(use.taken) for use in decision.uses if isinstance(use, TakenUse)})
    if count >= criterion.at_least:
        return decision
    missing = (*decision.missing, *case.facts.missing_medications)
    not_asked = any(fact.entry is None for fact in missing)
    if not_asked or count + len(missing) >= criterion.at_least:
        return unknown(*missing)
    return NO


def _contents(taken: Taken) -> frozenset[str]:
    return frozenset(term for read in taken.substances for term in read.substance.terms)


def _condition(criterion: ConditionCriterion, case: Case) -> Decision:
    statuses = criterion.statuses
    if statuses is None:
        statuses = case.vocabulary.concepts[criterion.concept].counts
    uses = tuple(
        HeldUse(held, criterion.concept)
        for held in case.facts.by_concept.get(criterion.concept, ())
        if held.status in statuses
    )
    if uses:
        return yes(*uses)
    missing = case.facts.missing_conditions
    return unknown(*missing) if missing else NO


def _observation(criterion: ObservationCriterion, case: Case) -> Decision:
    fact = known_fact(criterion.name, case)
    if fact is None:
        return unknown(*case.facts.unknown.get(criterion.name, (Missing(criterion.name),)))
    if criterion.words:
        return yes(fact) if _word(fact) in criterion.words else NO
    holds = isinstance(fact.value, float) and _within(fact.value, criterion.bounds)
    return yes(fact) if holds else NO


def known_fact(name: str, case: Case) -> KnownFact | None:
    """Give a fact; what the plan of the medicine states wins over what the patient's list does."""
    return case.subject.plan.get(name) or case.facts.observations.get(name)


def _word(fact: KnownFact) -> str:
    match fact.value:
        case bool(flag):
            return "true" if flag else "false"
        case float(number):
            return f"{number:g}"
        case word:
            return str(word)


def _within(value: float, bounds: Iterable[Bound]) -> bool:
    return all(bound.holds(value) for bound in bounds)


def _dose(criterion: DoseCriterion, case: Case) -> Decision:
    dose = case.subject.dose
    if dose is None:
        return unknown(Missing("dose", case.subject.entry))
    if criterion.stated:
        stated = KnownFact("dose", dose.text, dose.text)
        return yes(stated) if dose.per_kg is (criterion.unit == "mg/kg") else NO
    weight = known_fact(WEIGHT, case)
    if dose.per_kg is not (criterion.unit == "mg/kg") and weight is None:
        return unknown(Missing(WEIGHT))
    fact = _dose_fact(dose, criterion.unit, weight)
    value = fact.value if isinstance(fact.value, float) else 0.0
    holds = value in criterion.numbers if criterion.numbers else _within(value, criterion.bounds)
    return yes(fact) if holds else NO


def _dose_fact(dose: Dose, unit: str, weight: KnownFact | None) -> KnownFact:
    per_kg = unit == "mg/kg"
    name = DOSE_PER_KG if per_kg else "dose"
    if dose.per_kg is per_kg or weight is None or not isinstance(weight.value, float):
        return KnownFact(name, round(dose.milligrams, 6), dose.text)
    amount = dose.milligrams / weight.value if per_kg else dose.milligrams * weight.value
    text = f"{amount:.3g} {unit} ({dose.text}, {weight.text})"
    return KnownFact(name, round(amount, 6), text)


def _route(criterion: RouteCriterion, case: Case) -> Decision:
    route = case.subject.route
    if not route:
        return unknown(Missing("route", case.subject.entry))
    return yes(KnownFact("route", route, route)) if route in criterion.routes else NO


def _allergy(criterion: AllergyCriterion, case: Case) -> Decision:
    uses = tuple(
        TakenUse(found, criterion.term)
        for found in case.facts.allergies
        if criterion.term in found.terms
    )
    if uses:
        return yes(*uses)
    missing = case.facts.missing_allergies
    return unknown(*missing) if missing else NO


def _all(criterion: AllCriterion, case: Case) -> Decision:
    return decide_all(criterion.criteria, case)


def _any(criterion: AnyCriterion, case: Case) -> Decision:
    decisions = [decide(inner, case) for inner in criterion.criteria]
    holding = [decision for decision in decisions if decision.truth is Truth.YES]
    if holding:
        return yes(*(use for decision in holding for use in decision.uses))
    missing = tuple(fact for decision in decisions for fact in decision.missing)
    return unknown(*missing) if missing else NO


def _not(criterion: NotCriterion, case: Case) -> Decision:
    decision = decide(criterion.criterion, case)
    if decision.truth is Truth.UNKNOWN:
        return decision
    return yes() if decision.truth is Truth.NO else NO


# each criterion is decided by the function for its own type, which no checker can follow
_DECIDE: Mapping[type[object], Callable[..., Decision]] = {
    MedicationCriterion: _medication,
    CountCriterion: _count,
    ConditionCriterion: _condition,
    ObservationCriterion: _observation,
    DoseCriterion: _dose,
    RouteCriterion: _route,
    AllergyCriterion: _allergy,
    AllCriterion: _all,
    AnyCriterion: _any,
    NotCriterion: _not,
}
