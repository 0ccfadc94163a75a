"""The narrative of an alert: XHTML for a person whose record shows no more than that."""

import re
from collections.abc import Iterator
from html import escape

from caveat.rules import Alert
from caveat.rules.report import Finding, FoldedRule
from caveat.rules.suppressed import why_changed
from caveat.server.http.body import JsonObject

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def narrative_of(alert: Alert) -> JsonObject:
    """Write the whole alert as a FHIR narrative."""
    lines = "".join(f"<p>{_escaped(line)}</p>" for line in _lines(alert))
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>',
    }


def path_of(finding: Finding) -> str:
    """Say what a finding stands on: the path of each entry, and each fact."""
    paths = (" -> ".join(step.label for step in traced.path) for traced in finding.entries)
    facts = (f"{fact.title}: {fact.value}" for fact in finding.facts)
    return "; ".join((*paths, *facts))


def _lines(alert: Alert) -> Iterator[str]:
    draft = " (a draft, not confirmed in its source)" if alert.draft else ""
    yield f"{alert.level.word.upper()}: {alert.title}{draft}"
    if alert.change:
        yield f"This site: {why_changed(alert.change)}"
    yield from (f"Why: {path_of(finding)}" for finding in alert.findings)
    yield f"Consequence: {alert.consequence}"
    yield f"Mechanism: {alert.mechanism}"
    yield f"What to do: {alert.management}"
    if alert.wrong_when:
        yield f"Wrong when: {alert.wrong_when}"
    yield from (_also(rule, alert.pack_id) for rule in alert.folded)
    yield from (f"Source: {source.title} {source.url}".rstrip() for source in alert.sources)
    yield f"Rule: {alert.rule_id} of {alert.pack_id}, evidence: {alert.evidence.grade}"


def _also(rule: FoldedRule, pack_id: str) -> str:
    """Say what a milder rule of the same problem says, and whose view that of another pack is."""
    said = f"Also {rule.level.word}: {rule.title}. {rule.management}"
    titles = dict.fromkeys(source.title for source in rule.sources)
    return f"{said} By {'; '.join(titles)}." if rule.pack_id != pack_id else said


def _escaped(text: str) -> str:
    return escape(_NOT_IN_XML.sub(" ", text))
