"""``caveat audit replay``: what would change, and the exit code."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caveat.rules import Checker, built_in_packs, request_of
from caveat.server.audit.key import Key, new_key, read_key
from caveat.server.audit.opening import open_log
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import Door
from caveat.server.recording.recorder import Recorder
from tests.client.commands import caveat
from tests.rules.small_packs import rule, write_pack

BUILT_IN = tuple(part for pack in built_in_packs() for part in ("--packs", pack.name))
REQUEST = request_of({"proposed": ["ketamine"], "medications": ["prazosin ZZCANARY"]})


class Log:
    """A log in a folder, and its key."""

    def __init__(self, folder: Path) -> None:
        self.place = str(folder / "log")
        self.key_file = folder / "key"
        new_key(self.key_file)

    @property
    def key(self) -> Key:
        """The key."""
        return read_key(self.key_file)

    def hold(self, checker: Checker, *, content: bool = True, day: int = 4) -> None:
        """Write one check of a day in May."""
        asyncio.run(self._hold(checker, datetime(2026, 5, day, tzinfo=UTC), content=content))

    async def _hold(self, checker: Checker, now: datetime, *, content: bool) -> None:
        log = open_log(self.place, self.key)
        recorder = Recorder(log, self.key, with_content=content, now=lambda: now)
        decided = of_report(checker.check(REQUEST))
        check_id = f"check-{now.day}"
        decision = recorder.decision(Door.GRPC, check_id, decided, b"", lambda: REQUEST)
        assert await recorder.has_written(decision)
        await recorder.close()

    def replay(self, *options: str) -> tuple[int, str]:
        """Run the command; give its exit code, and all that it says."""
        key = ("--key-file", str(self.key_file))
        result = caveat("audit", "replay", self.place, *key, *options)
        return result.exit_code, result.output


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path)


@pytest.fixture
def graver(tmp_path: Path) -> tuple[str, str]:
    """Give options with a pack that has a rule of its own."""
    scope = "between: [ketamine-therapy, heart-medicine]"
    pack = write_pack(tmp_path / "graver", rule("graver", scope, "contraindicated"))
    return "--packs", str(pack)


def test_the_same_packs_change_nothing_and_exit_with_0(log: Log, checker: Checker) -> None:
    log.hold(checker)

    code, said = log.replay(*BUILT_IN)

    assert code == 0
    assert "1 check made again: 1 the same, 0 changed." in said
    assert "1 confirmed" in said


def test_changes_are_listed_by_record_and_by_rule_and_exit_with_1(
    log: Log, checker: Checker, graver: tuple[str, str]
) -> None:
    log.hold(checker)

    code, said = log.replay(*graver)

    assert code == 1
    assert "2026-05-04T00:00:00.000Z  check check-4\n" in said
    assert "- new alert: graver (none -> contraindicated)\n" in said
    assert "- alert gone: ketamine-heart-medicine (major -> none)\n" in said
    assert "- graver: 1 new alert\n" in said
    assert "ZZCANARY" not in said


def test_a_check_without_content_is_not_replayed_and_exits_with_3(
    log: Log, checker: Checker
) -> None:
    log.hold(checker, content=False)

    code, said = log.replay(*BUILT_IN)

    assert code == 3
    assert "NOT REPLAYED: 1 check, no content was kept." in said


def test_a_program_reads_a_json_object_a_line(
    log: Log, checker: Checker, graver: tuple[str, str]
) -> None:
    log.hold(checker)

    _, said = log.replay(*graver, "--json")

    record, summary = map(json.loads, said.splitlines())
    change = {"kind": "new alert", "what": "graver", "before": "", "after": "contraindicated"}
    assert (record["id"], record["recorded"]) == ("check-4", "confirmed")
    assert change in record["changes"]
    assert summary["summary"]["changed"] == 1
    assert summary["summary"]["byRule"]["graver"] == {"new alert": 1}


def test_the_same_replay_says_the_same(log: Log, checker: Checker, graver: tuple[str, str]) -> None:
    log.hold(checker)

    assert log.replay(*graver) == log.replay(*graver)


def test_packs_of_that_time_can_be_given(
    log: Log, checker: Checker, graver: tuple[str, str]
) -> None:
    _, pack = graver
    of_that_time = Checker.load([Path(pack)])
    digest = of_that_time.book.rules_digest
    log.hold(of_that_time)

    _, without = log.replay(*BUILT_IN)
    _, with_them = log.replay(*BUILT_IN, "--recorded", pack)

    assert "0 confirmed" in without
    assert f"- {digest}: 1 check\n" in without
    assert "1 confirmed" in with_them


def test_checks_of_a_time_can_be_chosen(log: Log, checker: Checker) -> None:
    for day in (4, 5, 6):
        log.hold(checker, day=day)

    _, said = log.replay(*BUILT_IN, "--since", "2026-05-05", "--until", "2026-05-06")

    assert "1 check made again" in said


def test_a_key_that_is_not_there_exits_with_2(log: Log, checker: Checker) -> None:
    log.hold(checker)
    log.key_file.unlink()

    assert log.replay(*BUILT_IN)[0] == 2


def test_a_mistake_in_a_pack_exits_with_5(log: Log, checker: Checker, tmp_path: Path) -> None:
    log.hold(checker)
    broken = write_pack(tmp_path / "broken", "id: broken\n")

    assert log.replay("--packs", str(broken))[0] == 5


def test_without_packs_there_is_nothing_to_hold_the_log_against(log: Log) -> None:
    assert log.replay()[0] == 2
