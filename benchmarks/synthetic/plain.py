"""A made-up rule as plain values, by the keys that a rule has in its file."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from caveat.rules.model import (
    About,
    AnyCriterion,
    Between,
    ConditionCriterion,
    Criterion,
    Example,
    MedicationCriterion,
    ObservationCriterion,
    Rule,
)
from caveat.rules.patient import Condition, Request

PlainValue: TypeAlias = "str | float | bool | Sequence[PlainValue] | Mapping[str, PlainValue]"
Plain: TypeAlias = dict[str, PlainValue]


def plain_rule(rule: Rule) -> Plain:
    """Give the fields of a rule in the order in which people write them."""
    return {
        "id": rule.id,
        "kind": rule.kind.value,
        "level": rule.level.word,
        "title": rule.title,
        **_scope(rule.scope),
        **_some("unless", [_criterion(criterion) for criterion in rule.unless]),
        "consequence": rule.consequence,
        "mechanism": rule.mechanism,
        "management": rule.management,
        "serious": rule.serious,
        "evidence": {
            "grade": rule.evidence.grade,
            "basis": rule.evidence.basis,
            "sources": [
                {"source": citation.source_id, "section": citation.section}
                for citation in rule.evidence.citations
            ],
        },
        "reviewed": rule.review.reviewed,
        "examples": [_example(example) for example in rule.examples],
    }


def _some(key: str, values: Sequence[PlainValue]) -> Plain:
    return {key: values} if values else {}


def _scope(scope: Between | About) -> Plain:
    if isinstance(scope, Between):
        return {"between": [scope.first, scope.second]}
    return {"about": scope.term, "when": [_criterion(criterion) for criterion in scope.when]}


def _criterion(criterion: Criterion) -> PlainValue:
    """Give a criterion; raises ``TypeError`` for one that no made-up rule has."""
    match criterion:
        case AnyCriterion(criteria=criteria):
            return {"any": [_criterion(inner) for inner in criteria]}
        case MedicationCriterion(term=term, routes=routes):
            return {"medication": term, **_some("route", sorted(routes))}
        case ConditionCriterion(concept=concept, statuses=statuses):
            named = [status.value for status in statuses or ()]
            return {"condition": concept, **_some("status", sorted(named))}
        case ObservationCriterion(name=name, bounds=bounds, words=words):
            numbers: Plain = {bound.comparison.value: bound.number for bound in bounds}
            return {"observation": name, **numbers, **_some("is", sorted(words))}
        case _:
            raise TypeError(f"no made-up rule has a {type(criterion).__name__}")


def _example(example: Example) -> PlainValue:
    given = _request(example.given)
    return {"name": example.name, "given": given, "expect": example.expect.value}


def _request(request: Request) -> Plain:
    """Give a request as a patient file; a list that was not asked is left out."""
    patient = request.patient
    plain: Plain = {}
    if request.proposed:
        plain["proposed"] = [proposal.medication.text for proposal in request.proposed]
    if patient.medications is not None:
        plain["medications"] = [medication.text for medication in patient.medications]
    if patient.conditions is not None:
        plain["history"] = [_condition(condition) for condition in patient.conditions]
    if patient.observations:
        plain["observations"] = {fact.name: fact.value for fact in patient.observations}
    return plain


def _condition(condition: Condition) -> PlainValue:
    status = {"status": condition.status.value} if condition.status else {}
    return {"text": condition.text, **status}
