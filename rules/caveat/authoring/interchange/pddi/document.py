"""Interactions in the JSON form of the minimum information model for drug interactions (PDDI).

The form is that of the examples of the W3C community group's note of 2019, one object for each
interaction, with its ten items under the names that they have there. What the form has no place
for stands under ``caveat``.
"""

from collections.abc import Iterable

from caveat.authoring.interchange.citations import cited, reference_of
from caveat.authoring.interchange.identifiers import id_of
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.mentions import partners_of, subject_of
from caveat.authoring.interchange.pddi.concept_sets import DRUG, ConceptSets
from caveat.authoring.interchange.pddi.modifying import classified, modifying_factors
from caveat.authoring.interchange.pddi.operational import statement_of
from caveat.authoring.interchange.plain import Export, Json, JsonObject, Losses
from caveat.rules.model import NOT_KNOWN, Kind, Rule
from caveat.rules.rulebook import RuleBook

FORM = "PDDI minimum information model, JSON form of the W3C community group note of 2019"
_INTERACTIONS = (Kind.INTERACTION, Kind.COMPATIBLE)


def pddi_of(book: RuleBook, rule_ids: Iterable[str]) -> Export:
    """Write the interactions among these rules; rules of no two medicines are told as losses."""
    material = Material.of(book)
    losses = material.losses
    rules = [book.rules[rule_id] for rule_id in rule_ids]
    written = [rule for rule in rules if _is_interaction(rule, losses)]
    documents: list[Json] = [_interaction(rule, material) for rule in written]
    for rule in written:
        losses.note("clinical consequences that are a text without a code", rule.id)
    told = losses.told()
    uses = ({"id": use.id, "version": use.version, "digest": use.digest} for use in book.uses)
    document: JsonObject = {
        "form": FORM,
        "packs": list(uses),
        "not expressed": [{"what": loss.what, "names": loss.names} for loss in told],
        "potential drug-drug interactions": documents,
    }
    return Export(document, tuple(rule.id for rule in written), told)


def _is_interaction(rule: Rule, losses: Losses) -> bool:
    if rule.kind in _INTERACTIONS and partners_of(rule):
        return True
    losses.note("rules that are of no interaction between two medicines", rule.id)
    return False


def _interaction(rule: Rule, material: Material) -> JsonObject:
    sets = ConceptSets(material)
    drugs = [sets.refer(term) for term in (subject_of(rule), *partners_of(rule))]
    items: JsonObject = {
        "drugs involved": [{"type": DRUG, "id": drug} for drug in drugs],
        "clinical consequences": _text(rule, "consequence", "MPIO_0000003", rule.consequence),
        "seriousness": _seriousness(rule),
        **classified(statement_of(rule)),
        "recommended action": _text(rule, "management", "MPIO_0000008", rule.management),
        "mechanism of interaction information": _text(
            rule, "mechanism", "MPIO_0000005", rule.mechanism
        ),
        "modifying factors information": modifying_factors(rule, material, sets),
        "evidence about a suspected drug-drug interaction": _evidence(rule, material.book),
        "frequency of exposure to the PDDI": _text(
            rule, "exposure", "MPIO_0000007", rule.background.exposure
        ),
        "frequency of harm for persons who have been exposed to the PDDI": _text(
            rule, "harm", "MPIO_0000006", rule.background.harm
        ),
    }
    return {"caveat": _own(rule), **items, "concept sets": sets.documents}


def _text(rule: Rule, name: str, kind: str, text: str) -> JsonObject:
    return {"type": kind, "id": id_of("rule", rule.id, name), "display": text or NOT_KNOWN}


def _seriousness(rule: Rule) -> JsonObject:
    value = "serious" if rule.serious else "not serious"
    item = _text(rule, "serious", "MPIO_0000009", f"The rule marks the consequence as {value}.")
    return {**item, "value": value}


def _evidence(rule: Rule, book: RuleBook) -> JsonObject:
    evidence = rule.evidence
    graded = f"Graded {evidence.grade}; the references say where the statement stands."
    item = _text(rule, "evidence", "MPIO_0000004", evidence.note or graded)
    references = [reference_of(*each) for each in cited(rule, book)]
    return {**item, "grade": evidence.grade, "References": references}


def _own(rule: Rule) -> JsonObject:
    """Write what the form has no item for."""
    texts = {
        "rule": rule.id,
        "pack": rule.pack_id,
        "title": rule.title,
        "kind": rule.kind.value,
        "level": rule.level.word,
        "hazard": rule.hazard,
        "wrong when": rule.wrong_when,
        "author": rule.review.author,
        "reviewer": rule.review.reviewer,
        "reviewed": rule.review.reviewed,
        "next review": rule.review.next_review,
    }
    own: JsonObject = {name: text for name, text in texts.items() if text}
    return {**own, "draft": rule.draft}
