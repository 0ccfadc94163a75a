"""CodeableConcepts of FHIR, with the codes that the vocabulary has and nothing beside them."""

from collections.abc import Iterable, Iterator

from caveat.authoring.interchange.codings import SYSTEMS
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.plain import Json, JsonObject
from caveat.reading.codes import Code


def member_concepts(term: str, material: Material) -> Iterator[JsonObject]:
    """Give the ingredients of a class, or the one that a term is, as a concept each."""
    for name in sorted(material.vocabulary.members_of(term)):
        codes = material.codings.of_ingredient(name)
        if not codes:
            material.losses.note("ingredients that have no RxCUI and no ATC code", name)
        yield concept_of(codes, name)


def condition_concept(conditions: Iterable[str], text: str, material: Material) -> JsonObject:
    """Give one of several conditions as one concept, with the codes of all of them."""
    found: dict[Code, None] = {}
    for condition in conditions:
        codes = material.codings.of_condition(condition)
        found |= dict.fromkeys(codes)
        if not codes:
            material.losses.note("conditions that have no code", condition)
    return concept_of(found, text)


def concept_of(codes: Iterable[Code], text: str) -> JsonObject:
    """Write a concept; FHIR allows no empty list."""
    codings: list[Json] = [{"system": SYSTEMS[code.system], "code": code.value} for code in codes]
    return {"coding": codings, "text": text} if codings else {"text": text}
