"""Alerts: in full for what has to be decided, in a line for what is good to know."""

from collections.abc import Iterator

from caveat.client.render import evidence, trace
from caveat.client.render.page import Page
from caveat.client.render.site import change_text
from caveat.client.render.words import NOT_CONFIRMED, kind_word, level_style, level_word
from caveat.v1.report_pb2 import Alert, FoldedRule


def full_alert(alert: Alert, page: Page, *, verbose: bool) -> Iterator[str]:
    """Show why an alert was raised, what may happen, what to do, and where that is written."""
    level = level_word(alert.level).upper()
    yield from page.marked(f"{level}  ", alert.title, level_style(alert.level))
    yield from page.field("Site", change_text(alert.change) if alert.HasField("change") else "")
    yield from page.fields("Why", trace.reasons(alert.findings))
    yield from page.field("Facts", trace.facts(alert.findings))
    yield from page.field("Consequence", alert.consequence)
    if verbose:
        yield from page.field("Mechanism", alert.mechanism)
    yield from page.field("What to do", alert.management)
    yield from _support(alert, page, verbose=verbose)
    yield from page.field("Rule", _identity(alert))
    for folded in alert.folded:
        yield from _folded(folded, page, alert.pack_id, verbose=verbose)


def brief_alert(alert: Alert, page: Page) -> Iterator[str]:
    """Show an alert as one item of a list."""
    found = trace.names(alert.findings)
    title = f"{alert.title}: {found}" if found else alert.title
    return page.item(f"{title} ({kind_word(alert.kind)})")


def _support(alert: Alert, page: Page, *, verbose: bool) -> Iterator[str]:
    if verbose:
        yield from page.field("Wrong when", alert.wrong_when)
        for label, text in evidence.background(alert.background):
            yield from page.field(label, text)
        yield from page.field("Evidence", evidence.support(alert.evidence))
        yield from page.fields("Source", evidence.all_sources(alert.evidence))
        yield from page.field("Review", evidence.review(alert.review))
    else:
        yield from page.fields("Source", evidence.main_sources(alert.evidence))


def _identity(alert: Alert) -> str:
    serious = "serious" if alert.serious else ""
    draft = NOT_CONFIRMED if alert.draft else ""
    return ", ".join(filter(None, (alert.rule_id, kind_word(alert.kind), serious, draft)))


def _folded(folded: FoldedRule, page: Page, pack_id: str, *, verbose: bool) -> Iterator[str]:
    yield from page.fields("Also", evidence.view(folded, of_another_pack=folded.pack_id != pack_id))
    if verbose:
        yield from page.fields("", (folded.consequence, folded.management))
