"""Calls of hooks in the decision log, and feedback on their cards."""

from collections.abc import Iterable, Iterator

from starlette.concurrency import run_in_threadpool

from caveat.server.audit.entries import Decision
from caveat.server.cdshooks.checking import Checked
from caveat.server.cdshooks.reasons import OVERRIDE_REASONS
from caveat.server.feedback.records import Answer
from caveat.server.http.body import JsonObject
from caveat.server.http.canonical import canonical
from caveat.server.http.guard import CALL_ID
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import CardAnswer, Door
from caveat.server.recording.recorder import Recorder

EXTENSION = "caveat-record"

_REASONS = frozenset(reason["code"] for reason in OVERRIDE_REASONS)
_OTHER = "other"


class HookRecorder:
    """Records checks before their cards are given, and feedback before it is kept."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    async def record(self, document: JsonObject, checked: Checked) -> JsonObject:
        """Record a check; give what the answer says of it, which is nothing where all is well.

        ``UnavailableError`` where it must be recorded and cannot be.
        """
        decision = await run_in_threadpool(self._decision, document, checked)
        record = await self._recorder.record(decision)
        if record.is_recorded:
            return {}
        return {"extension": {EXTENSION: {"state": "not-recorded", "check": record.id}}}

    async def give_feedback(self, answers: Iterable[Answer]) -> None:
        """Record what became of cards; ``UnavailableError`` where it cannot be."""
        await self._recorder.give_feedback(CALL_ID.get(), _of_cards(answers))

    def _decision(self, document: JsonObject, checked: Checked) -> Decision:
        return self._recorder.decision(
            Door.CDS_HOOKS,
            CALL_ID.get(),
            of_report(checked.report),
            canonical(document),
            lambda: checked.request,
        )


def _of_cards(answers: Iterable[Answer]) -> Iterator[CardAnswer]:
    """Give answers with a reason that the cards offered; any other text may be the patient's."""
    for answer in answers:
        code = answer.reason_code
        reason = code if code in _REASONS else _OTHER if code else ""
        yield CardAnswer(answer.card, answer.outcome, reason)
