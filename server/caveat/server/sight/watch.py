"""What watches the service: each call from its arrival to its end, and each check in it."""

from __future__ import annotations

from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING

from caveat.server.identity.caller import ANYBODY, CALLER
from caveat.server.lines import CallLine
from caveat.server.sight.correlation import CALL_ID, NOWHERE, Correlation, new_call_id
from caveat.server.sight.tally import Tally

if TYPE_CHECKING:
    from caveat.rules.checked import Checked
    from caveat.rules.recogniser import ReadRequest
    from caveat.server.sight.traces import CallSpan, Traces


class Watch:
    """Counts what a process does, and traces it where that is asked for."""

    def __init__(self, traces: Traces | None = None) -> None:
        self.tally = Tally()
        self.traces = traces

    def begin(self, door: str, method: str, correlation: Correlation = NOWHERE) -> WatchedCall:
        """Note that a call arrives; it is the present one of this context from now on."""
        return WatchedCall(self, door, method, correlation)


class WatchedCall:
    """One call; ``id`` is what its lines in the logs are joined by."""

    __slots__ = ("_correlation", "_started", "_watch", "door", "id", "method", "span")

    def __init__(self, watch: Watch, door: str, method: str, correlation: Correlation) -> None:
        self._watch = watch
        self._correlation = correlation
        self._started = perf_counter()
        self.door = door
        self.method = method
        self.id = new_call_id()
        traces = watch.traces
        self.span: CallSpan | None = traces.begin(self.id, correlation) if traces else None
        CALL_ID.set(self.id)
        _CALL.set(self)

    def checked(self, read: ReadRequest, checked: Checked) -> None:
        """Count a check of this call, and note it in the span."""
        self._watch.tally.check(self.door, read, checked)
        if self.span:
            self.span.checked(checked)

    def not_recorded(self) -> None:
        """Count a check that was answered without a record of it."""
        self._watch.tally.not_recorded()

    def ended(self, status: str) -> CallLine:
        """Count the call, end its span, and give its line."""
        seconds = perf_counter() - self._started
        self._watch.tally.call(self.door, self.method, status, seconds)
        if self.span:
            self.span.end(self.door, self.method, status)
        caller = CALLER.get()
        name = "" if caller is ANYBODY else caller.name
        return CallLine(
            self.method, status, 1000 * seconds, self.id, self._correlation.request, name
        )


_CALL: ContextVar[WatchedCall | None] = ContextVar("caveat_call", default=None)


def note_not_recorded() -> None:
    """Note that a check of the call that goes on was answered without a record of it."""
    call = _CALL.get()
    if call:
        call.not_recorded()


def note_check(read: ReadRequest, checked: Checked) -> None:
    """Note a check with the call that it belongs to, in whatever thread; for the engine to tell."""
    call = _CALL.get()
    if call:
        call.checked(read, checked)
