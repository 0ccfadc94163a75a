"""The answer in the shape that RxNav gave it.

Programs show the comment, the first two concepts, and the first pair's severity and description
of each entry of the first group, and take an answer without entries as "no interactions". So
every entry has two concepts and one pair, and what was not checked is an entry too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from caveat.rules import Alert, Level
from caveat.rules.report import Finding
from caveat.rules.rulebook import RuleBook
from caveat.server.rxnav.checked import Checked, name_of
from caveat.server.rxnav.notices import Notice, name_of_packs

DISCLAIMER = (
    "This answer comes from Caveat, not from the National Library of Medicine. "
    "Caveat supports a professional, who can check the basis of every alert; it replaces none."
)

_NOT_AVAILABLE = "NA"
_NO_SEVERITY = "N/A"
_HIGH = "high"
_NONE = "(none)"
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one entry says, in the words of the answer."""

    rxcuis: tuple[str, ...]
    severity: str
    comment: str
    description: str
    url: str = _NOT_AVAILABLE


def answer_of(
    checked: Checked | None, notices: Iterable[Notice], book: RuleBook
) -> dict[str, object]:
    """Write alerts, the gravest first, and then notices; no group at all where there is neither."""
    entries = [*(_of_alerts(checked) if checked else ()), *map(_of_notice, notices)]
    answer: dict[str, object] = {"nlmDisclaimer": DISCLAIMER}
    if entries:
        group = {
            "sourceDisclaimer": DISCLAIMER,
            "sourceName": f"Caveat: {name_of_packs(book.uses)}",
            "fullInteractionType": [_interaction_type(entry, book) for entry in entries],
        }
        answer["fullInteractionTypeGroup"] = [group]
    return answer


def _of_alerts(checked: Checked) -> Iterator[_Entry]:
    for alert in checked.report.alerts:
        if alert.level > Level.INFO:
            entries = (
                _of_pair(alert, finding, pair)
                for finding in alert.findings
                for pair in _pairs(checked.medicines_of(finding))
            )
            yield from {entry.rxcuis: entry for entry in entries}.values()


def _pairs(rxcuis: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Put the medicine that a rule is about beside each other one; alone if there is none."""
    subject, *others = rxcuis
    yield from ((subject, other) for other in others)
    if not others:
        yield (subject,)


def _of_pair(alert: Alert, finding: Finding, rxcuis: tuple[str, ...]) -> _Entry:
    paths = "; ".join(" -> ".join(step.label for step in traced.path) for traced in finding.entries)
    return _Entry(
        rxcuis=rxcuis,
        severity=_HIGH if alert.level >= Level.MAJOR else alert.level.word,
        comment=f"{alert.title} ({alert.level.word}, rule {alert.rule_id}): {paths}",
        description=f"{alert.title}. {alert.consequence} {alert.management}",
        url=next((source.url for source in alert.sources if source.url), _NOT_AVAILABLE),
    )


def _of_notice(notice: Notice) -> _Entry:
    return _Entry(notice.rxcuis, _NO_SEVERITY, notice.text, notice.text)


def _interaction_type(entry: _Entry, book: RuleBook) -> dict[str, object]:
    concepts = [_concept(rxcui, name_of(rxcui, book)) for rxcui in entry.rxcuis]
    concepts += [_concept("", _NONE)] * (_TWO - len(concepts))
    pair = {
        "interactionConcept": [_interaction_concept(each, entry.url) for each in concepts[:_TWO]],
        "severity": entry.severity,
        "description": entry.description,
    }
    return {"comment": entry.comment, "minConcept": concepts, "interactionPair": [pair]}


def _concept(rxcui: str, name: str) -> dict[str, str]:
    return {"rxcui": rxcui, "name": name, "tty": ""}


def _interaction_concept(concept: dict[str, str], url: str) -> dict[str, object]:
    source = {"id": _NOT_AVAILABLE, "name": concept["name"], "url": url}
    return {"minConceptItem": concept, "sourceConceptItem": source}
