"""From findings to the trace of each that is no alert, or none as its pack has it."""

from collections.abc import Iterable, Iterator

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.alerts import finding_of, why_withheld
from caveat.rules.change import Action, Change
from caveat.rules.findings import Found, Withheld
from caveat.rules.folding import Folded
from caveat.rules.model import Criterion, Rule
from caveat.rules.report import Finding, Suppressed, SuppressedKind

_COVERED = "covered by the alert of the same problem"
_KINDS = {
    Action.RAISE: SuppressedKind.RAISED,
    Action.LOWER: SuppressedKind.LOWERED,
    Action.SILENCE: SuppressedKind.SILENCED,
    Action.SHADOW: SuppressedKind.SHADOWED,
}


def suppressed_of(
    folded: Iterable[Folded], withheld: Iterable[Withheld], vocabulary: Vocabulary
) -> Iterator[Suppressed]:
    """Give a trace of every finding that was folded, or that a rule's own exception withholds."""
    for found, by_rule_id in folded:
        yield covered(found.rule.rule, finding_of(found, vocabulary), by_rule_id)
    for found, exception in withheld:
        finding = finding_of(found, vocabulary)
        yield excepted(found.rule.rule, finding, exception, vocabulary)


def changed_of(found: Iterable[Found], vocabulary: Vocabulary) -> Iterator[Suppressed]:
    """Give a trace of every finding of a rule that a site's policy has changed, gravest first."""
    for each, change in changes_of(found):
        yield changed(each.rule.rule, change, finding_of(each, vocabulary))


def changes_of(found: Iterable[Found]) -> list[tuple[Found, Change]]:
    """Give findings of rules that a site's policy has changed, with the change, gravest first."""
    changes = ((each, change) for each in found if (change := each.rule.rule.change))
    return sorted(changes, key=lambda each: -each[1].own_level)


def covered(rule: Rule, finding: Finding, by_rule_id: str) -> Suppressed:
    """Give the trace of a finding that stands under the alert of another rule."""
    kind = SuppressedKind.COVERED
    return Suppressed(finding, rule.level, rule.title, by_rule_id, _COVERED, kind)


def excepted(
    rule: Rule, finding: Finding, exception: Criterion, vocabulary: Vocabulary
) -> Suppressed:
    """Give the trace of a finding that an exception of its rule withholds."""
    why = why_withheld(exception, vocabulary)
    return Suppressed(finding, rule.level, rule.title, "", why, SuppressedKind.EXCEPTION)


def changed(rule: Rule, change: Change, finding: Finding) -> Suppressed:
    """Give the trace of what a site's policy has made of a finding."""
    kind, why = _KINDS[change.action], why_changed(change)
    return Suppressed(finding, change.own_level, rule.title, "", why, kind, change)


def why_changed(change: Change) -> str:
    """Say what a site's policy has made of a rule, why, on whose word and until when."""
    grounds = change.grounds
    names = " and ".join(filter(None, (grounds.author, grounds.second)))
    said = f"{_what(change)} by the policy of {change.site}: {grounds.reason.removesuffix('.')}"
    return f"{said} ({names}; until {grounds.expires})"


def _what(change: Change) -> str:
    word = _KINDS[change.action].value
    if not change.action.gives_level:
        return word
    return f"{word} from {change.own_level.word} to {change.level.word}"
