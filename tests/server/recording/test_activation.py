"""Packs are taken up only once the decision log has it."""

import asyncio
from pathlib import Path

import pytest

from caveat.server.app import App, load
from caveat.server.audit.entries import Activation
from caveat.server.settings import Allowed, Settings
from caveat.server.state import Attempt
from tests.rules.small_packs import write_pack
from tests.server.recording.memory_log import MemoryLog, recorder_of
from tests.server.test_reload import good


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", good("a"))


def rules_after_a_reload(folder: Path, log: MemoryLog) -> tuple[list[str], Attempt]:
    """Serve a pack of one rule, add another, reload, and give the rules that are served then."""

    async def run() -> tuple[list[str], Attempt]:
        settings = Settings(port=0, packs=(folder,), drain_seconds=1)
        checker = load(settings)
        app = App(settings, checker, recorder=recorder_of(log))
        try:
            await app.start()
            write_pack(folder, good("a"), good("b"))
            async with asyncio.timeout(60):
                attempt = await app.reloads.ended(Allowed())
            return list(checker.book.rules), attempt
        finally:
            await app.stop()

    return asyncio.run(run())


def test_packs_that_are_taken_up_stand_in_the_log(folder: Path) -> None:
    log = MemoryLog()
    served, attempt = rules_after_a_reload(folder, log)
    assert (served, attempt.error) == (["a", "b"], "")
    before, after = log.of(Activation)
    assert before.rules_digest != after.rules_digest


def test_packs_are_not_taken_up_where_that_cannot_be_recorded(folder: Path) -> None:
    log = MemoryLog()
    log.fails = True
    served, attempt = rules_after_a_reload(folder, log)
    assert served == ["a"]
    assert "the decision log cannot be written" in attempt.error
    assert not log.entries
