"""Changes of a site's policy expire while the service runs, without a restart."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from caveat.client import AsyncClient
from caveat.rules import Checker, RuleBook
from caveat.server.app import App
from caveat.server.convert.status import message_of_status
from caveat.server.expiry import Expiry
from caveat.server.recording.recorder import Recorder
from caveat.server.settings import Settings
from tests.rules.site_policies import END, LAST_DAY, Calendar, built_in_with, change
from tests.server.audit.examples import KEY
from tests.server.patients import ketamine_for, takes
from tests.server.recording.memory_log import MemoryLog

HEART = "ketamine-heart-medicine"


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def site(checker: Checker, tmp_path: Path, calendar: Calendar) -> Checker:
    """Give a checker of a site that lowers a rule."""
    lowered = change(HEART, "lower", "minor")
    return built_in_with(checker, tmp_path / "p.yaml", lowered, today=calendar.today)


def serving(
    site: Checker, recorder: Recorder | None, use: Callable[[App, str], Awaitable[None]]
) -> None:
    async def run() -> None:
        app = App(Settings(port=0, drain_seconds=1), site, recorder)
        try:
            await use(app, (await app.start()).grpc)
        finally:
            await app.stop()

    asyncio.run(run())


def test_the_first_call_of_the_day_is_answered_by_the_rule_as_its_pack_has_it(
    site: Checker, calendar: Calendar
) -> None:
    request = ketamine_for(takes("metoprolol"))

    async def ask(app: App, address: str) -> None:
        async with AsyncClient(address) as client:
            before = await client.check(request)
            calendar.day = END
            after = await client.check(request)
            batch = await client.batch_check([request])
        assert {each.rule_id: each.level for each in before.alerts}[HEART] == 2
        assert {each.rule_id: each.level for each in after.alerts}[HEART] == 4
        assert after.rules_digest != before.rules_digest
        assert list(after.policies[0].expired) == [HEART]
        assert batch[0].report == after

    serving(site, None, ask)


def test_that_a_change_expired_stands_in_the_status_the_log_and_the_decision_log(
    site: Checker, calendar: Calendar, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="caveat")
    log = MemoryLog()

    async def turn(app: App, address: str) -> None:
        expiry = Expiry(site, app.note_expiry)
        served_since = app.state.taken_up_at
        await expiry.look()
        assert len(log.entries) == 1
        calendar.day = END
        await expiry.look()
        await expiry.look()
        status = message_of_status(site.book, app.state)
        assert list(status.policies[0].expired) == [HEART]
        assert (status.rules_digest, app.state.taken_up_at > served_since) == (
            site.book.rules_digest,
            True,
        )

    serving(site, Recorder(log, KEY), turn)
    assert f"the change of '{HEART}' expired" in caplog.text
    assert [entry.rules_digest for entry in log.entries][-1] == site.book.rules_digest  # type: ignore[union-attr]  # activations only
    assert len(log.entries) == 2


def test_what_holds_tomorrow_is_opened_the_day_before(site: Checker, calendar: Calendar) -> None:
    noted: list[RuleBook] = []

    async def note(book: RuleBook) -> None:
        noted.append(book)

    async def look() -> None:
        expiry = Expiry(site, note)
        calendar.day = LAST_DAY - dt.timedelta(days=1)
        await expiry.look()
        assert not site.is_ready_for(END)
        calendar.day = LAST_DAY
        await expiry.look()
        assert site.is_ready_for(END)
        calendar.day = END
        await expiry.look()

    asyncio.run(look())
    (book,) = noted
    assert book is site.book
    assert book.policies[0].expired == (HEART,)


def test_a_reload_is_not_noted_as_an_expiry(site: Checker, checker: Checker) -> None:
    async def note(book: RuleBook) -> None:
        pytest.fail("nothing has expired")

    async def look() -> None:
        expiry = Expiry(site, note)
        site.take_up(checker)
        await expiry.look()

    asyncio.run(look())
