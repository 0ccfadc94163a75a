"""Why an alert was raised, as Markdown: from what was submitted to what the rule speaks of."""

from collections.abc import Iterable, Iterator

from caveat.reading.path import Step, StepKind
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef, Finding, TracedEntry, UsedFact
from caveat.server.cdshooks.markdown import escape, quoted

MEDICINES = (EntryList.PROPOSED, EntryList.MEDICATIONS)


def reasons(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Write each entry's path and each fact once; what the patient has stands first."""
    entries, facts = _used(findings)
    paths = map(_traced, sorted(entries, key=_is_proposed))
    return tuple(dict.fromkeys((*paths, *(_fact(fact) for fact in facts))))


def medicines(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Name the medicines that were found, as they were submitted."""
    entries, _ = _used(findings)
    named = (traced.entry.text for traced in entries if traced.entry.list in MEDICINES)
    return tuple(dict.fromkeys(filter(None, named)))


def _used(findings: Iterable[Finding]) -> tuple[list[TracedEntry], list[UsedFact]]:
    entries: list[TracedEntry] = []
    facts: list[UsedFact] = []
    for finding in findings:
        entries += finding.entries
        facts += finding.facts
    return entries, facts


def _is_proposed(traced: TracedEntry) -> bool:
    return traced.entry.list is EntryList.PROPOSED


def _traced(traced: TracedEntry) -> str:
    labels = list(_labels(traced.path))
    if labels and labels[0].casefold() == traced.entry.text.casefold():
        del labels[0]
    return " → ".join(filter(None, (_origin(traced.entry), *map(escape, labels))))


def _labels(path: Iterable[Step]) -> Iterator[str]:
    """Give the labels of a path; a status, or what repeats the step before, joins that step."""
    last = ""
    for step in path:
        if step.kind is StepKind.STATUS and last:
            last += f" ({step.label})"
        elif last.casefold() != step.label.casefold():
            if last:
                yield last
            last = step.label
    if last:
        yield last


def _origin(entry: EntryRef) -> str:
    if entry.index < 0:
        return f"{escape(entry.text)} (assumed)"
    return quoted(entry.text) if entry.text else ""


def _fact(fact: UsedFact) -> str:
    return escape(f"{fact.title}: {fact.value}")
