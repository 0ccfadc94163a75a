"""The packs are taken up anew while calls go on, or not at all."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from caveat.client import Client
from caveat.rules import Checker
from caveat.server.app import App, load
from caveat.server.settings import Settings
from tests.rules.small_packs import rule, write_pack
from tests.server.patients import ketamine_for, takes

HEART = "between: [ketamine, beta-blocker]"
EXAMPLES = """\
examples:
  - {name: one, given: {medications: [metoprolol]}, expect: alert}
  - {name: two, given: {medications: []}, expect: none}
  - {name: three, given: {}, expect: undecided}
"""


def good(name: str) -> str:
    """Write a rule whose examples hold."""
    text = rule(name, HEART)
    return text[: text.index("examples:")] + EXAMPLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", good("a"))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - the log sets no event
            await asyncio.sleep(0.01)


def reloading(folder: Path, change: Callable[[], object], told: Callable[[], bool]) -> Checker:
    """Serve a pack, change it, reload, and give the checker once that has ended."""

    async def run() -> Checker:
        settings = Settings(port=0, packs=(folder,), drain_seconds=1)
        checker = load(settings)
        app = App(settings, checker)
        try:
            await app.start()
            change()
            app.reload()
            await until(told)
        finally:
            await app.stop()
        return checker

    return asyncio.run(run())


@pytest.fixture
def says(caplog: pytest.LogCaptureFixture) -> Callable[[str], Callable[[], bool]]:
    """Give what says whether the log holds some words."""
    caplog.set_level(logging.INFO, logger="caveat")
    return lambda words: lambda: words in caplog.text


Says = Callable[[str], Callable[[], bool]]


def test_a_changed_pack_is_taken_up(folder: Path, says: Says) -> None:
    checker = reloading(
        folder, lambda: write_pack(folder, good("a"), good("b")), says("serving the packs")
    )

    assert list(checker.book.rules) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (rule("a", "about: ketamin"), "unknown class or ingredient"),
        ("id: [", "not strict YAML"),
        (rule("a", HEART), "missing example"),
        (good("a").replace("expect: undecided", "expect: none"), "failed example"),
    ],
)
def test_a_broken_pack_leaves_what_is_served(
    folder: Path, says: Says, caplog: pytest.LogCaptureFixture, text: str, problem: str
) -> None:
    path = folder / "a.yaml"

    checker = reloading(folder, lambda: path.write_text(text), says("those before them stay"))

    assert list(checker.book.rules) == ["a"]
    assert checker.book.rules["a"].title == "a"
    assert problem in caplog.text


def test_a_pack_that_is_gone_leaves_what_is_served(folder: Path, says: Says) -> None:
    checker = reloading(
        folder, lambda: folder.rename(folder.with_name("gone")), says("those before them stay")
    )

    assert list(checker.book.rules) == ["a"]


@pytest.fixture
def service(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the real program, and give it with its address."""
    command = (sys.executable, "-m", "caveat.client", "serve", "--port", "0", "--no-http")
    process = subprocess.Popen(  # noqa: S603 - our own program
        (*command, "--pack", str(folder)),
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        yield process, line_with(process, "serving gRPC on").split()[-1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def line_with(process: subprocess.Popen[str], words: str) -> str:
    assert process.stderr
    return next(line for line in process.stderr if words in line)


def test_a_hang_up_signal_takes_up_changed_packs_while_calls_go_on(
    folder: Path, service: tuple[subprocess.Popen[str], str]
) -> None:
    process, address = service
    request = ketamine_for(takes("metoprolol"))
    with Client(address) as client:
        before = client.check(request)
        write_pack(folder, good("a"), good("b"))
        process.send_signal(signal.SIGHUP)
        line_with(process, "serving the packs")
        after = client.check(request)

    assert [alert.rule_id for alert in before.alerts] == ["a"]
    assert [alert.rule_id for alert in after.alerts] == ["a", "b"]
    assert before.packs[0].digest != after.packs[0].digest
