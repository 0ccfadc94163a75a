"""The element ``contraindication`` of FHIR: the situation, its comorbidities, other therapies."""

from collections.abc import Iterator

from caveat.authoring.interchange.fhir.concepts import condition_concept, member_concepts
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.mentions import is_plain, when_of
from caveat.authoring.interchange.plain import Json, JsonObject
from caveat.reading.status import ConditionStatus
from caveat.rules.model import AnyCriterion, ConditionCriterion, Criterion, Rule
from caveat.rules.wording import in_words

_CODED = frozenset((ConditionStatus.ACTIVE, ConditionStatus.PAST, ConditionStatus.SUSPECTED))
_ONLY_WITH: JsonObject = {
    "system": "http://hl7.org/fhir/therapy-relationship-type",
    "code": "contraindicated-only-with",
    "display": "Only contraindicated if the other therapy is given",
}


def contraindication_of(rule: Rule, material: Material) -> JsonObject:
    """Write what makes a contraindication; a situation without a code is one in words."""
    when = when_of(rule)
    situations = [each for each in when if not is_plain(each)]
    situations.sort(key=lambda each: not conditions_in(each, material))
    written: JsonObject = {}
    if situations:
        main, *others = ({"concept": _situation(each, material)} for each in situations)
        written["diseaseSymptomProcedure"] = main
        written |= _status(situations[0], material)
        written |= {"comorbidity": others} if others else {}
    therapies = [therapy for each in when for therapy in _therapies(each, material)]
    return {**written, "otherTherapy": therapies} if therapies else written


def is_held(criterion: Criterion, material: Material) -> bool:
    """Say whether the element has codes for all that a criterion says."""
    return is_plain(criterion) or bool(conditions_in(criterion, material))


def conditions_in(criterion: Criterion, material: Material) -> tuple[str, ...]:
    """Give the conditions one of which a criterion asks for; none where it is another question.

    A condition of the family, or one that is absent, is not what the code of it says.
    """
    alternatives = criterion.criteria if isinstance(criterion, AnyCriterion) else (criterion,)
    found = tuple(
        each.concept
        for each in alternatives
        if isinstance(each, ConditionCriterion) and _statuses(each, material) <= _CODED
    )
    return found if len(found) == len(alternatives) else ()


def _statuses(criterion: ConditionCriterion, material: Material) -> frozenset[ConditionStatus]:
    return criterion.statuses or material.vocabulary.concepts[criterion.concept].counts


def _situation(criterion: Criterion, material: Material) -> JsonObject:
    words = in_words(criterion, material.vocabulary)
    return condition_concept(conditions_in(criterion, material), words, material)


def _status(criterion: Criterion, material: Material) -> JsonObject:
    if not isinstance(criterion, ConditionCriterion):
        return {}
    statuses = sorted(status.value for status in _statuses(criterion, material))
    return {"diseaseStatus": {"concept": {"text": " or ".join(statuses)}}}


def _therapies(criterion: Criterion, material: Material) -> Iterator[Json]:
    if is_plain(criterion):
        for concept in member_concepts(criterion.term, material):
            yield {
                "relationshipType": {"coding": [_ONLY_WITH]},
                "treatment": {"concept": concept},
            }
