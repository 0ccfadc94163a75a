"""The engine's one door: a request in, a report out."""

import datetime as dt
import gc
import logging
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
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
from caveat.rules.opening import load_kept
from caveat.rules.origin import Origin
from caveat.rules.patient import Request
from caveat.rules.policies import Today, read_policies, with_policies
from caveat.rules.reading_crew import read_by_crew
from caveat.rules.recogniser import ReadRequest, Recogniser
from caveat.rules.report import Report
from caveat.rules.rulebook import RuleBook

Watcher: TypeAlias = Callable[[ReadRequest, Checked], None]
"""Is told of each check, by whatever door it came, before anybody has its answer."""


_logger = logging.getLogger(__name__)


class Engine(NamedTuple):
    """A rule book, and what reads requests for it; ``watcher`` is told what it decides.

    ``today`` gives the day, by which rules are due for review. ``origin`` is what the book of
    another day can be opened from.
    """

    book: RuleBook
    recogniser: Recogniser
    watcher: Watcher | None = None
    today: Today = dt.date.today
    origin: Origin | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Say whether its book is that of a day, or of any."""
        return self.book.ends is None or day < self.book.ends

    def on(self, day: dt.date) -> "Engine":
        """Give the engine of a later day, that has read what this one has."""
        return self._replace(book=self.origin.book(day)) if self.origin else self

    def decide(self, read: ReadRequest) -> Checked:
        """Decide on a patient; raises as ``Checker.check`` does."""
        facts, today = self.recogniser.facts_of(read), self.today().isoformat()
        checked = check_facts(read.request_id, facts, self.book, today)
        if self.watcher:
            self.watcher(read, checked)
        return checked


class Following(NamedTuple):
    """An engine that was made ready for a day to come."""

    day: dt.date
    engine: Engine

    def follows(self, engine: Engine, day: dt.date) -> bool:
        """Say whether it is what comes after an engine on a day."""
        of_same_origin = self.engine.origin is engine.origin
        return of_same_origin and self.day <= day and self.engine.holds_on(day)


class Checker:
    """Checks patients with one rule book; safe to share between threads.

    ``entries`` reads with the book's vocabulary, and remembers what it has read. With an ``origin``
    the first check of a day on which a change of a site's policy expires is made with the rule book
    that follows; ``today`` gives the day at this place.
    """

    def __init__(
        self,
        book: RuleBook,
        entries: EntryReader | None = None,
        origin: Origin | None = None,
        today: Today = dt.date.today,
    ) -> None:
        self.most_entries = MAX_ENTRIES
        reader = entries or EntryReader(book.vocabulary)
        recogniser = Recogniser(reader, book.trials, book.assumes)
        self._engine = Engine(book, recogniser, today=today, origin=origin)
        self._following: Following | None = None
        self._turn = Lock()

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
            load = partial(load_kept, folders, vocabulary, read_by_crew, progress)
            kept = with_policies(load, read_policies(policy, today()))
            return cls.of_kept(kept, folders, vocabulary, today)

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
        today = self._engine.today
        fresh = Checker(origin.book(today()), self.recogniser.entries, origin, today)
        fresh.most_entries = self.most_entries
        if self._engine.watcher:
            fresh.tell(self._engine.watcher)
        return fresh

    def tell(self, watcher: Watcher) -> None:
        """Tell this watcher of every check from now on, those of checkers reloaded from it too."""
        self._engine = self._engine._replace(watcher=watcher)

    def limit_entries(self, most: int) -> None:
        """Refuse requests with a list of more entries than this; the contract's limits hold too."""
        self.most_entries = {name: min(most, limit) for name, limit in MAX_ENTRIES.items()}

    def take_up(self, other: "Checker") -> None:
        """Check with another's rule book from now on; a check that has begun ends with this one."""
        engine = other.engine
        with self._turn:
            self._engine = engine

    @property
    def engine(self) -> Engine:
        """What a check is made with, to be asked for once a check."""
        engine = self._engine
        if engine.book.ends is None or engine.holds_on(engine.today()):
            return engine
        return self._turned(engine.today())

    @property
    def book(self) -> RuleBook:
        """The rule book of the next check."""
        return self.engine.book

    def get_ready(self, day: dt.date) -> None:
        """Open the rule book of a day to come, if it is another, so that no check waits for it."""
        engine, following = self._engine, self._following
        if not (engine.holds_on(day) or (following and following.follows(engine, day))):
            self._following = Following(day, engine.on(day))

    def _turned(self, day: dt.date) -> Engine:
        """Go over to the rule book of a day; whoever checks meanwhile waits for it."""
        with self._turn:
            before, following = self._engine, self._following
            if not before.holds_on(day):
                is_ready = following is not None and following.follows(before, day)
                self._engine = following.engine if following and is_ready else before.on(day)
                self._following = None
                _tell_expired(before.book, self._engine.book)
            return self._engine

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


def _tell_expired(before: RuleBook, after: RuleBook) -> None:
    """Tell the log which changes of a site's policy no longer hold."""
    for old, new in zip(before.policies, after.policies, strict=True):
        for rule_id in new.expired:
            if rule_id not in old.expired:
                what = "the change of '%s' by the policy of %s expired: the rule is its pack's again"
                _logger.warning(what, rule_id, new.site)


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
