"""A report as a pharmacist reads it: the headline, alerts, what to ask, what it stands on."""

from collections import Counter
from collections.abc import Iterator

from caveat.client.render import doubts, site
from caveat.client.render.alert import brief_alert, full_alert
from caveat.client.render.page import Page, Style
from caveat.client.render.words import counted, level_style, level_word, outcome_word
from caveat.v1.report_pb2 import Alert, Level, Outcome, PackUse, Report

_MEANINGS = {
    Outcome.OUTCOME_INCOMPLETE: "nothing above info, but not everything could be checked",
    Outcome.OUTCOME_CLEAR: "nothing above info, and everything that matters could be checked",
    Outcome.OUTCOME_OUT_OF_SCOPE: "NOT CHECKED: no loaded rule concerns a medicine submitted",
}
_STYLES = {
    Outcome.OUTCOME_CLEAR: Style.GOOD,
    Outcome.OUTCOME_INCOMPLETE: Style.WARNING,
    Outcome.OUTCOME_OUT_OF_SCOPE: Style.WARNING,
}
_PROMISE = (
    "Caveat supports a professional, who can check the basis of every alert; it replaces none."
)


def report_text(report: Report, page: Page, *, verbose: bool = False) -> str:
    """Write a report; where it is not verbose, the lesser parts are counted or shortened."""
    sections = map("\n".join, _sections(report, page, verbose=verbose))
    return "\n\n".join(filter(None, sections))


def _sections(report: Report, page: Page, *, verbose: bool) -> Iterator[Iterator[str]]:
    yield _headline(report, page)
    for alert in report.alerts:
        if verbose or _is_grave(alert):
            yield full_alert(alert, page, verbose=verbose)
    yield site.changes(report, page)
    if not verbose:
        yield _good_to_know(report, page)
    yield doubts.questions(report, page, verbose=verbose)
    yield doubts.unrecognised(report, page)
    yield doubts.assumptions(report, page)
    yield doubts.withheld(report, page)
    yield _footing(report, page)


def _headline(report: Report, page: Page) -> Iterator[str]:
    style = _STYLES.get(report.outcome, level_style(report.level))
    if style is Style.GOOD and site.hides_a_warning(report):
        style = Style.WARNING
    outcome = outcome_word(report.outcome).upper()
    yield from page.heading(f"{outcome} · {_meaning(report)}", style)
    if counts := "; ".join(filter(None, _counts(report))):
        yield from page.item(counts, mark="")


def _meaning(report: Report) -> str:
    if report.outcome in _MEANINGS:
        return _MEANINGS[report.outcome]
    complete = "complete" if report.complete else "incomplete"
    return f"gravest: {level_word(report.level)} · {complete}"


def _counts(report: Report) -> Iterator[str]:
    """Count the alerts of each level, gravest first, and what stayed open."""
    levels = Counter(alert.level for alert in report.alerts)
    yield ", ".join(f"{levels[level]} {level_word(level)}" for level in sorted(levels)[::-1])
    if report.open_questions:
        yield counted(len(report.open_questions), "open question")
    if report.unrecognised:
        yield f"{counted(len(report.unrecognised), 'entry', 'entries')} not recognised"
    yield from site.made_less(report)


def _good_to_know(report: Report, page: Page) -> Iterator[str]:
    alerts = [alert for alert in report.alerts if not _is_grave(alert)]
    if alerts:
        yield from page.heading("GOOD TO KNOW (in full with -v)")
    for alert in alerts:
        yield from brief_alert(alert, page)


def _is_grave(alert: Alert) -> bool:
    return alert.level > Level.LEVEL_INFO


def _footing(report: Report, page: Page) -> Iterator[str]:
    packs = "; ".join(map(_pack, report.packs)) or "none"
    yield from page.footnote(f"Packs: {packs}.")
    for policy in site.policies_text(report.policies):
        yield from page.footnote(f"Site: {policy}.")
    yield from page.footnote(_PROMISE)


def _pack(pack: PackUse) -> str:
    return f"{pack.id} {pack.version}, reviewed {pack.reviewed}, digest {pack.digest[:12]}"
