"""Checking again what the log holds."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from caveat.rules import Checker, Medication, Patient, Request, request_of
from caveat.server.audit.entries import Decision
from caveat.server.audit.key import Key
from caveat.server.recording.comparing import Change, ChangeKind
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import Door
from caveat.server.recording.replay import Basis, NotReplayed, Replay, Replayed, decided_in
from tests.case_files import read_cases
from tests.rules.small_packs import checker_of, rule, write_pack
from tests.server.recording.memory_log import KEY, MemoryLog, recorder_of

TAKES = request_of({"proposed": ["ketamine"], "medications": ["prazosin"]})
HEART = "between: [ketamine-therapy, heart-medicine]"


def decided_by(checker: Checker, request: Request = TAKES, *, content: bool = True) -> Decision:
    """Give the entry of a check."""
    recorder = recorder_of(MemoryLog(), with_content=content)
    decided = of_report(checker.check(request))
    return recorder.decision(Door.GRPC, "c0ffee", decided, b"", lambda: request)


def replayed(
    checker: Checker, *decisions: Decision, recorded: Sequence[Checker] = ()
) -> tuple[list[Replayed], Replay]:
    at_hand = {each.book.rules_digest: each for each in recorded}
    replay = Replay(checker, at_hand, KEY.unseal)
    return list(replay.run(decisions)), replay


@pytest.fixture
def small(checker: Checker, tmp_path: Path) -> Checker:
    """Give a checker with a rule that is graver than the built-in one."""
    pack = write_pack(tmp_path / "small", rule("heart", HEART, "contraindicated"))
    return checker_of([pack], checker.book.vocabulary)


def test_the_packs_that_gave_an_answer_give_it_again(checker: Checker) -> None:
    decisions = [decided_by(checker, case.request) for case in read_cases()]

    found, replay = replayed(checker, *decisions, recorded=[checker])

    assert all(each.basis is Basis.CONFIRMED and not each.changes for each in found)
    assert replay.tally.same == len(decisions) == replay.tally.bases[Basis.CONFIRMED]


def test_what_other_packs_would_answer_is_named_rule_by_rule(
    checker: Checker, small: Checker
) -> None:
    (found,), replay = replayed(small, decided_by(checker), recorded=[checker])

    assert found.basis is Basis.CONFIRMED
    assert Change(ChangeKind.NEW_ALERT, "heart", "", "contraindicated") in found.changes
    assert Change(ChangeKind.ALERT_GONE, "ketamine-heart-medicine", "major", "") in found.changes
    assert replay.tally.by_rule["heart", ChangeKind.NEW_ALERT] == 1
    assert replay.tally.changed == 1


def test_the_packs_in_question_may_be_those_that_gave_the_answer(checker: Checker) -> None:
    (found,), _ = replayed(checker, decided_by(checker))

    assert found.basis is Basis.CONFIRMED


def test_packs_that_are_not_at_hand_are_named(checker: Checker, small: Checker) -> None:
    (found,), replay = replayed(checker, decided_by(small), recorded=[checker])

    assert found.basis is Basis.NOT_AT_HAND
    assert replay.tally.missing_digests == {small.book.rules_digest: 1}


def test_an_answer_that_its_own_packs_do_not_give_again_is_told(checker: Checker) -> None:
    decision = msgspec.structs.replace(decided_by(checker), outcome="clear", alerts=())

    (found,), _ = replayed(checker, decision, recorded=[checker])

    assert found.basis is Basis.DIFFERENT


def test_a_check_without_content_is_counted(checker: Checker) -> None:
    found, replay = replayed(checker, decided_by(checker, content=False), decided_by(checker))

    assert len(found) == 1
    assert replay.tally.not_replayed == {NotReplayed.NO_CONTENT: 1}


def test_content_of_another_key_is_counted(checker: Checker) -> None:
    replay = Replay(checker, {}, Key(b"another").unseal)

    assert list(replay.run([decided_by(checker)])) == []
    assert replay.tally.not_replayed == {NotReplayed.NOT_OPENED: 1}


def test_a_request_that_is_refused_now_is_a_change(checker: Checker) -> None:
    decision = decided_by(checker)
    twice = replace(TAKES, patient=Patient(medications=(Medication(),)))
    content = KEY.seal(decision.id, msgspec.json.encode(twice))

    (found,), _ = replayed(checker, msgspec.structs.replace(decision, content=content))

    assert found.changes == (Change(ChangeKind.REFUSED, "request"),)


def test_an_entry_holds_what_was_decided(checker: Checker) -> None:
    assert decided_in(decided_by(checker)) == of_report(checker.check(TAKES))


def test_records_come_one_by_one_in_their_order(checker: Checker) -> None:
    asked: list[str] = []

    def decisions() -> list[Decision]:
        return [msgspec.structs.replace(decided_by(checker), id=name) for name in "ab"]

    def unseal(record_id: str, content: bytes) -> bytes:
        asked.append(record_id)
        return KEY.unseal("c0ffee", content)

    first = next(Replay(checker, {}, unseal).run(decisions()))

    assert first.decision.id == "a"
    assert asked == ["a"]
