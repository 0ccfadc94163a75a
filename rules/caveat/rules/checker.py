"""The engine's one door: a request in, a report out."""

import gc
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from caveat.reading.codes import Code
from caveat.reading.recognition import ReadAs, Recognised, recognise
from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import load_vocabulary
from caveat.rules.alerts import AlertMaker
from caveat.rules.compiler import compile_packs
from caveat.rules.facts import Facts, Taken
from caveat.rules.findings import Found, Waiting, Withheld, decide_rules, subjects_of
from caveat.rules.intake import check_request
from caveat.rules.level import Level, Outcome
from caveat.rules.loader import built_in_packs, load_packs
from caveat.rules.patient import EntryList, Request
from caveat.rules.questions import MATTERS, open_questions, question_text
from caveat.rules.recogniser import Recogniser
from caveat.rules.report import (
    DOUBTFUL,
    Alert,
    Assumption,
    AssumptionKind,
    OpenQuestion,
    Report,
)
from caveat.rules.rulebook import RuleBook


class Checker:
    """Checks patients with one rule book; safe to share between threads."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._recogniser = Recogniser(book.vocabulary, book.trials)

    @classmethod
    def built_in(cls) -> "Checker":
        """Load the packs that come with Caveat."""
        return cls.load(built_in_packs())

    @classmethod
    def load(cls, packs: Iterable[Path]) -> "Checker":
        """Load packs from their folders; raises ``PackError`` with every mistake.

        Where a release of RxNorm was imported (``caveat terms import-rxnorm``), its names and
        codes are known too.
        """
        with _without_collection():
            vocabulary = load_vocabulary(rxnorm=installed_path())
            return cls(compile_packs(load_packs(packs, vocabulary), vocabulary))

    def check(self, request: Request) -> Report:
        """Check one patient.

        Raises ``RequestError`` with every field that cannot be used; what cannot be read or
        decided is part of the report.
        """
        check_request(request)
        assumed = () if request.proposed else self.book.assumes
        facts = self._recogniser.recognise(request, assumed)
        outcomes = tuple(decide_rules(facts, self.book))
        makes = AlertMaker(self.book, (item for item in outcomes if isinstance(item, Found)))
        alerts = makes.alerts()
        questions = self._questions(
            facts,
            (item for item in outcomes if isinstance(item, Waiting) and not makes.is_covered(item)),
        )
        subjects = subjects_of(facts, self.book)
        complete = bool(subjects) and _is_complete(facts, questions)
        withheld = (item for item in outcomes if isinstance(item, Withheld))
        return Report(
            request_id=request.request_id,
            outcome=_outcome(facts, subjects, alerts, complete=complete),
            complete=complete,
            level=max((alert.level for alert in alerts), default=None),
            alerts=alerts,
            open_questions=questions,
            unrecognised=facts.unrecognised,
            suppressed=(*makes.folded(), *makes.withheld(withheld)),
            assumptions=(*facts.assumptions, *_outside_scope(facts, subjects)),
            packs=self.book.uses,
        )

    def recognise(
        self, text: str = "", code: Code | None = None, read_as: ReadAs = ReadAs.EITHER
    ) -> Recognised:
        """Say what a text or a code would be understood as."""
        return recognise(text, code, read_as, self.book.vocabulary)

    def _questions(self, facts: Facts, waiting: Iterable[Waiting]) -> tuple[OpenQuestion, ...]:
        """Ask what is missing; an unread proposal could be what any rule is about."""
        vocabulary = self.book.vocabulary
        unread = tuple(
            OpenQuestion(
                missing.fact,
                question_text(missing, vocabulary),
                tuple(self.book.rules),
                self.book.worst,
                missing.entry,
            )
            for missing in facts.missing_proposed
        )
        return (*unread, *open_questions(waiting, vocabulary))


def _outcome(
    facts: Facts, subjects: Sequence[Taken], alerts: Sequence[Alert], *, complete: bool
) -> Outcome:
    if any(alert.level > Level.INFO for alert in alerts):
        return Outcome.ALERTS
    if not subjects and not facts.missing_proposed:
        return Outcome.OUT_OF_SCOPE
    return Outcome.CLEAR if complete else Outcome.INCOMPLETE


def _outside_scope(facts: Facts, subjects: Sequence[Taken]) -> Iterator[Assumption]:
    for taken in facts.taken if subjects else ():
        if taken.entry.list is EntryList.PROPOSED and taken not in subjects:
            text = "no loaded pack speaks for this medicine; it counts as one that is taken"
            yield Assumption(AssumptionKind.OUTSIDE_SCOPE, text, taken.entry)


def _is_complete(facts: Facts, questions: Sequence[OpenQuestion]) -> bool:
    if facts.unrecognised or any(question.level >= MATTERS for question in questions):
        return False
    return not any(assumption.kind in DOUBTFUL for assumption in facts.assumptions)


@contextmanager
def _without_collection() -> Generator[None]:
    """Hold the collector back: all that is read stays, and walking it doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
