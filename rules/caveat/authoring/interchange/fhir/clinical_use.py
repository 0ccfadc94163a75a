"""Rules as FHIR R5 resources of the type ClinicalUseDefinition, one for each rule.

What the resource has no element for is an extension ``urn:caveat:...``, so that every rule is whole
in the words of its pack.
"""

import re
from collections.abc import Callable, Mapping
from hashlib import sha256

from caveat.authoring.interchange.fhir.concepts import member_concepts
from caveat.authoring.interchange.fhir.contraindication import contraindication_of, is_held
from caveat.authoring.interchange.fhir.extensions import extensions_of
from caveat.authoring.interchange.fhir.narrative import narrative_of
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.mentions import is_plain, partners_of, subject_of, when_of
from caveat.authoring.interchange.plain import JsonObject
from caveat.rules.model import Criterion, Kind, Rule

IN_WORDS = "rules with a criterion or an exception that FHIR holds in words alone"

_DRUG_DRUG: JsonObject = {
    "system": "http://hl7.org/fhir/interaction-type",
    "code": "drug-drug",
    "display": "drug to drug interaction",
}
_STATUS = "http://hl7.org/fhir/publication-status"
_LONGEST_ID = 64


def clinical_use_of(rule: Rule, material: Material) -> JsonObject:
    """Write a rule as a contraindication, an interaction or a warning, by its kind."""
    kind = type_of(rule)
    if rule.unless or any(not _has_element(each, kind, material) for each in when_of(rule)):
        material.losses.note(IN_WORDS, rule.id)
    medicines = _contained(rule, material)
    return {
        "resourceType": "ClinicalUseDefinition",
        "id": resource_id(rule.id),
        "text": narrative_of(rule),
        "contained": medicines,
        "extension": extensions_of(rule, material),
        "identifier": [{"system": "urn:caveat:rule", "value": rule.id}],
        "type": kind,
        "category": [_category(rule)],
        "subject": [
            {"reference": f"#{medicine['id']}", "type": "Medication"} for medicine in medicines
        ],
        "status": _status(rule),
        kind: _WRITERS[kind](rule, material),
    }


def type_of(rule: Rule) -> str:
    """Give the type of the resource; an interaction with no medicine is a warning."""
    if rule.kind is Kind.CONTRAINDICATION:
        return "contraindication"
    if rule.kind is Kind.INTERACTION and partners_of(rule):
        return "interaction"
    return "warning"


def resource_id(rule_id: str) -> str:
    """Give the id of a rule's resource: its own, or a digest where FHIR does not allow that."""
    if re.fullmatch(rf"[A-Za-z0-9.-]{{1,{_LONGEST_ID}}}", rule_id):
        return rule_id
    return sha256(rule_id.encode()).hexdigest()


def _has_element(criterion: Criterion, kind: str, material: Material) -> bool:
    """Say whether an element holds all that a criterion says."""
    match kind:
        case "interaction":
            return is_plain(criterion)
        case "contraindication":
            return is_held(criterion, material)
        case _:
            return False


def _contained(rule: Rule, material: Material) -> list[JsonObject]:
    concepts = member_concepts(subject_of(rule), material)
    return [
        {"resourceType": "Medication", "id": f"m{number}", "code": concept}
        for number, concept in enumerate(concepts, 1)
    ]


def _category(rule: Rule) -> JsonObject:
    kind = rule.kind.value
    return {"coding": [{"system": "urn:caveat:kind", "code": kind}], "text": kind}


def _status(rule: Rule) -> JsonObject:
    return {"coding": [{"system": _STATUS, "code": "draft" if rule.draft else "active"}]}


def _interaction(rule: Rule, material: Material) -> JsonObject:
    concepts = (
        concept for term in partners_of(rule) for concept in member_concepts(term, material)
    )
    return {
        "interactant": [{"itemCodeableConcept": concept} for concept in concepts],
        "type": {"coding": [_DRUG_DRUG]},
        "effect": {"concept": {"text": rule.consequence}},
        "incidence": {"text": rule.background.harm},
        "management": [{"text": rule.management}],
    }


def _warning(rule: Rule, _: Material) -> JsonObject:
    return {
        "description": f"{rule.consequence}\n\n{rule.management}",
        "code": {"text": rule.title},
    }


_WRITERS: Mapping[str, Callable[[Rule, Material], JsonObject]] = {
    "contraindication": contraindication_of,
    "interaction": _interaction,
    "warning": _warning,
}
