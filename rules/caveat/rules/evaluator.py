"""Makes of a rule's criteria functions that decide them for one medicine of one patient.

What a criterion says is looked at once, when its rule is compiled; what is left to do for a
patient is to look up a few facts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.comparing import dose_fact, is_word, lies_within_of
from caveat.rules.decision import NO, Decision, HeldUse, TakenUse, Truth, Use, unknown, yes
from caveat.rules.facts import Facts, KnownFact, Missing, Taken, which_is_meant
from caveat.rules.model import (
    AllCriterion,
    AllergyCriterion,
    AnyCriterion,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    MedicationCriterion,
    NotCriterion,
    ObservationCriterion,
    RouteCriterion,
)
from caveat.rules.patient import EntryList

WEIGHT = "weight"
_ALLERGIES = EntryList.ALLERGIES.value

Decider = Callable[[Facts, Taken], Decision]
"""Decides for a patient, by the medicine that the rule is about; every no is ``NO`` itself."""

_YES = yes()


def decider_of(criterion: Criterion, vocabulary: Vocabulary) -> Decider:
    """Make the function that decides one criterion."""
    return _DECIDERS[type(criterion)](criterion, vocabulary)


def decider_of_all(criteria: Iterable[Criterion], vocabulary: Vocabulary) -> Decider:
    """Make the function that decides that every criterion holds; one that does not settles it."""
    deciders = [decider_of(criterion, vocabulary) for criterion in criteria]
    if len(deciders) == 1:
        return deciders[0]

    def decide(facts: Facts, subject: Taken) -> Decision:
        uses: tuple[Use, ...] = ()
        missing: tuple[Missing, ...] = ()
        for inner in deciders:
            decision = inner(facts, subject)
            if decision is NO:
                return NO
            uses += decision.uses
            missing += decision.missing
        return Decision(Truth.UNKNOWN, (), missing) if missing else Decision(Truth.YES, uses)

    return decide


Withholder = Callable[[Facts, Taken, Sequence[Use]], bool]
"""Says whether an exception surely holds for what a rule used."""


def withholder_of(criterion: Criterion, vocabulary: Vocabulary) -> Withholder:
    """Make the function that says whether an exception surely holds.

    One that is only possible withholds nothing. One for a medicine that the rule used speaks of
    that very entry.
    """
    if isinstance(criterion, MedicationCriterion):
        return _withholding_entries(criterion)
    decide = decider_of(criterion, vocabulary)
    return lambda facts, subject, _: decide(facts, subject).truth is Truth.YES


def _withholding_entries(criterion: MedicationCriterion) -> Withholder:
    term, fits = criterion.term, _fitting(criterion)

    def withholds(facts: Facts, subject: Taken, uses: Sequence[Use]) -> bool:
        used = False
        for use in uses:
            if isinstance(use, TakenUse) and use.term == term:
                if fits(use.taken) is not Truth.YES:
                    return False
                used = True
        return used

    return withholds


def _fitting(criterion: MedicationCriterion) -> Callable[[Taken], Truth]:
    """Make the function that says whether a medicine of the criterion's term fits it."""
    # a tuple is looked through by identity, where a set would ask each status for its hash
    statuses = tuple(criterion.statuses)
    routes, except_routes = criterion.routes, criterion.except_routes

    def fits(taken: Taken) -> Truth:
        route = taken.route
        if taken.status not in statuses or route in except_routes:
            return Truth.NO
        if not routes or route in routes:
            return Truth.YES
        return Truth.NO if route else Truth.UNKNOWN

    return fits


def _medication(criterion: MedicationCriterion, vocabulary: Vocabulary) -> Decider:
    term, fits = criterion.term, _fitting(criterion)

    def decide(facts: Facts, subject: Taken) -> Decision:
        uses: tuple[Use, ...] = ()
        missing = facts.missing_medications
        for taken in facts.by_term.get(term, ()):
            if taken is not subject:
                truth = fits(taken)
                if truth is Truth.YES:
                    uses += (TakenUse(taken, term),)
                elif truth is Truth.UNKNOWN:
                    missing = (Missing("route", taken.entry), *missing)
        if uses:
            return Decision(Truth.YES, uses)
        if term in facts.by_possible:
            near = (each for each in facts.by_possible[term] if each is not subject)
            unclear = [which_is_meant(each) for each in near if fits(each) is not Truth.NO]
            missing = (*unclear, *missing)
        return Decision(Truth.UNKNOWN, (), missing) if missing else NO

    return decide


def _count(criterion: CountCriterion, vocabulary: Vocabulary) -> Decider:
    at_least = criterion.at_least
    find = _medication(criterion.medication, vocabulary)

    def decide(facts: Facts, subject: Taken) -> Decision:
        decision = find(facts, subject)
        count = count_different(decision.uses)
        if count >= at_least:
            return decision
        missing = decision.missing or facts.missing_medications
        not_asked = any(fact.entry is None for fact in missing)
        if not_asked or count + len(missing) >= at_least:
            return unknown(*missing)
        return NO

    return decide


def count_different(uses: Iterable[Use]) -> int:
    """Count the medicines that were used, those of the same substances once."""
    return len({frozenset(use.taken.names) for use in uses if isinstance(use, TakenUse)})


def _condition(criterion: ConditionCriterion, vocabulary: Vocabulary) -> Decider:
    concept = criterion.concept
    counts = vocabulary.concepts[concept].counts
    statuses = tuple(counts if criterion.statuses is None else criterion.statuses)

    def decide(facts: Facts, subject: Taken) -> Decision:
        uses: tuple[Use, ...] = ()
        for held in facts.by_concept.get(concept, ()):
            if held.status in statuses:
                uses += (HeldUse(held, concept),)
        if uses:
            return Decision(Truth.YES, uses)
        missing = facts.missing_conditions
        return Decision(Truth.UNKNOWN, (), missing) if missing else NO

    return decide


def _observation(criterion: ObservationCriterion, vocabulary: Vocabulary) -> Decider:
    name = criterion.name
    not_stated = unknown(Missing(name))
    holds = is_word(criterion.words) if criterion.words else lies_within_of(criterion.bounds)

    def decide(facts: Facts, subject: Taken) -> Decision:
        fact = subject.plan.get(name) or facts.observations.get(name)
        if fact is None:
            missing = facts.unknown.get(name)
            return not_stated if missing is None else unknown(*missing)
        return Decision(Truth.YES, (fact,)) if holds(fact) else NO

    return decide


def known_fact(name: str, facts: Facts, subject: Taken) -> KnownFact | None:
    """Give a fact; what the plan of the medicine states wins over what the patient's list does."""
    return subject.plan.get(name) or facts.observations.get(name)


def _dose(criterion: DoseCriterion, vocabulary: Vocabulary) -> Decider:
    per_kg = criterion.unit == "mg/kg"
    lies_within = lies_within_of(criterion.bounds)

    def holds(fact: KnownFact) -> bool:
        return fact.value in criterion.numbers if criterion.numbers else lies_within(fact)

    def decide(facts: Facts, subject: Taken) -> Decision:
        dose = subject.dose
        if dose is None:
            return unknown(Missing("dose", subject.entry))
        if criterion.stated:
            stated = KnownFact("dose", dose.text, dose.text)
            return yes(stated) if dose.per_kg is per_kg else NO
        weight = known_fact(WEIGHT, facts, subject)
        if dose.per_kg is not per_kg and weight is None:
            return unknown(Missing(WEIGHT))
        fact = dose_fact(dose, criterion.unit, weight)
        return yes(fact) if holds(fact) else NO

    return decide


def _route(criterion: RouteCriterion, vocabulary: Vocabulary) -> Decider:
    routes = criterion.routes

    def decide(facts: Facts, subject: Taken) -> Decision:
        route = subject.route
        if not route:
            return unknown(Missing("route", subject.entry))
        return yes(KnownFact("route", route, route)) if route in routes else NO

    return decide


def _allergy(criterion: AllergyCriterion, vocabulary: Vocabulary) -> Decider:
    term = criterion.term

    def decide(facts: Facts, subject: Taken) -> Decision:
        uses = tuple(TakenUse(found, term) for found in facts.allergies if term in found.terms)
        if uses:
            return Decision(Truth.YES, uses)
        near = [found.entry for found in facts.allergies if term in found.possible]
        missing = (*(Missing(_ALLERGIES, entry) for entry in near), *facts.missing_allergies)
        return unknown(*missing) if missing else NO

    return decide


def _all(criterion: AllCriterion, vocabulary: Vocabulary) -> Decider:
    return decider_of_all(criterion.criteria, vocabulary)


def _any(criterion: AnyCriterion, vocabulary: Vocabulary) -> Decider:
    deciders = [decider_of(inner, vocabulary) for inner in criterion.criteria]

    def decide(facts: Facts, subject: Taken) -> Decision:
        holds = False
        uses: tuple[Use, ...] = ()
        missing: tuple[Missing, ...] = ()
        for inner in deciders:
            decision = inner(facts, subject)
            if decision is NO:
                continue
            holds = holds or decision.truth is Truth.YES
            uses += decision.uses
            missing += decision.missing
        if holds:
            return Decision(Truth.YES, uses)
        return unknown(*missing) if missing else NO

    return decide


def _not(criterion: NotCriterion, vocabulary: Vocabulary) -> Decider:
    inner = decider_of(criterion.criterion, vocabulary)

    def decide(facts: Facts, subject: Taken) -> Decision:
        decision = inner(facts, subject)
        if decision.truth is Truth.UNKNOWN:
            return decision
        return NO if decision.truth is Truth.YES else _YES

    return decide


# each criterion is decided by the function for its own type, which no checker can follow
_DECIDERS: Mapping[type[object], Callable[..., Decider]] = {
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
