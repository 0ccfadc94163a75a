"""The extensions of our FHIR resources, for what FHIR has no element for."""

from collections.abc import Iterator, Mapping

from caveat.authoring.interchange.citations import cited
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.mentions import partners_of, subject_of, when_of
from caveat.authoring.interchange.plain import Json, JsonObject
from caveat.rules.model import Citation, Rule, Source
from caveat.rules.wording import in_words


def extensions_of(rule: Rule, material: Material) -> list[Json]:
    """Write all extensions of a rule, in a fixed order; what it does not say is left out."""
    return [
        *_written("valueCode", {"level": rule.level.word, "grade": rule.evidence.grade}),
        _extension("serious", "valueBoolean", rule.serious),
        _extension("pack", "valueCoding", _pack(rule, material)),
        *_terms(rule, material),
        *_criteria(rule, material),
        *_written("valueMarkdown", _texts(rule)),
        *_written("valueString", _names(rule)),
        *_written("valueDate", _dates(rule)),
        *(
            _extension("citation", "valueRelatedArtifact", _artifact(*each))
            for each in cited(rule, material.book)
        ),
    ]


def _extension(name: str, kind: str, value: Json) -> JsonObject:
    return {"url": f"urn:caveat:{name}", kind: value}


def _written(kind: str, values: Mapping[str, str]) -> Iterator[Json]:
    return (_extension(name, kind, value) for name, value in values.items() if value)


def _pack(rule: Rule, material: Material) -> JsonObject:
    use = next(use for use in material.book.uses if use.id == rule.pack_id)
    return {"system": "urn:caveat:pack", "version": use.version, "code": use.id}


def _terms(rule: Rule, material: Material) -> Iterator[Json]:
    yield _extension("subject", "valueCoding", _term(subject_of(rule), material))
    for term in partners_of(rule):
        yield _extension("partner", "valueCoding", _term(term, material))


def _term(term: str, material: Material) -> JsonObject:
    display = material.vocabulary.title_of(term)
    return {"system": "urn:caveat:term", "code": term, "display": display}


def _criteria(rule: Rule, material: Material) -> Iterator[Json]:
    for name, criteria in (("when", when_of(rule)), ("unless", rule.unless)):
        for criterion in criteria:
            yield _extension(name, "valueString", in_words(criterion, material.vocabulary))


def _texts(rule: Rule) -> Mapping[str, str]:
    return {
        "consequence": rule.consequence,
        "mechanism": rule.mechanism,
        "management": rule.management,
        "note": rule.evidence.note,
        "wrong-when": rule.wrong_when,
        "context": rule.background.context,
        "exposure": rule.background.exposure,
        "harm": rule.background.harm,
    }


def _names(rule: Rule) -> Mapping[str, str]:
    return {
        "title": rule.title,
        "hazard": rule.hazard,
        "basis": rule.evidence.basis,
        "author": rule.review.author,
        "reviewer": rule.review.reviewer,
    }


def _dates(rule: Rule) -> Mapping[str, str]:
    return {"reviewed": rule.review.reviewed, "next-review": rule.review.next_review}


def _artifact(citation: Citation, source: Source) -> JsonObject:
    editions = (source.publisher, source.edition, source.date or source.year)
    parts = [source.title, *filter(None, editions), citation.section]
    artifact: JsonObject = {"type": "citation", "citation": ", ".join(filter(None, parts))}
    if citation.read:
        read: JsonObject = {"system": "urn:caveat:read", "code": citation.read.value}
        artifact["classifier"] = [{"coding": [read]}]
    return {**artifact, "document": {"url": source.url}} if source.url else artifact
