"""The engine's one door: a request in, a report out."""

import datetime as dt
import gc
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from caveat.reading.codes import Code
from caveat.reading.recognition import ReadAs, Recognised, recognise
from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.cache import KeptPacks
from caveat.rules.checked import report_of
from caveat.rules.engine import Engine, Engines, Today, Watcher
from caveat.rules.entries import EntryReader
from caveat.rules.intake import MAX_ENTRIES, check_request
from caveat.rules.loader import Progress, built_in_packs
from caveat.rules.opening import load_kept
from caveat.rules.origin import Origin
from caveat.rules.patient import Request
from caveat.rules.policies import read_policies
from caveat.rules.reading_crew import read_by_crew
from caveat.rules.recogniser import Recogniser
from caveat.rules.report import Report
from caveat.rules.rulebook import RuleBook


class Checker:
    """Checks patients with one rule book; safe to share between threads.

    ``entries`` reads with the book's vocabulary, and remembers what it has read; ``today`` gives
    the day at this place, by which rules are due for review and changes of a site's policy expire.
    With an ``origin`` the first check of a day on which one does is made with the rule book that
    follows.
    """

    def __init__(
        self,
        book: RuleBook,
        entries: EntryReader | None = None,
        today: Today = dt.date.today,
        origin: Origin | None = None,
    ) -> None:
        self.most_entries = MAX_ENTRIES
        reader = entries or EntryReader(book.vocabulary)
        recogniser = Recogniser(reader, book.trials, book.assumes)
        self.engines = Engines(Engine(book, recogniser, today=today, origin=origin))

    @classmethod
    def built_in(cls) -> "Checker":
        """Load the packs that come with Caveat."""
        return cls.load(built_in_packs())

    @classmethod
    def load(
        cls,
        packs: Iterable[Path],
        progress: Progress | None = None,
        policy: Iterable[Path] = (),
        today: Today = dt.date.today,
    ) -> "Checker":
        """Load packs from their folders; raises ``PackError`` with every mistake.

        The second time they are taken from what was kept of them in the user's cache folder.
        Where a release of RxNorm was imported (``caveat terms import-rxnorm``), its names and
        codes are known too. The files of a site's ``policy`` raise, lower or silence rules.
        """
        folders = tuple(packs)
        with without_collection():
            vocabulary = load_vocabulary(rxnorm=installed_path())
            policies = read_policies(policy, today())
            with policies.beside():
                kept = load_kept(folders, vocabulary, read_by_crew, progress)
            return cls.of_kept(policies.applied_to(kept), folders, vocabulary, today)

    @classmethod
    def of_kept(
        cls,
        kept: KeptPacks,
        packs: Iterable[Path],
        vocabulary: Vocabulary,
        today: Today = dt.date.today,
    ) -> "Checker":
        """Check with packs that were compiled before, of these folders; no file is read."""
        origin = Origin(tuple(packs), kept, vocabulary)
        return cls(origin.book(today()), origin=origin, today=today)

    def reloaded(self, kept: KeptPacks, packs: Iterable[Path]) -> "Checker":
        """Check with other packs, and the vocabulary and the readings of this checker."""
        origin = Origin(tuple(packs), kept, self.book.vocabulary)
        engine = self.engine
        fresh = Checker(origin.book(engine.today()), self.recogniser.entries, engine.today, origin)
        fresh.most_entries = self.most_entries
        if engine.watcher:
            fresh.tell(engine.watcher)
        return fresh

    def tell(self, watcher: Watcher) -> None:
        """Tell this watcher of every check from now on, those of checkers reloaded from it too."""
        self.engines.tell(watcher)

    def limit_entries(self, most: int) -> None:
        """Refuse requests with a list of more entries than this; the contract's limits hold too."""
        self.most_entries = {name: min(most, limit) for name, limit in MAX_ENTRIES.items()}

    def take_up(self, other: "Checker") -> None:
        """Check with another's rule book from now on; a check that has begun ends with this one."""
        self.engines = other.engines

    def get_ready(self, day: dt.date) -> None:
        """Open the rule book of a day to come, if it is another, so that no check waits for it."""
        self.engines.get_ready(day)

    def is_ready_for(self, day: dt.date) -> bool:
        """Say whether a check on a day would wait for no rule book to be opened."""
        return self.engines.is_ready_for(day)

    @property
    def engine(self) -> Engine:
        """What a check is made with today, to be asked for once a check."""
        return self.engines.current()

    @property
    def book(self) -> RuleBook:
        """The rule book of the next check."""
        return self.engine.book

    @property
    def recogniser(self) -> Recogniser:
        """What reads the next request."""
        return self.engine.recogniser

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
