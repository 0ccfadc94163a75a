"""The packs are taken up anew while calls go on, or not at all."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from caveat.client import Client
from caveat.rules import Checker, RuleBook
from caveat.server.app import App, load
from caveat.server.settings import Allowed, Renewal, Settings
from caveat.server.state import Attempt, Outcome
from caveat.source.errors import UnavailableError
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


def serving(settings: Settings, use: Callable[[App, Checker], Awaitable[None]]) -> None:
    """Serve, and use that from within."""

    async def run() -> None:
        checker = load(settings)
        app = App(settings, checker)
        try:
            await app.start()
            await use(app, checker)
        finally:
            await app.stop()

    asyncio.run(run())


def of(folder: Path, renewal: Renewal = Renewal()) -> Settings:  # noqa: B008  it is frozen
    return Settings(port=0, packs=(folder,), drain_seconds=1, renewal=renewal)


async def reload(app: App, allowed: Allowed = Allowed()) -> Attempt:  # noqa: B008  it is frozen
    async with asyncio.timeout(60):
        return await app.reloads.ended(allowed)


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
        (*command, "--audit", "off", "--pack", str(folder)),  # a slow disk would refuse packs
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


FIVE = [good(name) for name in "abcde"]


def test_a_pack_that_lost_more_than_a_fifth_of_its_rules_is_refused_unless_that_is_allowed(
    tmp_path: Path,
) -> None:
    folder = write_pack(tmp_path / "small", *FIVE)

    async def shrink(app: App, checker: Checker) -> None:
        (folder / "e.yaml").unlink()
        write_pack(folder, *FIVE[:4])
        assert (await reload(app)).outcome is Outcome.TAKEN_UP  # a fifth is no more than a fifth
        (folder / "d.yaml").unlink()
        write_pack(folder, *FIVE[:3])
        refused = await reload(app)
        assert refused.outcome is Outcome.REFUSED
        assert refused.error == (
            "small: shrunk: 3 rules, where 4 are served (to be allowed by allow-shrink)"
        )
        assert list(checker.book.rules) == ["a", "b", "c", "d"]
        assert (await reload(app, Allowed(shrink=True))).outcome is Outcome.TAKEN_UP
        assert list(checker.book.rules) == ["a", "b", "c"]

    serving(of(folder), shrink)


def test_a_pack_of_another_id_in_its_place_is_refused(folder: Path) -> None:
    async def replace(app: App, checker: Checker) -> None:
        head = folder / "pack.yaml"
        head.write_text(head.read_text().replace("id: small", "id: other"))
        refused = await reload(app)
        assert (
            refused.error == "small: gone: its 1 rules are served (to be allowed by allow-shrink)"
        )

    serving(of(folder), replace)


@pytest.mark.parametrize("name", ["pack.yaml", "a.yaml"])
@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_file_that_is_missing_or_empty_is_refused(
    folder: Path, name: str, content: str | None
) -> None:
    async def break_(app: App, checker: Checker) -> None:
        (folder / name).unlink()
        if content is not None:
            (folder / name).write_text(content)
        assert (await reload(app)).outcome is Outcome.REFUSED
        assert list(checker.book.rules) == ["a"]

    serving(of(folder), break_)


def test_the_state_says_how_the_last_reload_went_and_since_when_the_packs_are_stale(
    folder: Path,
) -> None:
    path = folder / "a.yaml"

    async def break_and_mend(app: App, checker: Checker) -> None:
        state = app.state
        assert (state.attempt, state.stale_since) == (None, None)
        path.write_text("id: [")
        first = await reload(app)
        second = await reload(app)
        assert first.began_at < second.began_at
        assert state.attempt == second
        assert state.stale_since == first.began_at
        path.write_text(good("a"))
        assert (await reload(app)).outcome is Outcome.TAKEN_UP
        assert state.stale_since is None
        assert state.taken_up_at > second.began_at
        assert state.ended == {Outcome.REFUSED: 2, Outcome.TAKEN_UP: 1}

    serving(of(folder), break_and_mend)


def test_a_hundred_reloads_at_once_are_two(folder: Path) -> None:
    async def ask(app: App, checker: Checker) -> None:
        attempts = await asyncio.gather(*(reload(app) for _ in range(100)))
        later = asyncio.gather(*(reload(app) for _ in range(100)))
        await later
        assert {each.outcome for each in attempts} == {Outcome.TAKEN_UP}
        assert app.state.ended[Outcome.TAKEN_UP] == 2

    serving(of(folder), ask)


def test_who_asks_while_packs_are_read_is_told_of_the_next_reading(folder: Path) -> None:
    async def ask(app: App, checker: Checker) -> None:
        first = asyncio.create_task(reload(app))
        await until(lambda: app.state.attempt is not None)
        write_pack(folder, good("a"), good("b"))
        await reload(app)
        assert list(checker.book.rules) == ["a", "b"]
        assert (await first).began_at < (app.state.attempt or await first).began_at

    serving(of(folder), ask)


def test_packs_that_are_not_approved_of_are_not_taken_up(folder: Path) -> None:
    async def refuse(book: RuleBook) -> None:
        assert list(book.rules) == ["a", "b"]
        raise UnavailableError("the decision log cannot be written")

    async def ask(app: App, checker: Checker) -> None:
        app.renewal.approve = refuse
        write_pack(folder, good("a"), good("b"))
        attempt = await reload(app)
        assert attempt.error == "the decision log cannot be written"
        assert list(checker.book.rules) == ["a"]

    serving(of(folder), ask)


def test_a_service_that_stops_breaks_a_reload_off(folder: Path) -> None:
    async def run() -> None:
        settings = of(folder)
        app = App(settings, load(settings))
        await app.start()
        asked = [asyncio.create_task(reload(app)) for _ in range(2)]
        await until(lambda: app.state.attempt is not None)
        await app.stop()
        for each in asked:
            with pytest.raises(UnavailableError, match="broken off"):
                await each

    asyncio.run(run())


async def answers_meanwhile(app: App, client: Client) -> list[tuple[str, tuple[str, ...]]]:
    """Reload, and give the digest and the rules of all answers until that has ended."""
    request = ketamine_for(takes("metoprolol"))
    answers: list[tuple[str, tuple[str, ...]]] = []
    reloaded = asyncio.create_task(reload(app, Allowed(shrink=True)))
    while not reloaded.done():
        report = await asyncio.to_thread(client.check, request)
        answers.append((report.rules_digest, tuple(alert.rule_id for alert in report.alerts)))
    return answers


def test_every_answer_has_the_digest_of_one_set_while_packs_change(folder: Path) -> None:
    async def run() -> set[tuple[str, tuple[str, ...]]]:
        settings, seen = of(folder), set[tuple[str, tuple[str, ...]]]()
        app = App(settings, load(settings))
        try:
            with Client((await app.start()).grpc) as client:
                for names in ("a", "ab", "a", "ab"):
                    (folder / "b.yaml").unlink(missing_ok=True)
                    write_pack(folder, *map(good, names))
                    seen.update(await answers_meanwhile(app, client))
        finally:
            await app.stop()
        return seen

    seen = asyncio.run(run())
    assert len({digest for digest, _ in seen}) == 2
    assert sorted(rules for _, rules in seen) == [("a",), ("a", "b")]
