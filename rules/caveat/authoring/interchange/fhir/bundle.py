"""A FHIR R5 Bundle of rules, with what FHIR could not hold as the issues of the Bundle."""

from collections.abc import Iterable, Sequence

from caveat.authoring.interchange.fhir.clinical_use import clinical_use_of
from caveat.authoring.interchange.identifiers import id_of
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.plain import Export, Json, JsonObject, Loss
from caveat.rules.model import Kind, Rule
from caveat.rules.rulebook import RuleBook


def fhir_of(book: RuleBook, rule_ids: Iterable[str]) -> Export:
    """Write rules as a collection of ClinicalUseDefinitions.

    That two medicines go together is no kind of it: whoever reads only its types would take such a
    rule for a danger, so that it is told as a loss.
    """
    material = Material.of(book)
    rules = [book.rules[rule_id] for rule_id in rule_ids]
    written = [rule for rule in rules if _has_type(rule, material)]
    entries: list[Json] = [_entry(rule, material) for rule in written]
    told = material.losses.told()
    document: JsonObject = {"resourceType": "Bundle", "type": "collection"}
    document |= {"entry": entries} if entries else {}
    document |= {"issues": _issues(told)} if told else {}
    return Export(document, tuple(rule.id for rule in written), told)


def _has_type(rule: Rule, material: Material) -> bool:
    if rule.kind is not Kind.COMPATIBLE:
        return True
    material.losses.note("rules that say what goes together, of which FHIR has no type", rule.id)
    return False


def _entry(rule: Rule, material: Material) -> JsonObject:
    full_url = f"urn:uuid:{id_of('fhir', rule.id)}"
    return {"fullUrl": full_url, "resource": clinical_use_of(rule, material)}


def _issues(losses: Sequence[Loss]) -> JsonObject:
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "information",
                "code": "not-supported",
                "diagnostics": f"{loss}: {', '.join(loss.names)}",
            }
            for loss in losses
        ],
    }
