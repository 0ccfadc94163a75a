"""Where a rule's statement is written, for forms that take references."""

from collections.abc import Iterator

from caveat.authoring.interchange.plain import JsonObject
from caveat.rules.model import NOT_KNOWN, Citation, Rule, Source
from caveat.rules.rulebook import RuleBook


def cited(rule: Rule, book: RuleBook) -> Iterator[tuple[Citation, Source]]:
    """Give each citation of a rule with its source."""
    for citation in rule.evidence.citations:
        yield citation, book.sources[rule.pack_id, citation.source_id]


def reference_of(citation: Citation, source: Source) -> JsonObject:
    """Write a citation as a reference of the PDDI form, with section and more, which it has not."""
    texts = {
        "title": source.title,
        "section": citation.section,
        "read": citation.read.value if citation.read else NOT_KNOWN,
        "publisher": source.publisher,
        "edition": source.edition,
        "date": source.date,
        "year": source.year,
        "note": source.note,
    }
    told: JsonObject = {name: text for name, text in texts.items() if text}
    return {**told, "link": [{"url": source.url}]} if source.url else told
