"""Why a rule does what it does, as a person reads it: the verdict, then its criteria as a tree."""

from collections.abc import Iterator

from caveat.client.local_why import (
    Absent,
    Explained,
    Explanation,
    Measured,
    SeenEntry,
    SeenFact,
    Truth,
    Verdict,
    message_of_seen,
    messages_of_unrecognised,
)
from caveat.client.render import doubts
from caveat.client.render.page import Page, Style
from caveat.client.render.trace import traced
from caveat.client.render.words import quoted
from caveat.v1.report_pb2 import Report

_MARKS = {Truth.YES: "yes  ", Truth.NO: "no   ", Truth.UNKNOWN: "?    "}
_STYLES = {Truth.YES: Style.GOOD, Truth.NO: Style.DANGER, Truth.UNKNOWN: Style.WARNING}
_OF_VERDICT = {
    Verdict.ALERT: "it alerts",
    Verdict.FOLDED: "it is folded under {under}",
    Verdict.WITHHELD: "it is withheld: {exceptions}",
    Verdict.SILENCED: "it finds what it looks for, and the site keeps it from alerting",
    Verdict.SHADOWED: "it finds what it looks for, and the site tries it without an alert",
    Verdict.UNDECIDED: "not enough is known, so it asks",
    Verdict.NONE: "it finds nothing",
}
_NEARNESS = {Truth.YES: "", Truth.NO: "near: ", Truth.UNKNOWN: "possible: "}
_LISTS = ("medications", "conditions", "allergies", "trials")
_STEP = 2


def explanation_text(explanation: Explanation, page: Page) -> str:
    """Write what a rule does for a patient, and why."""
    sections = ("\n".join(section) for section in _sections(explanation, page))
    return "\n\n".join(filter(None, sections))


def _sections(explanation: Explanation, page: Page) -> Iterator[Iterator[str]]:
    yield _head(explanation, page)
    yield _node(explanation.tree, page, 0)
    unread = messages_of_unrecognised(explanation)
    yield doubts.unrecognised(Report(unrecognised=unread), page)


def _head(explanation: Explanation, page: Page) -> Iterator[str]:
    verdict = explanation.verdict
    yield from page.marked(f"{verdict.value.upper()}  ", explanation.title, Style.STRONG)
    yield from page.field("Here", _what_it_does(explanation))
    yield from page.field("Site", explanation.changed)
    level = explanation.level.word
    yield from page.field("Rule", f"{explanation.rule_id}, {level}, pack {explanation.pack_id}")


def _what_it_does(explanation: Explanation) -> str:
    under, exceptions = " and ".join(explanation.under), "; ".join(explanation.withheld_by)
    does = _OF_VERDICT[explanation.verdict].format(under=under, exceptions=exceptions)
    if under and explanation.verdict is not Verdict.FOLDED:
        return f"{does}; it waits, but asks nothing, as it could only fold under {under}"
    return does


def _node(node: Explained, page: Page, depth: int) -> Iterator[str]:
    indent = depth * _STEP
    yield from page.item(node.asks, _MARKS[node.truth], _STYLES[node.truth], indent=indent)
    beside = indent + len(_MARKS[node.truth])
    for line in _evidence(node):
        yield from page.item(line, indent=beside)
    for inner in node.within:
        yield from _node(inner, page, depth + 1)


def _evidence(node: Explained) -> Iterator[str]:
    yield from map(_entry, node.entries)
    yield from map(_fact, node.facts)
    yield from map(_absent, node.absent)


def _entry(seen: SeenEntry) -> str:
    path = traced(message_of_seen(seen))
    return f"{_NEARNESS[seen.truth]}{path}; {seen.why}" if seen.why else path


def _fact(fact: SeenFact) -> str:
    wanted = [_bound(bound) for bound in fact.bounds]
    if fact.wanted:
        wanted.append(f"the rule wants {' or '.join(fact.wanted)}")
    return "; ".join((f"{fact.title}: {fact.value}", *wanted))


def _bound(bound: Measured) -> str:
    limit = f"{bound.comparison} {bound.number:g} {bound.unit}".strip()
    away = f"{bound.distance:g} {bound.unit}".strip()
    return f"the rule wants {limit}, {'holds' if bound.holds else 'missed'} by {away}"


def _absent(absent: Absent) -> str:
    if absent.entry:
        return f"not known of {quoted(absent.entry.text)}: {absent.question}"
    return f"{'not asked' if absent.fact in _LISTS else 'not known'}: {absent.question}"
