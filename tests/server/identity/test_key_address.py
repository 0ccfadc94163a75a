"""Keys of an issuer at a URL: fetched, kept for a while, and never taken for granted."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from caveat.server.identity.key_address import LONGEST_SECONDS, KeyAddress
from caveat.source.errors import SettingsError, UnavailableError
from tests.server.ehr.signing import ec_key, jwk
from tests.server.identity.showing import Clock

FIRST, SECOND = jwk("first", ec_key()), jwk("second", ec_key())
SIXTY = 60.0


class Issuer:
    """Publishes what a test has it publish."""

    def __init__(self) -> None:
        self.answer: web.Response | Callable[[], web.Response] = self.of(FIRST)
        self.asked = 0

    def of(self, *keys: object) -> Callable[[], web.Response]:
        return lambda: web.json_response({"keys": keys})

    async def give(self, _: web.Request) -> web.StreamResponse:
        self.asked += 1
        assert callable(self.answer)
        return self.answer()


@asynccontextmanager
async def publishing(issuer: Issuer) -> AsyncGenerator[str]:
    application = web.Application()
    application.router.add_get("/keys", issuer.give)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/keys"
    finally:
        await runner.cleanup()


def with_issuer(
    test: Callable[[Issuer, KeyAddress, ClientSession, Clock], Awaitable[None]],
) -> None:
    """Run a test with an issuer and what keeps up with it."""

    async def run() -> None:
        issuer, clock = Issuer(), Clock()
        async with publishing(issuer) as url, ClientSession() as session:
            await test(issuer, KeyAddress(url, clock), session, clock)

    asyncio.run(run())


def test_before_the_first_answer_nobody_is_let_in() -> None:
    async def test(_: Issuer, keys: KeyAddress, session: ClientSession, __: Clock) -> None:
        with pytest.raises(UnavailableError):
            keys.find("first")
        assert await keys.refresh(session)
        assert keys.find("first")

    with_issuer(test)


def test_the_last_good_keys_are_relied_on_for_a_day_and_no_longer() -> None:
    async def test(issuer: Issuer, keys: KeyAddress, session: ClientSession, clock: Clock) -> None:
        assert await keys.refresh(session)
        issuer.answer = lambda: web.Response(status=503)
        clock.now += LONGEST_SECONDS
        assert not await keys.refresh(session)
        assert keys.find("first")
        clock.now += 1
        with pytest.raises(UnavailableError):
            keys.find("first")

    with_issuer(test)


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(status=302, headers={"Location": "/other"}),
        lambda: web.Response(text="<html>"),
        lambda: web.Response(text='{"keys": []}'),
        lambda: web.Response(text=json.dumps({"keys": [FIRST], "more": "x" * (1 << 20)})),
    ],
    ids=["redirect", "no JSON", "no keys", "too much"],
)
def test_an_answer_that_is_no_set_of_keys_changes_nothing(
    answer: Callable[[], web.Response],
) -> None:
    async def test(issuer: Issuer, keys: KeyAddress, session: ClientSession, _: Clock) -> None:
        issuer.answer = answer
        assert not await keys.refresh(session)
        with pytest.raises(UnavailableError):
            keys.find("first")

    with_issuer(test)


def test_a_key_that_is_not_known_has_the_set_fetched_but_not_for_every_call() -> None:
    async def test(issuer: Issuer, keys: KeyAddress, session: ClientSession, clock: Clock) -> None:
        assert await keys.refresh(session)
        assert keys.find("second") is None
        clock.now += SIXTY
        issuer.answer = issuer.of(SECOND)
        with pytest.raises(UnavailableError):
            keys.find("second")
        assert await keys.refresh(session)
        assert keys.find("second")
        assert keys.find("first") is None
        assert keys.generation == 2

    with_issuer(test)


def test_it_keeps_up_by_itself_when_a_key_is_not_known() -> None:
    async def test(issuer: Issuer, keys: KeyAddress, _: ClientSession, clock: Clock) -> None:
        keeping = asyncio.ensure_future(keys.keep())
        try:
            await until(lambda: keys.generation == 1)
            issuer.answer = issuer.of(FIRST, SECOND)
            clock.now += SIXTY
            with pytest.raises(UnavailableError):
                keys.find("second")
            await until(lambda: keys.generation == 2)
            assert keys.find("second")
            assert issuer.asked == 2
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    with_issuer(test)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  what is waited for is in another task
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/keys",
        "http://127.0.0.1.example/keys",
        "ftp://issuer.example/keys",
        "file:///etc/keys",
        "https://user:password@issuer.example/keys",
        "https:///keys",
    ],
)
def test_an_address_that_others_could_answer_for_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        KeyAddress(url)


@pytest.mark.parametrize("url", ["https://issuer.example/keys", "http://[::1]:1/keys"])
def test_https_and_this_machine_are_good_enough(url: str) -> None:
    assert KeyAddress(url).generation == 0
