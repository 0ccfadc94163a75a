"""What a check could not settle, as one card: it is what tells silence from safety."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from caveat.rules.level import Level, Outcome
from caveat.rules.patient import EntryList
from caveat.rules.report import (
    Assumption,
    EntryRef,
    OpenQuestion,
    PackUse,
    Report,
    Suppressed,
    SuppressedKind,
    Unrecognised,
)
from caveat.server.cdshooks.cards import OWN_LABEL, summary
from caveat.server.cdshooks.markdown import document, escape, listing, quoted
from caveat.server.http.body import JsonObject

_LISTED_FROM = Level.MODERATE
_WARNS_FROM = Level.MAJOR
_PLACES = {
    EntryList.PROPOSED: "proposed medicine",
    EntryList.MEDICATIONS: "medication",
    EntryList.CONDITIONS: "condition",
    EntryList.OBSERVATIONS: "observation",
    EntryList.ALLERGIES: "allergy",
    EntryList.TRIALS: "trial",
}
_OUT_OF_SCOPE = (
    "No rule of the loaded packs speaks of a medicine of this patient, so nothing was checked. "
    "That does not say that they go together."
)
_INCOMPLETE = "The check is not complete: each answer below could change its result."
_COMPLETE = "The check is complete; what follows shows what it rests on."


def uncertain_card(report: Report, remarks: Sequence[str]) -> JsonObject | None:
    """Write what was not settled; ``None`` where a report is whole and takes nothing as given.

    ``remarks`` are sentences in Markdown on what was done beside the check, such as what an
    option left out. The card has no UUID: there is no rule that feedback on it could be about.
    """
    if report.complete and not report.assumptions and not remarks:
        return None
    return {
        "summary": summary(_headline(report)),
        "detail": document(_detail(report, remarks)),
        "indicator": "warning" if _worst(report) >= _WARNS_FROM else "info",
        "source": {"label": OWN_LABEL},
    }


def counts(levels: Iterable[Level], noun: str) -> str:
    """Count things by level, the gravest first, such as ``1 major and 3 info alerts``."""
    counted = sorted(Counter(levels).items(), reverse=True)
    words = [f"{number} {level.word}" for level, number in counted]
    plural = "" if sum(number for _, number in counted) == 1 else "s"
    return f"{' and '.join(filter(None, (', '.join(words[:-1]), words[-1])))} {noun}{plural}"


def _worst(report: Report) -> Level:
    return max((question.level for question in report.open_questions), default=Level.INFO)


def _headline(report: Report) -> str:
    if report.outcome is Outcome.OUT_OF_SCOPE:
        return "Not checked: no loaded rule concerns a medicine of this patient"
    if report.complete:
        return "Checked: what was taken as given"
    open_points = _number(len(report.open_questions), "open question", "open questions")
    unread = _number(len(report.unrecognised), "entry not recognised", "entries not recognised")
    worst = f"could reach {_worst(report).word}" if report.open_questions else ""
    why = ", ".join(filter(None, (open_points, worst, unread)))
    return f"Not fully checked: {why or 'some of it was read with doubt'}"


def _detail(report: Report, remarks: Sequence[str]) -> Iterator[str]:
    yield _opening(report)
    yield listing("Not recognised", map(_unrecognised, report.unrecognised))
    yield listing("Ask (the level is the worst that could follow)", _questions(report))
    yield listing("Taken as given", map(_assumption, report.assumptions))
    yield listing("Withheld by the rule's own exception", _withheld(report.suppressed))
    yield listing("About this answer", remarks)
    yield listing("Packs", map(_pack, report.packs))


def _opening(report: Report) -> str:
    if report.outcome is Outcome.OUT_OF_SCOPE:
        return _OUT_OF_SCOPE
    return _COMPLETE if report.complete else _INCOMPLETE


def _unrecognised(unread: Unrecognised) -> str:
    entry = unread.entry
    whole = quoted(entry.text)
    named = whole if unread.part in {"", entry.text} else f"{quoted(unread.part)} in {whole}"
    meant = f" Perhaps {' or '.join(map(escape, unread.suggestions))}?"
    reason = escape(unread.reason.removesuffix("."))
    return f"{named} ({_place(entry)}): {reason}.{meant if unread.suggestions else ''}"


def _questions(report: Report) -> Iterator[str]:
    ordered = sorted(report.open_questions, key=_gravity)
    for question in ordered:
        if question.level >= _LISTED_FROM:
            yield f"**{question.level.word}**: {escape(question.text)}"
    others = [question.level for question in ordered if question.level < _LISTED_FROM]
    if others:
        yield f"and {counts(others, 'question')}"


def _gravity(question: OpenQuestion) -> int:
    return -question.level


def _assumption(assumption: Assumption) -> str:
    text = escape(assumption.text)
    return f"{_place(assumption.entry)}: {text}" if assumption.entry else text


def _withheld(suppressed: Iterable[Suppressed]) -> Iterator[str]:
    """Give what raised no alert; what was folded stands in the card that covers it."""
    for withheld in suppressed:
        if withheld.kind is SuppressedKind.EXCEPTION:
            yield escape(f"{withheld.level.word}: {withheld.title} ({withheld.why})")


def _pack(pack: PackUse) -> str:
    return escape(f"{pack.id} {pack.version}, reviewed {pack.reviewed}, digest {pack.digest}")


def _place(entry: EntryRef) -> str:
    """Say where an entry was submitted, such as ``medication 2``."""
    name = _PLACES[entry.list]
    return name if entry.index < 0 else f"{name} {entry.index + 1}"


def _number(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}" if number else ""
