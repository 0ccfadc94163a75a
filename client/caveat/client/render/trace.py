"""The way from what was submitted to what a rule speaks of."""

from collections.abc import Iterable

from caveat.client.render.words import quoted
from caveat.v1.report_pb2 import EntryList, EntryRef, Finding, Step, StepKind, TracedEntry

_NAMED = (StepKind.STEP_KIND_INGREDIENT, StepKind.STEP_KIND_CONDITION)


def reasons(findings: Iterable[Finding]) -> list[str]:
    """Write each entry's path once; what the patient has stands before what is proposed."""
    entries = sorted(_entries(findings), key=_is_proposed)
    return list(dict.fromkeys(map(traced, entries)))


def facts(findings: Iterable[Finding]) -> str:
    """Write the facts that were used, each once."""
    used = (fact for finding in findings for fact in finding.facts)
    return "; ".join(dict.fromkeys(f"{fact.title}: {fact.value}" for fact in used))


def names(findings: Iterable[Finding]) -> str:
    """Name what the patient has, such as ``sertraline``, each once."""
    submitted = [_name(entry) for entry in _entries(findings) if not _is_proposed(entry)]
    return ", ".join(dict.fromkeys(filter(None, submitted)))


def traced(entry: TracedEntry) -> str:
    """Write a path, such as ``"Minipress 2 mg" -> Minipress -> prazosin -> heart medicine``."""
    labels = path_labels(entry.path)
    if labels and labels[0].casefold() == entry.entry.text.casefold():
        labels = labels[1:]
    return " -> ".join(filter(None, (_origin(entry.entry), *labels)))


def path_labels(path: Iterable[Step]) -> list[str]:
    """List the labels of a path; a status, or what repeats the step before, joins that step."""
    labels: list[str] = []
    for step in path:
        if step.kind == StepKind.STEP_KIND_STATUS and labels:
            labels[-1] += f" ({step.label})"
        elif not labels or labels[-1].casefold() != step.label.casefold():
            labels.append(step.label)
    return labels


def _entries(findings: Iterable[Finding]) -> list[TracedEntry]:
    return [entry for finding in findings for entry in finding.entries]


def _is_proposed(entry: TracedEntry) -> bool:
    return entry.entry.list == EntryList.ENTRY_LIST_PROPOSED


def _origin(entry: EntryRef) -> str:
    if entry.index < 0:
        return f"{entry.text} (assumed)"
    return quoted(entry.text) if entry.text else ""


def _name(entry: TracedEntry) -> str:
    return next((step.label for step in entry.path if step.kind in _NAMED), "")
