"""Which medicine a resource names: as a CodeableConcept, by reference, or by its ingredients."""

from caveat.rules.intake import MAX_CODES, MAX_TEXT
from caveat.server.fhir.concepts import NOTHING, Concept, read_concept
from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Record, Records

UNNAMED = Concept("(no medicine is named)")
"""Stands for a medicine that its resource does not name; the engine reports it as unrecognised."""
_UNNAMED_INGREDIENT = "unnamed ingredient"


def medicine_of(record: Record, records: Records) -> Concept:
    """Give what a resource names as its medicine, or ``UNNAMED``.

    Raises ``RequestError`` where a reference leads nowhere and says nothing itself.
    """
    concept = read_concept(record.node.child("medicationCodeableConcept"))
    if concept:
        return concept
    reference = record.node.child("medicationReference")
    return (_referred(reference, record, records) if reference else NOTHING) or UNNAMED


def _referred(reference: Node, owner: Record, records: Records) -> Concept:
    display = Concept(reference.text("display") or "")
    found = records.resolve(reference, owner)
    if found is None and not display and _says_where(reference):
        raise reference.wrong("refers to a resource that is not at hand, and has no display")
    return (_contents(found, owner, records) if found else NOTHING) or display


def _says_where(reference: Node) -> bool:
    return reference.has("reference") or reference.has("identifier")


def _contents(found: Record, owner: Record, records: Records) -> Concept:
    """Give the code of a Medication or Substance, else its ingredients as one text.

    What a contained resource contains stands beside it, in ``owner``.
    """
    concept = read_concept(found.node.child("code"))
    if concept:
        return concept
    scope = owner if found.address.startswith(f"{owner.address}#") else found
    parts = [_ingredient(node, scope, records) for node in found.node.children("ingredient")]
    if not parts:
        return NOTHING
    text = " / ".join(part.text or _UNNAMED_INGREDIENT for part in parts)
    codes = dict.fromkeys(code for part in parts for code in part.codes)
    if len(text) > MAX_TEXT or len(codes) > MAX_CODES:
        raise found.node.wrong("has more ingredients than can be read", "ingredient")
    return Concept(text, tuple(codes))


def _ingredient(node: Node, scope: Record, records: Records) -> Concept:
    """Give an ingredient by its own code; those of an ingredient are not followed further."""
    concept = read_concept(node.child("itemCodeableConcept"))
    reference = node.child("itemReference")
    if concept or reference is None:
        return concept
    found = records.resolve(reference, scope)
    coded = read_concept(found.node.child("code")) if found else NOTHING
    return coded or Concept(reference.text("display") or "")
