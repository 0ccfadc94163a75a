"""The entries that a criterion looks at: those of its term, and those that come near."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from caveat.authoring.why.deciding import Case
from caveat.authoring.why.explanation import SeenEntry
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.alerts import trace
from caveat.rules.decision import HeldUse, TakenUse, Truth
from caveat.rules.facts import Held, Taken
from caveat.rules.model import AllergyCriterion, ConditionCriterion, MedicationCriterion

_IS_SUBJECT = "is the medicine that the rule is about, and another one is asked for"


def medicines(criterion: MedicationCriterion, case: Case) -> tuple[SeenEntry, ...]:
    """Give the entries of the term, and where none of them counts those that come near."""
    of_term = case.facts.by_term.get(criterion.term, ())
    seen = tuple(_medicine(criterion, taken, case) for taken in of_term)
    return seen if _counts(seen) else (*seen, *_near(criterion.term, case.facts.taken, case))


def conditions(criterion: ConditionCriterion, case: Case) -> tuple[SeenEntry, ...]:
    """Give the conditions of the concept, and where none of them counts those that come near."""
    of_concept = case.facts.by_concept.get(criterion.concept, ())
    seen = tuple(_condition(criterion, held, case) for held in of_concept)
    return seen if _counts(seen) else (*seen, *_near_conditions(criterion.concept, case))


def allergies(criterion: AllergyCriterion, case: Case) -> tuple[SeenEntry, ...]:
    """Give what of the term is not tolerated, and where there is nothing what comes near."""
    term, listed = criterion.term, case.facts.allergies
    seen = tuple(
        SeenEntry(trace(TakenUse(found, term), case.vocabulary), Truth.YES)
        for found in listed
        if term in found.terms
    )
    return seen or tuple(_near(term, listed, case))


def _counts(seen: tuple[SeenEntry, ...]) -> bool:
    return any(each.truth is Truth.YES for each in seen)


def _medicine(criterion: MedicationCriterion, taken: Taken, case: Case) -> SeenEntry:
    traced = trace(TakenUse(taken, criterion.term), case.vocabulary)
    truth = case.of_taken(criterion, taken)
    return SeenEntry(traced, truth, "" if truth is Truth.YES else _why_not(criterion, taken, case))


def _why_not(criterion: MedicationCriterion, taken: Taken, case: Case) -> str:
    if taken is case.subject:
        return _IS_SUBJECT
    if taken.status not in criterion.statuses:
        counted = _listed({status.value for status in criterion.statuses})
        return f"its status is {taken.status.value}, and the rule counts {counted}"
    if not taken.route:
        return f"its route is not known, and the rule counts {_listed(criterion.routes)}"
    if taken.route in criterion.except_routes:
        return f"its route is {taken.route}, which the rule does not count"
    return f"its route is {taken.route}, and the rule counts {_listed(criterion.routes)}"


def _condition(criterion: ConditionCriterion, held: Held, case: Case) -> SeenEntry:
    traced = trace(HeldUse(held, criterion.concept), case.vocabulary)
    truth = case.of_held(criterion, held)
    if truth is Truth.YES:
        return SeenEntry(traced, truth)
    statuses = criterion.statuses or case.vocabulary.concepts[criterion.concept].counts
    counted = _listed({status.value for status in statuses})
    why = f"its status is {held.status.value}, and the rule counts {counted}"
    return SeenEntry(traced, truth, why)


def _near(term: str, listed: tuple[Taken, ...], case: Case) -> Iterator[SeenEntry]:
    """Give the medicines that share a class with the term, or are known as such a class only."""
    vocabulary = case.vocabulary
    for taken in listed:
        shared = _shared(vocabulary.terms_of(term), term, taken.terms)
        if shared:
            nearest = min(shared, key=lambda each: (len(vocabulary.members_of(each)), each))
            why = _why_near(term, nearest, vocabulary, is_broader=nearest in taken.names)
            yield SeenEntry(trace(TakenUse(taken, nearest), vocabulary), Truth.NO, why)


def _near_conditions(concept: str, case: Case) -> Iterator[SeenEntry]:
    vocabulary = case.vocabulary
    for held in case.facts.held:
        shared = _shared(vocabulary.broader_than(concept), concept, held.concepts)
        if shared:
            nearest = max(shared, key=lambda each: (len(vocabulary.broader_than(each)), each))
            why = _why_near(concept, nearest, vocabulary, is_broader=nearest == held.concept)
            yield SeenEntry(trace(HeldUse(held, nearest), vocabulary), Truth.NO, why)


def _shared(above: AbstractSet[str], term: str, terms: AbstractSet[str]) -> AbstractSet[str] | None:
    """Give what a term and an entry that is none of it both fall under."""
    return None if term in terms else above & terms


def _why_near(term: str, shared: str, vocabulary: Vocabulary, *, is_broader: bool) -> str:
    asked, title = vocabulary.title_of(term), vocabulary.title_of(shared)
    if is_broader:
        return f"says only {title}, which is wider than {asked}"
    return f"is within {title} too, but is not {asked}"


def _listed(words: AbstractSet[str]) -> str:
    return ", ".join(sorted(words))
