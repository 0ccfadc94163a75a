"""What a check is made with, one engine after another as changes of a site's policy expire."""

import datetime as dt
import logging
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple, TypeAlias

from caveat.rules.checked import Checked, check_facts
from caveat.rules.origin import Origin
from caveat.rules.recogniser import ReadRequest, Recogniser
from caveat.rules.rulebook import RuleBook

Watcher: TypeAlias = Callable[[ReadRequest, Checked], None]
"""Is told of each check, by whatever door it came, before anybody has its answer."""

Today: TypeAlias = Callable[[], dt.date]
"""Gives the day at this place."""

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

    def decide(self, read: ReadRequest) -> Checked:
        """Decide on a patient; raises as ``Checker.check`` does."""
        facts, today = self.recogniser.facts_of(read), self.today().isoformat()
        checked = check_facts(read.request_id, facts, self.book, today)
        if self.watcher:
            self.watcher(read, checked)
        return checked

    def holds_on(self, day: dt.date) -> bool:
        """Say whether its book is that of a day, or of any."""
        return self.book.ends is None or day < self.book.ends

    def on(self, day: dt.date) -> "Engine":
        """Give the engine of a later day, which knows what this one has read."""
        return self._replace(book=self.origin.book(day)) if self.origin else self


class _Ready(NamedTuple):
    """An engine that was made ready for a day to come."""

    day: dt.date
    engine: Engine

    def follows(self, engine: Engine, day: dt.date) -> bool:
        """Say whether it is what comes after an engine on a day."""
        of_same_origin = self.engine.origin is engine.origin
        return of_same_origin and self.day <= day and self.engine.holds_on(day)


class Engines:
    """The engine of each day; safe to share between threads.

    From the day on which a change of a site's policy expires, the rule is its pack's again: the
    first who asks on that day opens the rule book that follows, unless it was made ready.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ready: _Ready | None = None
        self._turn = Lock()

    def current(self) -> Engine:
        """Give the engine of today."""
        engine = self._engine
        if engine.book.ends is None or engine.holds_on(engine.today()):
            return engine
        return self._turned(engine.today())

    def tell(self, watcher: Watcher) -> None:
        """Tell this watcher of every check from now on."""
        self._engine = self._engine._replace(watcher=watcher)

    def get_ready(self, day: dt.date) -> None:
        """Open the rule book of a day to come, if it is another, so that no check waits for it."""
        if not self.is_ready_for(day):
            self._ready = _Ready(day, self._engine.on(day))

    def is_ready_for(self, day: dt.date) -> bool:
        """Say whether nobody who asks on a day would wait for a rule book to be opened."""
        engine, ready = self._engine, self._ready
        return engine.holds_on(day) or (ready is not None and ready.follows(engine, day))

    def _turned(self, day: dt.date) -> Engine:
        """Go over to the engine of a day; whoever asks meanwhile waits for it."""
        with self._turn:
            before, ready = self._engine, self._ready
            if not before.holds_on(day):
                is_ready = ready is not None and ready.follows(before, day)
                self._engine = ready.engine if ready and is_ready else before.on(day)
                self._ready = None
                _tell_expired(before.book, self._engine.book)
            return self._engine


def _tell_expired(before: RuleBook, after: RuleBook) -> None:
    """Tell the log which changes of a site's policy no longer hold."""
    for old, new in zip(before.policies, after.policies, strict=True):
        for rule_id in new.expired:
            if rule_id not in old.expired:
                what = (
                    "the policy of %s: the change of '%s' expired; it is as its pack has it again"
                )
                _logger.warning(what, new.site, rule_id)
