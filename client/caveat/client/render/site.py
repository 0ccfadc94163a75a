"""What the policy of a site has made of rules, beside what their packs say."""

from collections import Counter
from collections.abc import Iterable, Iterator

from caveat.client.render import trace
from caveat.client.render.page import Page
from caveat.client.render.words import counted, level_style, level_word
from caveat.v1.report_pb2 import (
    Action,
    Change,
    Level,
    PolicyUse,
    Report,
    Suppressed,
    SuppressedKind,
)

_LEVEL = 17
_DONE = {
    Action.ACTION_RAISE: "raised",
    Action.ACTION_LOWER: "lowered",
    Action.ACTION_SILENCE: "silenced",
    Action.ACTION_SHADOW: "shadowed",
}
_LESS = (
    SuppressedKind.SUPPRESSED_KIND_LOWERED,
    SuppressedKind.SUPPRESSED_KIND_SILENCED,
    SuppressedKind.SUPPRESSED_KIND_SHADOWED,
)


def changes(report: Report, page: Page) -> Iterator[str]:
    """Show every finding of a rule that the site has changed, with its own level, gravest first."""
    changed = [each for each in report.suppressed if is_change(each)]
    if changed:
        yield from page.heading("CHANGED BY THE SITE (the level is the pack's own)")
    for each in changed:
        level = level_word(each.level)
        yield from page.item(_finding(each), level.ljust(_LEVEL), level_style(each.level))


def is_change(suppressed: Suppressed) -> bool:
    """Say whether a finding is suppressed by what a site has changed."""
    return suppressed.HasField("change")


def made_less(report: Report) -> Iterator[str]:
    """Count what the site has made less grave than the packs have it, gravest first."""
    less = Counter((each.level, each.change.action) for each in report.suppressed if _is_less(each))
    for (level, action), number in sorted(less.items(), reverse=True):
        yield f"{number} {level_word(level)} {_done(action)} by the site"


def hides_a_warning(report: Report) -> bool:
    """Say whether the site has made a finding less grave that its pack warns of."""
    return any(_is_less(each) and each.level >= Level.LEVEL_MODERATE for each in report.suppressed)


def change_text(change: Change) -> str:
    """Write a change: what it does, whose word it is, why and until when."""
    levels = f" from {level_word(change.own_level)} to {level_word(change.level)}"
    moved = levels if change.own_level != change.level else ""
    names = " and ".join(filter(None, (change.author, change.second)))
    reason = change.reason.removesuffix(".")
    said = f"{_done(change.action)}{moved} by the policy of {change.site}: {reason}"
    return f"{said} ({names}, {change.date}; until {change.expires})"


def policies_text(policies: Iterable[PolicyUse]) -> Iterator[str]:
    """Write each policy that an answer stands on, and what of it has expired."""
    for use in policies:
        changed = counted(len(use.changed), "rule")
        ends = f", the first until {use.ends}" if use.ends else ""
        expired = f"; expired: {', '.join(use.expired)}" if use.expired else ""
        yield f"policy of {use.site}, digest {use.digest[:12]}, {changed} changed{ends}{expired}"


def _is_less(suppressed: Suppressed) -> bool:
    return suppressed.kind in _LESS


def _finding(suppressed: Suppressed) -> str:
    found = trace.names([suppressed.finding])
    title = f"{suppressed.title}: {found}" if found else suppressed.title
    named = f"{title} ({suppressed.finding.rule_id})"
    return f"{named}, {change_text(suppressed.change)}"


def _done(action: Action.ValueType) -> str:
    return _DONE.get(action, "changed")
