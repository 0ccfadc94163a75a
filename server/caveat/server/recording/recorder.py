"""The way into the decision log: every door's checks, feedback, and changes of the packs."""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

from caveat.rules.patient import Request
from caveat.rules.rulebook import RuleBook
from caveat.server.audit.entries import (
    Activation,
    Decision,
    DecisionLog,
    Entry,
    FeedbackGiven,
    LogState,
)
from caveat.server.cause import cause_of
from caveat.server.identity.caller import CALLER, Caller, Role
from caveat.server.recording.alarm import Alarm
from caveat.server.recording.content import written
from caveat.server.recording.decided import Decided
from caveat.server.recording.record import CardAnswer, Door, Record
from caveat.server.sight.watch import note_not_recorded
from caveat.source.errors import UnavailableError

# who starts a service or sends it a signal makes no call
_OPERATOR = Caller("operator", frozenset(Role))

_REFUSED = "the check cannot be recorded, and the operator has only recorded ones answered"


class Seal(Protocol):
    """The log's key, as far as an entry needs it."""

    def digest(self, request: bytes) -> str:
        """Give the keyed digest (HMAC-SHA256, hex) of what was submitted."""
        ...

    def seal(self, record_id: str, content: bytes) -> bytes:
        """Encrypt the content of one entry."""
        ...


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


class Recorder:
    """Writes into one log.

    ``with_content`` keeps the requests too, encrypted; ``required`` has a check that is not
    recorded refused. ``now`` gives aware times of UTC. Nobody waits longer than the log does.
    """

    def __init__(
        self,
        log: DecisionLog,
        seal: Seal,
        *,
        with_content: bool = False,
        required: bool = False,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._seal = seal
        self._with_content = with_content
        self._required = required
        self._now = now
        self._alarm = Alarm(clock)

    @property
    def state(self) -> LogState:
        """How the log is."""
        return self._log.state

    async def close(self) -> None:
        """Write what waits, and end the log."""
        await self._log.close()

    def decision(
        self,
        door: Door,
        check_id: str,
        decided: Decided,
        submitted: bytes,
        request: Callable[[], Request],
    ) -> Decision:
        """Make the entry of a check; ``request`` is asked only where requests are kept."""
        seal = self._seal
        return Decision(
            check_id,
            self._time(),
            CALLER.get().name,
            door.value,
            *decided,
            seal.digest(submitted),
            seal.seal(check_id, written(request())) if self._with_content else b"",
        )

    async def record(self, decision: Decision) -> Record:
        """Record a check; ``UnavailableError`` where it must be recorded and cannot be."""
        return self.admit(Record(decision.id, await self.has_written(decision)))

    async def record_all(self, decisions: Sequence[Decision]) -> list[Record]:
        """Record checks together; each is still to be admitted."""
        written_ones = await asyncio.gather(*map(self.has_written, decisions))
        return [
            Record(each.id, is_written)
            for each, is_written in zip(decisions, written_ones, strict=True)
        ]

    def admit(self, record: Record) -> Record:
        """Give the record of a check that may be answered; ``UnavailableError`` otherwise."""
        if not record.is_recorded:
            if self._required:
                raise UnavailableError(_REFUSED)
            note_not_recorded()
        return record

    async def begin(self, book: RuleBook) -> None:
        """Record the set of packs that a service starts with.

        One whose log fails then starts all the same: what it answers says that it is not recorded.
        """
        with suppress(UnavailableError):
            await self.activate(book)

    async def activate(self, book: RuleBook) -> None:
        """Record that a set of packs is taken up; to be awaited before it is.

        ``UnavailableError`` where it cannot be recorded: then the set is not to be taken up.
        """
        caller = CALLER.get(_OPERATOR).name
        packs = tuple((use.id, use.version, use.digest) for use in book.uses)
        number = secrets.token_hex(6)
        policies = tuple((use.site, use.digest) for use in book.policies)
        entry = Activation(number, self._time(), caller, book.rules_digest, packs, policies)
        if not await self.has_written(entry):
            raise UnavailableError("the decision log cannot be written, so no packs are taken up")

    async def give_feedback(self, call_id: str, answers: Iterable[CardAnswer]) -> None:
        """Record feedback before it is kept; ``UnavailableError`` where it cannot be."""
        caller, at = CALLER.get().name, self._time()
        entries = [
            FeedbackGiven(f"{call_id}-{place}", at, caller, *answer)
            for place, answer in enumerate(answers, 1)
        ]
        if not all(await asyncio.gather(*map(self.has_written, entries))):
            raise UnavailableError("the decision log cannot be written, so no feedback is kept")

    async def has_written(self, entry: Entry) -> bool:
        """Write an entry; say whether it is surely in the log, which a late one may yet be."""
        why = ""
        try:
            is_written = await self._log.record(entry)
        except Exception as error:  # noqa: BLE001  whatever fails there, a patient was checked
            is_written, why = False, cause_of(error)
        if is_written:
            self._alarm.worked()
        else:
            self._alarm.failed(why or self._log.state.error)
        return is_written

    def _time(self) -> str:
        """Write the time as entries have it."""
        return f"{self._now().isoformat(timespec='milliseconds')[:-6]}Z"
