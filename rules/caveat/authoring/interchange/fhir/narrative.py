"""A rule as the text that FHIR asks of each resource."""

from html import escape

from caveat.authoring.interchange.plain import JsonObject
from caveat.rules.model import Rule


def narrative_of(rule: Rule) -> JsonObject:
    """Write a rule as XHTML, for one who sees nothing else of it."""
    lead = f"{rule.level.word}: {rule.title}"
    told = (f"Draft, not confirmed. {lead}" if rule.draft else lead, rule.consequence)
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in (*told, rule.management))
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'
    return {"status": "generated", "div": div}
