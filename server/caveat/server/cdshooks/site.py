"""What the policy of a site keeps from alerting, or shows as less, as one card."""

from collections import Counter
from collections.abc import Iterator, Sequence

from caveat.rules.level import Level
from caveat.rules.report import PolicyUse, Report, Suppressed
from caveat.server.cdshooks.cards import OWN_LABEL, summary
from caveat.server.cdshooks.markdown import document, escape, listing
from caveat.server.cdshooks.trace import medicines
from caveat.server.http.body import JsonObject

_WARNS_FROM = Level.MAJOR


def site_card(report: Report) -> JsonObject | None:
    """Write what is less than the packs have it; ``None`` where the site changes nothing so.

    What a site has raised is an alert of its own. The card has no UUID, as nothing can be done
    with it here: it is the site's own decision.
    """
    changed = [each for each in report.suppressed if each.change]
    less = [each for each in changed if each.kind.is_less]
    if not less:
        return None
    return {
        "summary": summary(f"Changed by this site: {_counted(less)}"),
        "detail": document(_detail(changed, report)),
        "indicator": "warning" if less[0].level >= _WARNS_FROM else "info",
        "source": {"label": OWN_LABEL},
    }


def _counted(less: Sequence[Suppressed]) -> str:
    """Count by level and what was done, the gravest first, such as ``1 major lowered``."""
    counted = Counter((each.level, each.kind.value) for each in less)
    return ", ".join(f"{number} {level.word} {done}" for (level, done), number in counted.items())


def _detail(changed: Sequence[Suppressed], report: Report) -> Iterator[str]:
    yield listing("Findings, at the level of their pack", map(_finding, changed))
    yield listing("Policies", map(_policy, report.policies))


def _finding(changed: Suppressed) -> str:
    names = ", ".join(map(escape, medicines([changed.finding])))
    title = f"{escape(changed.title)}: {names}" if names else escape(changed.title)
    rule = escape(changed.finding.rule_id)
    return f"**{changed.level.word}**: {title} ({rule}), {escape(changed.why)}"


def _policy(use: PolicyUse) -> str:
    return escape(f"{use.site}, {use.title or 'without a title'}, digest {use.digest}")
