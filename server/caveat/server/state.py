"""Which packs are served since when, and how the last attempt to take up others went.

All of it is plain values, kept by one event loop and read by whoever wants to show them. A time is
in seconds since 1970, by the clock on the wall.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from caveat.server.audit.entries import LogState


class Outcome(Enum):
    """How an attempt to take up packs ended, if it has."""

    RUNNING = "running"
    TAKEN_UP = "taken up"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to take up packs; ``error`` holds every problem with them, a line each."""

    outcome: Outcome
    began_at: float
    error: str = ""


@dataclass(slots=True)
class ServiceState:
    """The state of one process that serves.

    ``stale_since`` is when other packs were first found where those that are served came from and
    could not be taken up; ``None`` where none stand there. ``ended`` counts the attempts that have
    ended, by their outcome. ``is_ready`` is whether it should be called; ``told`` is told of ends.
    ``decision_log`` says how the decision log is, where there is one.
    """

    clock: Callable[[], float] = time.time
    started_at: float = 0.0
    taken_up_at: float = 0.0
    stale_since: float | None = None
    attempt: Attempt | None = None
    is_ready: bool = False
    told: Callable[[], None] | None = None
    decision_log: Callable[[], LogState] | None = None
    ended: Counter[Outcome] = field(default_factory=Counter[Outcome])

    def __post_init__(self) -> None:
        self.started_at = self.taken_up_at = self.clock()

    def begin(self) -> None:
        """Note that packs are being read."""
        self.attempt = Attempt(Outcome.RUNNING, self.clock())

    def take_up(self) -> Attempt:
        """Note that those that were read are served."""
        self.taken_up_at = self.clock()
        self.stale_since = None
        attempt = self._end(Outcome.TAKEN_UP)
        self._tell()
        return attempt

    def turn(self) -> None:
        """Note that others are served from now on, because changes of a site's policy expired."""
        self.taken_up_at = self.clock()

    def refuse(self, error: str, began_at: float | None = None) -> Attempt:
        """Note why those that were read are not served."""
        attempt = self._end(Outcome.REFUSED, error, began_at)
        if self.stale_since is None:
            self.stale_since = attempt.began_at
        self._tell()
        return attempt

    def _end(self, outcome: Outcome, error: str = "", began_at: float | None = None) -> Attempt:
        if began_at is None:
            began_at = self.attempt.began_at if self.attempt else self.clock()
        self.attempt = Attempt(outcome, began_at, error)
        self.ended[outcome] += 1
        return self.attempt

    def _tell(self) -> None:
        if self.told:
            self.told()
