"""Our own clients, where callers are asked who they are."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from caveat.client import AsyncClient, Client, DeniedError, LimitError
from caveat.rules import Checker
from caveat.server.settings import Identity, Rate, Settings
from caveat.v1.checker_pb2 import CheckRequest
from tests.client.commands import caveat
from tests.server.identity.showing import api_key
from tests.server.running import running


@pytest.fixture(scope="module")
def address(checker: Checker, callers: Path) -> Iterator[str]:
    settings = Settings(port=0, drain_seconds=1, identity=Identity(callers))
    with running(checker, settings) as address:
        yield address


def test_a_client_with_a_key_is_answered(address: str) -> None:
    with Client(address, token=api_key("check")) as client:
        assert client.check(CheckRequest()).packs


def test_an_asynchronous_one_is_too(address: str) -> None:
    async def check() -> bool:
        async with AsyncClient(address, token=api_key("check")) as client:
            return bool((await client.check(CheckRequest())).packs)

    assert asyncio.run(check())


@pytest.mark.parametrize("token", [None, api_key("nobody"), api_key("knowledge")])
def test_one_without_the_right_key_is_told_so(address: str, token: str | None) -> None:
    with Client(address, token=token) as client, pytest.raises(DeniedError):
        client.check(CheckRequest())


def test_one_that_calls_too_often_is_told_so(checker: Checker, callers: Path) -> None:
    identity = Identity(callers, rate=Rate(per_second=0.001, burst=1))
    settings = Settings(port=0, drain_seconds=1, identity=identity)
    with running(checker, settings) as address, Client(address, token=api_key("check")) as client:
        client.check(CheckRequest())
        with pytest.raises(LimitError):
            client.check(CheckRequest())


def test_the_command_line_shows_a_key_and_says_not_checked_without_one(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = ("check", "--propose", "ketamine 40 mg IV", "--server", address)
    refused = caveat(*check)
    assert "NOT CHECKED" in refused.stderr
    assert refused.exit_code not in {0, 3}
    monkeypatch.setenv("CAVEAT_TOKEN", api_key("check"))
    assert caveat(*check).exit_code == 3
