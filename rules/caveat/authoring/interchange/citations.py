"""Where a rule's statement is written, for forms that take references."""

from collections.abc import Iterator, Mapping

from caveat.authoring.interchange.plain import JsonObject
from caveat.rules.model import Citation, Rule, Source
from caveat.rules.rulebook import RuleBook


def cited(rule: Rule, book: RuleBook) -> Iterator[tuple[Citation, Source]]:
    """Give each citation of a rule with its source."""
    for citation in rule.evidence.citations:
        yield citation, book.sources[rule.pack_id, citation.source_id]


def reference_of(citation: Citation, source: Source) -> JsonObject:
    """Write a citation as a reference of the PDDI form, with the section, which it has not."""
    reference: dict[str, str] = {"title": source.title, "section": citation.section}
    texts: Mapping[str, str] = {
        "publisher": source.publisher,
        "year": source.year,
        "note": source.note,
    }
    reference |= texts
    told: JsonObject = {name: text for name, text in reference.items() if text}
    return {**told, "link": [{"url": source.url}]} if source.url else told
