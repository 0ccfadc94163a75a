"""Made-up rules and patients in plain facts, with the meaning that Caveat gives them."""

from collections.abc import Iterator, Sequence

from benchmarks.engines.question import NO_FACT, PlainRule
from benchmarks.synthetic.planted import LOCAL_ROUTES
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.facts import Facts
from caveat.rules.model import (
    AnyCriterion,
    Between,
    Comparison,
    ConditionCriterion,
    Criterion,
    MedicationCriterion,
    ObservationCriterion,
    Rule,
)

_OLDEST = 200.0


def plain_rule(rule: Rule) -> PlainRule:
    """Put a rule into plain facts; raises ``TypeError`` for one that is not made up."""
    exception = _exception(rule.unless[0]) if rule.unless else NO_FACT
    if isinstance(rule.scope, Between):
        others: tuple[str, ...] = (rule.scope.second,)
        return PlainRule(rule.id, rule.scope.first, others, 0.0, _OLDEST, exception)
    beside, *ages = rule.scope.when
    low, high = _ages(ages)
    return PlainRule(rule.id, rule.scope.term, tuple(_any_of(beside)), low, high, exception)


def _any_of(criterion: Criterion) -> Iterator[str]:
    match criterion:
        case AnyCriterion(criteria=criteria):
            for inner in criteria:
                yield from _any_of(inner)
        case MedicationCriterion(term=term):
            yield term
        case ConditionCriterion(concept=concept, statuses=None):
            yield concept
        case ConditionCriterion(concept=concept, statuses=frozenset() as statuses):
            yield from (_at(concept, status.value) for status in statuses)
        case _:
            raise TypeError(f"no fact stands for a {type(criterion).__name__}")


def _ages(criteria: Sequence[Criterion]) -> tuple[float, float]:
    for criterion in criteria:
        if isinstance(criterion, ObservationCriterion):
            [bound] = criterion.bounds
            below = bound.comparison is Comparison.BELOW
            return (0.0, bound.number) if below else (bound.number, _OLDEST)
    return 0.0, _OLDEST


def _exception(criterion: Criterion) -> str:
    """Name an exception: a medication that is only local, or what no patient has observed."""
    match criterion:
        case MedicationCriterion(term=term):
            return _local(term)
        case ObservationCriterion(name=name):
            return name
        case _:
            raise TypeError(f"no fact stands for a {type(criterion).__name__}")


def facts_of(read: Facts, vocabulary: Vocabulary) -> frozenset[str]:
    """Give the facts of a patient that rules can ask for."""
    return frozenset((*_medications(read), *_conditions(read, vocabulary)))


def _medications(read: Facts) -> Iterator[str]:
    everywhere = {
        term for taken in read.taken if taken.route not in LOCAL_ROUTES for term in taken.terms
    }
    for term in {term for taken in read.taken for term in taken.terms}:
        yield term
        if term not in everywhere:
            yield _local(term)


def _conditions(read: Facts, vocabulary: Vocabulary) -> Iterator[str]:
    for held in read.held:
        for concept in held.concepts:
            yield _at(concept, held.status.value)
            if held.status in vocabulary.concepts[concept].counts:
                yield concept


def _at(concept: str, status: str) -> str:
    return f"{concept}, {status}"


def _local(term: str) -> str:
    return f"{term}, only local"
