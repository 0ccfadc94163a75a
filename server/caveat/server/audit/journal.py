"""The decision log at work: many entries written together, in a thread of its own.

While the disk is at work on some entries the next ones gather, and are written together after
them. What cannot be written now stays in memory, is tried again, and tells nobody that it is
written.
"""

import asyncio
import concurrent.futures
import logging
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Thread
from time import monotonic

from caveat.server.audit.chain import Kept, Lost
from caveat.server.audit.entries import Entry, LogState
from caveat.server.audit.patience import Patience
from caveat.server.audit.spool import Spool, Waiting, settle
from caveat.server.audit.stream import Limits, NotWrittenError, Stream

_AT_ONCE = 1000
_BYTES_AT_ONCE = 8 << 20

_logger = logging.getLogger(__name__)


class Journal:
    """A ``DecisionLog`` for any number of event loops and threads."""

    def __init__(self, stream: Stream, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._spool = Spool(limits.spool, limits.spool_bytes)
        self._patience: dict[asyncio.AbstractEventLoop, Patience] = {}
        self._wake = Event()
        self._began = 0.0
        self._in_hand = 0
        self._error = ""
        self._closing = False
        self._next_try = 0.0
        self._pause = limits.retry
        self._next_checkpoint = monotonic() + limits.checkpoint
        self._thread = Thread(target=self._work, name="decision log", daemon=True)
        self._thread.start()

    async def record(self, entry: Entry) -> bool:
        """Write an entry; true once it is on the disk.

        False where that is not sure in time. The entry is written later if that becomes possible:
        false means that it may be missing.
        """
        if self._is_stuck():
            self._add(Waiting(entry))
            return False
        future = self._waiting_here().future()
        self._add(Waiting(entry, future))
        return await future

    def record_and_wait(self, entry: Entry) -> bool:
        """Do what ``record`` does, in a thread without an event loop."""
        if self._is_stuck():
            self._add(Waiting(entry))
            return False
        future: concurrent.futures.Future[bool] = concurrent.futures.Future()
        self._add(Waiting(entry, future))
        try:
            return future.result(self._limits.patience)
        except TimeoutError:
            return False

    @property
    def state(self) -> LogState:
        """How the log is."""
        error = self._error or (self._slowness() if self._is_late() else "")
        return LogState(len(self._spool) + self._in_hand, self._spool.lost, error)

    async def close(self) -> None:
        """Write what waits, if that is possible within bounds, and end."""
        await asyncio.to_thread(self.close_and_wait)

    def close_and_wait(self) -> None:
        """Do what ``close`` does, in a thread without an event loop."""
        self._closing = True
        self._wake.set()
        self._thread.join(self._limits.farewell)
        if given_up := self._spool.give_up() + self._in_hand:
            _logger.error("the decision log ends without %d entries", given_up)

    def _waiting_here(self) -> Patience:
        loop = asyncio.get_running_loop()
        patience = self._patience.get(loop)
        if patience is None:
            patience = self._patience[loop] = Patience(loop, self._limits.patience)
        return patience

    def _add(self, waiting: Waiting) -> None:
        self._spool.add(waiting)
        if not self._wake.is_set():
            self._wake.set()

    def _is_stuck(self) -> bool:
        return bool(self._error) or self._closing or self._is_late()

    def _is_late(self) -> bool:
        began = self._began
        return began > 0 and monotonic() - began > self._limits.patience

    def _slowness(self) -> str:
        return f"no answer for {monotonic() - self._began:.0f} s"

    def _work(self) -> None:
        self._write(())
        while not self._closing:
            self._wake.wait(self._until_due())
            self._wake.clear()
            while self._may_write():
                self._write(self._spool.take(_AT_ONCE, _BYTES_AT_ONCE))
                self._checkpoint_if_due()
            self._checkpoint_if_due()
        self._say_farewell()

    def _say_farewell(self) -> None:
        self._next_try = 0.0
        while self._spool and self._may_write():
            self._write(self._spool.take(_AT_ONCE, _BYTES_AT_ONCE))
        self._checkpoint()
        self._stream.close()

    def _may_write(self) -> bool:
        return bool(self._spool or self._error) and monotonic() >= self._next_try

    def _until_due(self) -> float:
        due = self._next_checkpoint
        if self._error:
            due = min(due, self._next_try)
        return max(0.0, due - monotonic())

    def _write(self, batch: Sequence[Waiting]) -> None:
        untold = self._spool.untold
        entries: list[Kept] = [Lost(untold)] if untold else []
        entries.extend(each.entry for each in batch)
        self._began, self._in_hand = monotonic(), len(batch)
        reason = self._written(entries)
        if self._is_late():
            _logger.warning("the decision log gave %s", self._slowness())
        self._began, self._in_hand = 0.0, 0
        if reason:
            self._fail(reason, batch)
        else:
            self._recover(untold)
            settle(batch, written=True)

    def _written(self, entries: Sequence[Kept]) -> str:
        """Write entries; the reason where it is not sure that they are kept.

        What fails for the first time is tried at once once more: the stream begins anew for it.
        """
        write = partial(self._stream.write, entries)
        reason = _attempted(write)
        if reason and not self._error:
            _logger.warning("the decision log begins anew after a failure: %s", reason)
            reason = _attempted(write)
        return reason

    def _fail(self, reason: str, batch: Sequence[Waiting]) -> None:
        if reason != self._error:
            _logger.error("the decision log cannot be written: %s", reason)
        self._error = reason
        self._next_try = monotonic() + self._pause
        self._pause = min(2 * self._pause, self._limits.retry_at_most)
        self._spool.put_back(batch)

    def _recover(self, told: int) -> None:
        if told:
            self._spool.told(told)
            _logger.error("the decision log lost %d entries", told)
        if self._error:
            _logger.warning("the decision log is written again")
            self._error = ""
        self._pause = self._limits.retry

    def _checkpoint_if_due(self) -> None:
        if monotonic() >= self._next_checkpoint:
            self._next_checkpoint = monotonic() + self._limits.checkpoint
            self._checkpoint()

    def _checkpoint(self) -> None:
        if reason := _attempted(self._stream.checkpoint):
            _logger.error("the decision log cannot note a checkpoint: %s", reason)


def _attempted(act: Callable[[], None]) -> str:
    """Try something; the reason where it is not sure that it was done."""
    try:
        act()
    except NotWrittenError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  the thread must outlive whatever comes
        return type(error).__name__
    return ""
