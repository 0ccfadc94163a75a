"""A site's policy is taken up with the packs, or the last good state serves on."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.server.app import App, load
from caveat.server.opened import Opening
from caveat.server.preparing import prepare
from caveat.server.settings import Settings
from caveat.server.state import Attempt, Outcome
from caveat.server.watching import look_at
from caveat.source.errors import PackError
from tests.authoring.test_signing import good
from tests.rules.site_policies import change, write_policy
from tests.rules.small_packs import HEAD, write_pack

LOWERED = change("a", "lower", "minor", expires="2999-01-01", date="2020-01-01")
SILENCED = change("a", "silence", expires="2999-01-01", date="2020-01-01")
EXPIRED = change("a", "silence", expires="2020-02-01", date="2020-01-01")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = write_pack(tmp_path / "small", good("a"), good("b"))
    policy = write_policy(tmp_path / "st-mary.yaml", LOWERED)
    return Settings(port=0, packs=(folder,), policies=(policy,), drain_seconds=1)


def reloading(
    settings: Settings, use: Callable[[Checker, Callable[[], Awaitable[Attempt]]], Awaitable[None]]
) -> None:
    async def run() -> None:
        checker = load(settings)
        app = App(settings, checker)

        async def reload() -> Attempt:
            async with asyncio.timeout(60):
                return await app.renewal.from_files(settings.renewal.allowed)

        try:
            await use(checker, reload)
        finally:
            await app.stop()

    asyncio.run(run())


def level(checker: Checker) -> str:
    return checker.book.rules["a"].level.word


def test_a_changed_policy_is_taken_up_and_a_broken_one_leaves_what_is_served(
    settings: Settings,
) -> None:
    (policy,) = settings.policies

    async def use(checker: Checker, reload: Callable[[], Awaitable[Attempt]]) -> None:
        assert level(checker) == "minor"
        write_policy(policy, change("nobody", "mute", author=""), EXPIRED)
        refused = await reload()
        assert refused.outcome is Outcome.REFUSED
        kinds = [line.split(": ")[1] for line in refused.error.splitlines()]
        assert kinds == ["missing key", "unknown rule", "unknown word", "expired"]
        assert level(checker) == "minor"
        write_policy(policy, SILENCED)
        assert (await reload()).outcome is Outcome.TAKEN_UP
        assert checker.book.silenced == {"a"}

    reloading(settings, use)


def test_a_pack_that_needs_a_newer_caveat_leaves_what_is_served(settings: Settings) -> None:
    (folder,) = settings.packs

    async def use(checker: Checker, reload: Callable[[], Awaitable[Attempt]]) -> None:
        head = HEAD.format(count=2) + "needs-caveat: 99.0\n"
        (folder / "pack.yaml").write_text(head)
        refused = await reload()
        assert refused.error.startswith(
            "small/pack.yaml:10:15: needs a newer Caveat: 99.0 or later"
        )
        assert level(checker) == "minor"

    reloading(settings, use)


def test_a_service_does_not_start_with_an_expired_policy(settings: Settings) -> None:
    write_policy(settings.policies[0], EXPIRED)

    with pytest.raises(PackError, match=r"st-mary\.yaml:9:14: expired: it no longer holds"):
        load(settings)


def test_a_worker_opens_what_was_prepared_with_its_policy(settings: Settings) -> None:
    opening = Opening(settings)
    prepared = asyncio.run(prepare(settings))
    settings.policies[0].unlink()  # nothing is read again

    checker = opening.open(prepared)
    assert level(checker) == "minor"
    assert checker.book.policies[0].changed == ("a",)


def test_a_policy_is_looked_at_as_the_packs_are(settings: Settings) -> None:
    before = look_at(settings.watched)
    write_policy(settings.policies[0], SILENCED)

    assert len(before) == 4
    assert look_at(settings.watched) != before
