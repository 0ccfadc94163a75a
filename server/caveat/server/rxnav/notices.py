"""What the old shape has no place for, as texts that its programs show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caveat.rules import Level, Outcome
from caveat.rules.questions import MATTERS
from caveat.rules.report import PackUse
from caveat.server.recording.record import Record
from caveat.server.rxnav.checked import Checked
from caveat.server.rxnav.listing import Listing

_SHOWN_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was not checked, and the medicines that it concerns."""

    rxcuis: tuple[str, ...]
    text: str


def name_of_packs(packs: Iterable[PackUse]) -> str:
    """Name packs with their versions."""
    return ", ".join(f"{pack.id} {pack.version}" for pack in packs)


def notices_of(
    listing: Listing, checked: Checked | None, record: Record | None = None
) -> Iterator[Notice]:
    """Say what was not read, not spoken for by any pack, not asked, and not recorded."""
    if listing.unreadable:
        places = ", ".join(map(str, listing.unreadable))
        yield Notice((), f"NOT CHECKED: the list holds no RxCUI in place {places}.")
    if checked:
        yield from _of_unrecognised(checked)
        yield from _of_scope(checked)
        yield from _of_questions(checked)
        yield from _of_site(checked)
    if record and not record.is_recorded:
        yield Notice((), f"NOT RECORDED: check {record.id} is not in the decision log.")


def _of_unrecognised(checked: Checked) -> Iterator[Notice]:
    unread = checked.report.unrecognised
    rxcuis = tuple(dict.fromkeys(checked.rxcui_of(each.entry) for each in unread))
    if rxcuis:
        names = ", ".join(rxcuis)
        yield Notice(rxcuis, f"NOT CHECKED: not recognised as a medicine: RxCUI {names}.")


def _of_scope(checked: Checked) -> Iterator[Notice]:
    """Say what no pack speaks for; beside an alert, which may speak of it, nothing."""
    report = checked.report
    packs = f"(loaded: {name_of_packs(report.packs)})"
    if report.outcome is Outcome.OUT_OF_SCOPE:
        text = f"NOT CHECKED: no loaded pack speaks for any of these medicines {packs}."
        yield Notice(checked.rxcuis, text)
    elif checked.outside and report.outcome is not Outcome.ALERTS:
        names = ", ".join(checked.outside)
        text = f"NOT CHECKED: no loaded pack speaks for RxCUI {names} {packs}."
        yield Notice(checked.outside, text)


def _of_questions(checked: Checked) -> Iterator[Notice]:
    """Sum up the questions; those about an entry that was not read are said already."""
    report = checked.report
    unread = {each.entry for each in report.unrecognised}
    questions = [
        question
        for question in report.open_questions
        if question.level >= MATTERS and question.entry not in unread
    ]
    if questions:
        asked = " ".join(question.text for question in questions[:_SHOWN_QUESTIONS])
        yield Notice(
            checked.rxcuis[:1],
            f"NOT CHECKED: only medicines were submitted. Open questions: {len(questions)}; "
            f"the answers could raise alerts up to {questions[0].level.word}. {asked}",
        )


def _of_site(checked: Checked) -> Iterator[Notice]:
    """Say what a site's policy shows as less than its pack does: silence would say "none"."""
    for each in checked.report.suppressed:
        if each.kind.is_less and each.level > Level.INFO:
            rule = each.finding.rule_id
            text = (
                f"CHANGED BY THIS SITE: {each.title} ({each.level.word}, rule {rule}): {each.why}."
            )
            yield Notice(checked.medicines_of(each.finding), text)
