"""The way into the log."""

import asyncio
import logging
from functools import partial

import pytest

from caveat.rules import Checker, Request, request_of
from caveat.server.audit.entries import Activation, Decision, Entry, FeedbackGiven
from caveat.server.identity.caller import CALLER, Caller
from caveat.server.recording.content import read
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import CardAnswer, Door, Record
from caveat.server.recording.recorder import Recorder
from caveat.source.errors import UnavailableError
from tests.server.recording.memory_log import KEY, MemoryLog, recorder_of

REQUEST = request_of({"proposed": ["ketamine"], "medications": ["prazosin"]})
CARD = CardAnswer("7c0a3a1e-3283-4575-ab82-028d55fe2719", "overridden", "cds-not-applicable")


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


def decision_of(recorder: Recorder, checker: Checker, check_id: str = "c0ffee") -> Decision:
    decided = of_report(checker.check(REQUEST))
    return recorder.decision(Door.GRPC, check_id, decided, b"submitted", lambda: REQUEST)


class BrokenLog(MemoryLog):
    """Raises what no log should."""

    async def record(self, entry: Entry) -> bool:
        """Raise."""
        raise KeyError(f"ZZCANARY {entry}")


def test_a_decision_says_who_asked_when_and_what_was_found(
    log: MemoryLog, checker: Checker
) -> None:
    token = CALLER.set(Caller("ward 3", frozenset()))
    try:
        decision = decision_of(recorder_of(log), checker)
    finally:
        CALLER.reset(token)

    assert (decision.id, decision.caller, decision.door) == ("c0ffee", "ward 3", "grpc")
    assert decision.at == "2026-05-04T12:00:00.000Z"
    assert decision.rules_digest == checker.book.rules_digest
    assert "ketamine-heart-medicine" in {rule.rule_id for rule in decision.alerts}
    assert decision.request == KEY.digest(b"submitted")


def test_a_request_is_kept_only_where_it_is_asked_for(log: MemoryLog, checker: Checker) -> None:
    without = decision_of(recorder_of(log), checker)
    decision = decision_of(recorder_of(log, with_content=True), checker)

    assert without.content == b""
    assert b"prazosin" not in decision.content
    assert read(KEY.unseal(decision.id, decision.content)) == REQUEST


def test_a_check_is_recorded_before_its_record_is_given(log: MemoryLog, checker: Checker) -> None:
    recorder = recorder_of(log)
    decision = decision_of(recorder, checker)

    assert asyncio.run(recorder.record(decision)) == Record("c0ffee", is_recorded=True)
    assert log.entries == [decision]


def test_a_check_that_cannot_be_recorded_is_given_and_says_so(
    log: MemoryLog, checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    log.fails = True
    recorder = recorder_of(log)

    record = asyncio.run(recorder.record(decision_of(recorder, checker)))

    assert record == Record("c0ffee", is_recorded=False)
    assert "No space left on device" in caplog.text
    assert recorder.state.lost == 1


def test_where_the_log_is_required_such_a_check_is_refused(
    log: MemoryLog, checker: Checker
) -> None:
    log.fails = True
    recorder = recorder_of(log, required=True)

    with pytest.raises(UnavailableError):
        asyncio.run(recorder.record(decision_of(recorder, checker)))


def test_a_caller_who_hangs_up_is_no_failure_of_the_log(
    log: MemoryLog, checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = recorder_of(log)

    async def hang_up() -> None:
        log.hold()
        task = asyncio.create_task(recorder.record(decision_of(recorder, checker)))
        await asyncio.to_thread(log.asked.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(hang_up())
    assert caplog.messages == []


def test_a_fault_of_the_log_costs_nobody_an_answer_and_quotes_nothing(
    checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    recorder = recorder_of(BrokenLog())

    record = asyncio.run(recorder.record(decision_of(recorder, checker)))

    assert not record.is_recorded
    assert "KeyError" in caplog.text
    assert "ZZCANARY" not in caplog.text


def test_many_checks_wait_for_the_log_together(log: MemoryLog, checker: Checker) -> None:
    recorder = recorder_of(log)

    async def record() -> list[Record]:
        log.hold()
        decisions = [decision_of(recorder, checker, name) for name in ("a", "b", "c")]
        task = asyncio.create_task(recorder.record_all(decisions))
        await asyncio.to_thread(log.asked.wait, 30)
        assert log.entries == []
        log.release()
        return await task

    assert [record.id for record in asyncio.run(record())] == ["a", "b", "c"]
    assert [each.id for each in log.decisions] == ["a", "b", "c"]


def test_a_set_of_packs_is_recorded_with_who_called_for_it(
    log: MemoryLog, checker: Checker
) -> None:
    recorder = recorder_of(log)

    async def activate() -> None:
        await recorder.begin(checker.book)
        CALLER.set(Caller("pharmacy", frozenset()))
        await recorder.activate(checker.book)

    asyncio.run(activate())
    first, second = log.of(Activation)
    assert (first.caller, second.caller) == ("operator", "pharmacy")
    assert second.rules_digest == checker.book.rules_digest
    packs = tuple((use.id, use.version, use.digest) for use in checker.book.uses)
    assert second.packs == packs


@pytest.mark.parametrize("required", [False, True])
def test_what_cannot_be_recorded_is_refused_where_the_record_is_the_act(
    log: MemoryLog, checker: Checker, *, required: bool
) -> None:
    log.fails = True
    recorder = recorder_of(log, required=required)

    for act in (
        partial(recorder.activate, checker.book),
        partial(recorder.give_feedback, "c0ffee", [CARD]),
    ):
        with pytest.raises(UnavailableError):
            asyncio.run(act())


def test_a_service_starts_all_the_same_where_its_packs_cannot_be_recorded(
    log: MemoryLog, checker: Checker
) -> None:
    log.fails = True

    asyncio.run(recorder_of(log).begin(checker.book))

    assert log.entries == []


def test_each_answer_of_a_feedback_is_an_entry(log: MemoryLog) -> None:
    asyncio.run(recorder_of(log).give_feedback("c0ffee", [CARD, CARD]))

    entries = log.of(FeedbackGiven)
    assert [entry.id for entry in entries] == ["c0ffee-1", "c0ffee-2"]
    assert (entries[0].card, entries[0].outcome, entries[0].reason) == CARD


def test_an_unused_request_is_not_asked_for(log: MemoryLog, checker: Checker) -> None:
    def request() -> Request:
        raise AssertionError

    recorder, decided = recorder_of(log), of_report(checker.check(REQUEST))

    assert recorder.decision(Door.JSON, "a", decided, b"", request).door == "json"
