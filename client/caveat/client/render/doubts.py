"""What a check could not settle: questions, unknown entries, assumptions, what was withheld."""

from collections.abc import Iterator

from caveat.client.render import trace
from caveat.client.render.page import Page
from caveat.client.render.site import is_change
from caveat.client.render.words import (
    counted,
    level_style,
    level_word,
    place,
    quoted,
)
from caveat.v1.report_pb2 import Assumption, OpenQuestion, Report, Suppressed, Unrecognised

_QUESTIONS_SHOWN = 5
_LEVEL = 17
_PLEA = {False: "NOT CHECKED: ask", True: "STILL OPEN: ask if you can"}


def questions(report: Report, page: Page, *, verbose: bool) -> Iterator[str]:
    """Show the questions to ask, gravest first; the first few unless all are wanted."""
    if not report.open_questions:
        return
    yield from page.heading(f"{_PLEA[report.complete]} (the level is the worst that could follow)")
    shown = report.open_questions if verbose else report.open_questions[:_QUESTIONS_SHOWN]
    for question in shown:
        yield from _question(question, page)
    if others := len(report.open_questions) - len(shown):
        yield from page.item(f"{counted(others, 'more question')}, shown by -v", mark="")


def unrecognised(report: Report, page: Page) -> Iterator[str]:
    """Show the entries that name nothing known, and what may have been meant."""
    if report.unrecognised:
        yield from page.heading("NOT RECOGNISED: write it another way, or ask")
    for entry in report.unrecognised:
        yield from page.item(_unrecognised(entry))


def assumptions(report: Report, page: Page) -> Iterator[str]:
    """Show what nobody stated and the check took as given."""
    if report.assumptions:
        yield from page.heading("TAKEN AS GIVEN: correct it where it is wrong")
    for assumption in report.assumptions:
        yield from page.item(_assumption(assumption))


def withheld(report: Report, page: Page) -> Iterator[str]:
    """Show the findings that raised no alert of their own and stand under none, and why."""
    folded = {rule.rule_id for alert in report.alerts for rule in alert.folded}
    own = (each for each in report.suppressed if not is_change(each))
    silent = [each for each in own if each.finding.rule_id not in folded]
    if silent:
        yield from page.heading("WITHHELD")
    for finding in silent:
        yield from page.item(_withheld(finding))


def _question(question: OpenQuestion, page: Page) -> Iterator[str]:
    level = level_word(question.level)
    return page.item(question.text, level.ljust(_LEVEL), level_style(question.level))


def _unrecognised(entry: Unrecognised) -> str:
    whole = quoted(entry.entry.text)
    named = whole if entry.part in ("", entry.entry.text) else f"{quoted(entry.part)} in {whole}"
    meant = f" Perhaps {' or '.join(entry.suggestions)}?" if entry.suggestions else ""
    return f"{named} ({place(entry.entry)}): {entry.reason.removesuffix('.')}.{meant}"


def _assumption(assumption: Assumption) -> str:
    if not assumption.HasField("entry"):
        return assumption.text
    return f"{place(assumption.entry)}: {assumption.text}"


def _withheld(finding: Suppressed) -> str:
    found = trace.names([finding.finding])
    title = f"{finding.title}: {found}" if found else finding.title
    return f"{title} ({level_word(finding.level)}): {finding.why}"
