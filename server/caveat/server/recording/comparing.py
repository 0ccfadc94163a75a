"""How two answers to the same request differ."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from caveat.rules.level import Level
from caveat.rules.report import Finding, Report
from caveat.server.recording.decided import Decided, of_report

FOLDED = "folded"
WITHHELD = "withheld"
SILENCED = "silenced"
SHADOWED = "shadowed"
NOTHING = ""

_ALERTS: Mapping[str, int] = {level.word: level for level in Level}
_NOT_READ = "not read"
_OF_ENTRY = " of "


class ChangeKind(Enum):
    """The ways in which an answer may change, the gravest for a patient first."""

    REFUSED = "refused"
    ALERT_GONE = "alert gone"
    LEVEL_CHANGED = "level changed"
    NEW_ALERT = "new alert"
    MORE_UNCHECKED = "more not checked"
    LESS_UNCHECKED = "less not checked"
    OUTCOME_CHANGED = "outcome changed"
    FINDINGS_CHANGED = "other findings"
    FOLDED_CHANGED = "folded differently"
    TRACE_CHANGED = "trace changed"


class Change(NamedTuple):
    """One difference: of the rule, the fact or the entry ``what``.

    ``before`` and ``after`` are words of levels, or what became of it otherwise; empty for nothing.
    """

    kind: ChangeKind
    what: str
    before: str = NOTHING
    after: str = NOTHING


def compare(before: Decided, after: Decided) -> tuple[Change, ...]:
    """Give all differences but that of the packs, in an order that does not depend on chance."""
    changes = [
        *_of_rules(_states(before), _states(after)),
        *_of_unchecked(_unchecked(before), _unchecked(after)),
        *_of_outcome(_headline(before), _headline(after)),
    ]
    return tuple(sorted(changes, key=_order))


def compare_reports(before: Report, after: Report) -> tuple[Change, ...]:
    """Give all differences as ``compare`` does, and those of which a log holds too little.

    These are the level that a folded rule has and the rule that covers it, the entries and facts
    that a rule found, and questions about one entry; they are told where nothing else is told of
    that rule or that fact.
    """
    changes = compare(of_report(before), of_report(after))
    told = {change.what for change in changes}
    others = (
        *_of_folded(_folded(before), _folded(after)),
        *_of_findings(_findings(before), _findings(after)),
        *_of_unchecked(_asked_of_entries(before), _asked_of_entries(after)),
    )
    untold = (each for each in others if each.what.partition(_OF_ENTRY)[0] not in told)
    return tuple(sorted((*changes, *untold), key=_order))


def _folded(report: Report) -> dict[str, str]:
    """Give the level of each folded rule, and what covers it."""
    states: dict[str, set[str]] = {}
    for each in report.suppressed:
        if each.by_rule_id:
            state = f"{each.level.word} under {each.by_rule_id}"
            states.setdefault(each.finding.rule_id, set()).add(state)
    return {rule_id: ", ".join(sorted(found)) for rule_id, found in states.items()}


def _of_folded(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for rule_id, old, new in _differing(before, after):
        yield Change(ChangeKind.FOLDED_CHANGED, rule_id, old, new)


def _asked_of_entries(report: Report) -> dict[str, str]:
    """Give the questions about single entries, by their facts and places, with their levels."""
    return {
        f"{each.fact}{_OF_ENTRY}{each.entry.list.value}[{each.entry.index}]": each.level.word
        for each in report.open_questions
        if each.entry
    }


def _findings(report: Report) -> dict[str, set[object]]:
    """Give the places of the entries, and the names of the facts, of all that each rule found."""
    found: dict[str, set[object]] = {}
    for finding in (
        *(finding for alert in report.alerts for finding in alert.findings),
        *(each.finding for each in report.suppressed),
    ):
        found.setdefault(finding.rule_id, set()).add(_basis(finding))
    return found


def _basis(finding: Finding) -> object:
    places = frozenset((each.entry.list, each.entry.index) for each in finding.entries)
    return places, frozenset(fact.name for fact in finding.facts)


def _of_findings(
    before: Mapping[str, set[object]], after: Mapping[str, set[object]]
) -> Iterator[Change]:
    for rule_id in before.keys() & after.keys():
        if before[rule_id] != after[rule_id]:
            yield Change(ChangeKind.FINDINGS_CHANGED, rule_id)


def _states(decided: Decided) -> dict[str, str]:
    """Give what became of each rule: the level of its alert, folded, withheld, or by a policy."""
    return {
        **dict.fromkeys(decided.withheld, WITHHELD),
        **dict.fromkeys(decided.shadowed, SHADOWED),
        **dict.fromkeys(decided.silenced, SILENCED),
        **dict.fromkeys(decided.folded, FOLDED),
        **{rule.rule_id: rule.level for rule in decided.alerts},
    }


def _of_rules(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for rule_id, old, new in _differing(before, after):
        yield Change(_kind_of_rule(old in _ALERTS, new in _ALERTS), rule_id, old, new)


def _kind_of_rule(was_alert: bool, is_alert: bool) -> ChangeKind:  # noqa: FBT001  before and after, as everywhere here
    if was_alert and is_alert:
        return ChangeKind.LEVEL_CHANGED
    if is_alert:
        return ChangeKind.NEW_ALERT
    return ChangeKind.ALERT_GONE if was_alert else ChangeKind.TRACE_CHANGED


def _unchecked(decided: Decided) -> dict[str, str]:
    """Give missing facts with the worst that they could lead to, and entries that were not read."""
    return {
        **dict(decided.open_facts),
        **dict.fromkeys(decided.unrecognised, _NOT_READ),
    }


def _of_unchecked(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for what, old, new in _differing(before, after):
        is_more = not old or _ALERTS.get(new, 0) > _ALERTS.get(old, 0)
        kind = ChangeKind.MORE_UNCHECKED if is_more else ChangeKind.LESS_UNCHECKED
        yield Change(kind, what, old, new)


def _headline(decided: Decided) -> str:
    return f"{decided.outcome}, {'complete' if decided.complete else 'incomplete'}"


def _of_outcome(before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(ChangeKind.OUTCOME_CHANGED, "outcome", before, after)


def _differing(
    before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    for what in before.keys() | after.keys():
        old, new = before.get(what, NOTHING), after.get(what, NOTHING)
        if old != new:
            yield what, old, new


def _order(change: Change) -> tuple[int, str]:
    return _PLACES[change.kind], change.what


_PLACES = {kind: place for place, kind in enumerate(ChangeKind)}
