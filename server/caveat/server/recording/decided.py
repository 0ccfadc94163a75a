"""What was decided of one patient, without anything that the patient takes or has."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from caveat.rules.change import Action
from caveat.rules.checked import Checked
from caveat.rules.level import Level
from caveat.rules.report import OpenQuestion, Report, SuppressedKind, Unrecognised
from caveat.rules.suppressed import changes_of
from caveat.server.audit.entries import FoundRule, OpenFact

_WORDS = {level: level.word for level in Level}
_REMEMBERED = 16384


class Decided(NamedTuple):
    """The part of a ``Decision`` that the engine gives, in its order."""

    rules_digest: str
    outcome: str
    complete: bool
    level: str
    alerts: tuple[FoundRule, ...]
    folded: tuple[str, ...]
    withheld: tuple[str, ...]
    silenced: tuple[str, ...]
    shadowed: tuple[str, ...]
    open_facts: tuple[OpenFact, ...]
    unrecognised: tuple[str, ...]


def of_checked(checked: Checked, rules_digest: str) -> Decided:
    """Take it from the engine's own values."""
    level = checked.level
    return Decided(
        rules_digest,
        checked.outcome.value,
        checked.complete,
        _WORDS[level] if level else "",
        tuple([_found(each.rule.id, each.rule.rule.level) for each in checked.kept]),
        _once([folded.found.rule.id for folded in checked.folded]),
        _once([withheld.found.rule.id for withheld in checked.withheld]),
        _changed(checked, Action.SILENCE),
        _changed(checked, Action.SHADOW),
        _open_facts(checked.open_questions),
        _places(checked.unrecognised),
    )


def of_report(report: Report) -> Decided:
    """Take it from a report."""
    return Decided(
        report.rules_digest,
        report.outcome.value,
        report.complete,
        _WORDS[report.level] if report.level else "",
        tuple([_found(alert.rule_id, alert.level) for alert in report.alerts]),
        _suppressed(report, SuppressedKind.COVERED),
        _suppressed(report, SuppressedKind.EXCEPTION),
        _suppressed(report, SuppressedKind.SILENCED),
        _suppressed(report, SuppressedKind.SHADOWED),
        _open_facts(report.open_questions),
        _places(report.unrecognised),
    )


def _changed(checked: Checked, action: Action) -> tuple[str, ...]:
    changes = changes_of(checked.changed)
    return _once([found.rule.id for found, change in changes if change.action is action])


def _suppressed(report: Report, kind: SuppressedKind) -> tuple[str, ...]:
    return _once([each.finding.rule_id for each in report.suppressed if each.kind is kind])


@lru_cache(_REMEMBERED)
def _found(rule_id: str, level: Level) -> FoundRule:
    return FoundRule(rule_id, _WORDS[level])


@lru_cache(_REMEMBERED)
def _open(fact: str, level: Level) -> OpenFact:
    return OpenFact(fact, _WORDS[level])


def _once(rule_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule_ids))


def _open_facts(questions: Iterable[OpenQuestion]) -> tuple[OpenFact, ...]:
    """Give each missing fact once, with the worst level that any question about it could reach."""
    worst: dict[str, Level] = {}
    for question in questions:
        fact, level = question.fact, question.level
        if level > worst.get(fact, 0):
            worst[fact] = level
    return tuple([_open(fact, level) for fact, level in worst.items()])


def _places(unrecognised: Iterable[Unrecognised]) -> tuple[str, ...]:
    """Name entries by their places; what stands there is the patient's."""
    return _once([f"{each.entry.list.value}[{each.entry.index}]" for each in unrecognised])
