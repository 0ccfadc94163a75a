"""A rule as the text that FHIR asks of each resource."""

import re
from html import escape

from caveat.authoring.interchange.plain import JsonObject
from caveat.rules.model import Rule

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def narrative_of(rule: Rule) -> JsonObject:
    """Write a rule as XHTML, for one who sees nothing else of it."""
    lead = f"{rule.level.word}: {rule.title}"
    told = (f"Draft, not confirmed. {lead}" if rule.draft else lead, rule.consequence)
    paragraphs = "".join(f"<p>{_xml(text)}</p>" for text in (*told, rule.management))
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'
    return {"status": "generated", "div": div}


def _xml(text: str) -> str:
    """Escape a text, with the sign for an unknown one where XML has none for a sign."""
    return _NOT_IN_XML.sub("\ufffd", escape(text))
