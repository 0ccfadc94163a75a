"""The engine's one door: a request in, a report out."""

import gc
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias

from caveat.reading.codes import Code
from caveat.reading.recognition import ReadAs, Recognised, recognise
from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.cache import KeptPacks
from caveat.rules.checked import Checked, check_facts, report_of
from caveat.rules.entries import EntryReader
from caveat.rules.intake import MAX_ENTRIES, check_request
from caveat.rules.loader import Progress, built_in_packs
from caveat.rules.opening import load_book, open_kept
from caveat.rules.patient import Request
from caveat.rules.reading_crew import read_by_crew
from caveat.rules.recogniser import ReadRequest, Recogniser
from caveat.rules.report import Report
from caveat.rules.rulebook import RuleBook

Watcher: TypeAlias = Callable[[ReadRequest, Checked], None]
"""Is told of each check, by whatever door it came, before anybody has its answer."""


class Engine(NamedTuple):
    """A rule book, and what reads requests for it; ``watcher`` is told what it decides.

    ``today`` gives the day, by which rules are due for review.
    """

    book: RuleBook
    recogniser: Recogniser
    watcher: Watcher | None = None
    today: Callable[[], date] = date.today

    def decide(self, read: ReadRequest) -> Checked:
        """Decide on a patient; raises as ``Checker.check`` does."""
        facts, today = self.recogniser.facts_of(read), self.today().isoformat()
        checked = check_facts(read.request_id, facts, self.book, today)
        if self.watcher:
            self.watcher(read, checked)
        return checked


class Checker:
    """Checks patients with one rule book; safe to share between threads.

    ``entries`` reads with the book's vocabulary, and remembers what it has read; ``today`` gives
    the day, by which rules are due for review.
    """

    def __init__(
        self,
        book: RuleBook,
        entries: EntryReader | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.most_entries = MAX_ENTRIES
        reader = entries or EntryReader(book.vocabulary)
        recogniser = Recogniser(reader, book.trials, book.assumes)
        self._engine = Engine(book, recogniser, today=today)

    @classmethod
    def built_in(cls) -> "Checker":
        """Load the packs that come with Caveat."""
        return cls.load(built_in_packs())

    @classmethod
    def load(cls, packs: Iterable[Path], progress: Progress | None = None) -> "Checker":
        """Load packs from their folders; raises ``PackError`` with every mistake.

        The second time they are taken from what was kept of them in the user's cache folder.
        Where a release of RxNorm was imported (``caveat terms import-rxnorm``), its names and
        codes are known too.
        """
        with without_collection():
            vocabulary = load_vocabulary(rxnorm=installed_path())
            return cls(load_book(tuple(packs), vocabulary, read_by_crew, progress))

    @classmethod
    def of_kept(cls, kept: KeptPacks, packs: Iterable[Path], vocabulary: Vocabulary) -> "Checker":
        """Check with packs that were compiled before, of these folders; no file is read."""
        return cls(open_kept(tuple(packs), kept, vocabulary))

    def reloaded(self, kept: KeptPacks, packs: Iterable[Path]) -> "Checker":
        """Check with other packs, and the vocabulary and the readings of this checker."""
        book = open_kept(tuple(packs), kept, self.book.vocabulary)
        fresh = Checker(book, self.recogniser.entries, self.engine.today)
        fresh.most_entries = self.most_entries
        if self.engine.watcher:
            fresh.tell(self.engine.watcher)
        return fresh

    def tell(self, watcher: Watcher) -> None:
        """Tell this watcher of every check from now on, those of checkers reloaded from it too."""
        self._engine = self._engine._replace(watcher=watcher)

    def limit_entries(self, most: int) -> None:
        """Refuse requests with a list of more entries than this; the contract's limits hold too."""
        self.most_entries = {name: min(most, limit) for name, limit in MAX_ENTRIES.items()}

    def take_up(self, other: "Checker") -> None:
        """Check with another's rule book from now on; a check that has begun ends with this one."""
        self._engine = other.engine

    @property
    def engine(self) -> Engine:
        """What a check is made with, to be asked for once a check."""
        return self._engine

    @property
    def book(self) -> RuleBook:
        """The rule book of the next check."""
        return self._engine.book

    @property
    def recogniser(self) -> Recogniser:
        """What reads the next request."""
        return self._engine.recogniser

    def check(self, request: Request) -> Report:
        """Check one patient.

        Raises ``RequestError`` with every field that cannot be used; what cannot be read or
        decided is part of the report.
        """
        check_request(request, self.most_entries)
        engine = self.engine
        return report_of(engine.decide(engine.recogniser.read(request)), engine.book)

    def recognise(
        self, text: str = "", code: Code | None = None, read_as: ReadAs = ReadAs.EITHER
    ) -> Recognised:
        """Say what a text or a code would be understood as."""
        return recognise(text, code, read_as, self.book.vocabulary)


@contextmanager
def without_collection() -> Generator[None]:
    """Hold the collector back: all that is read stays, and walking it doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
