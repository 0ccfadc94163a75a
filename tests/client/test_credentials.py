"""The token of a client: when it is sent, where to, and where it never stands."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from caveat.client import AsyncClient, Client, DeniedError, Tls
from tests.client.scripted import (
    AT_ONCE,
    Check,
    both_clients,
    check_awaited,
    check_waited,
    playing,
    refuse,
)

TOKEN = "zzcanary.token"  # noqa: S105  of no service
AUTHORITY = Path(__file__).parents[1] / "server" / "certificates" / "authority.pem"
UNAVAILABLE = refuse(grpc.StatusCode.UNAVAILABLE)


@both_clients
def test_a_token_goes_with_each_attempt(check: Check) -> None:
    with playing(UNAVAILABLE) as (target, service):
        check(target, token=TOKEN, retry=AT_ONCE)
    assert [each["authorization"] for each in service.metadata] == [f"Bearer {TOKEN}"] * 2


@both_clients
def test_without_a_token_none_is_sent(check: Check) -> None:
    with playing() as (target, service):
        check(target)
    assert "authorization" not in service.metadata[0]


@both_clients
def test_each_attempt_asks_for_the_token_of_the_moment(check: Check) -> None:
    tokens = iter(["first", "second"])
    with playing(UNAVAILABLE) as (target, service):
        check(target, token=lambda: next(tokens), retry=AT_ONCE)
    sent = [each["authorization"] for each in service.metadata]
    assert sent == ["Bearer first", "Bearer second"]


def test_an_awaiting_client_may_await_its_token() -> None:
    async def token() -> str:
        return TOKEN

    with playing() as (target, service):
        check_awaited(target, token=token)
    assert service.metadata[0]["authorization"] == f"Bearer {TOKEN}"


@both_clients
def test_who_is_not_let_in_is_told_so_without_the_token(
    check: Check, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    told = pytest.raises(DeniedError, match=r"^NOT CHECKED: .*not let this caller in")
    with playing(refuse(grpc.StatusCode.UNAUTHENTICATED)) as (target, _), told as caught:
        check(target, token=TOKEN)
    cause = repr(caught.value.__cause__)
    for text in (str(caught.value), cause, caplog.text, *capfd.readouterr()):
        assert TOKEN not in text


@both_clients
@pytest.mark.parametrize("token", ["", "two words", "two\nlines", "schlüssel", "tab\t"])
def test_a_token_that_cannot_be_one_is_refused_and_not_shown(
    check: Check, token: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with playing() as (target, service):
        for given in (token, lambda: token):
            with pytest.raises(ValueError, match="characters that no token has") as caught:
                check(target, token=given)
            assert token not in str(caught.value) or not token
    assert service.metadata == []
    assert "token" not in capfd.readouterr().err


def opened_awaiting(*arguments: Any, **options: Any) -> None:  # noqa: ANN401  those of the client
    async def opened() -> None:
        async with AsyncClient(*arguments, **options):
            pass

    asyncio.run(opened())


def opened_waiting(*arguments: Any, **options: Any) -> None:  # noqa: ANN401  those of the client
    Client(*arguments, **options).close()


opened_by_both = pytest.mark.parametrize(
    "opened", [opened_waiting, opened_awaiting], ids=["waited", "awaited"]
)


@opened_by_both
def test_a_token_leaves_this_machine_only_under_tls(opened: Callable[..., None]) -> None:
    away = "127.0.0.1:1,caveat.example:1"
    with pytest.raises(ValueError, match=r"and caveat\.example:1 has neither") as caught:
        opened(away, token=TOKEN)
    assert TOKEN not in str(caught.value)
    opened("127.0.0.1:1", token=TOKEN)
    opened(away, token=TOKEN, tls=Tls(AUTHORITY))
    opened(away, token=TOKEN, insecure_token=True)


@opened_by_both
def test_a_token_is_not_for_one_who_has_grpc_write_all_down(
    opened: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRPC_TRACE", "all")
    opened("127.0.0.1:1")
    with pytest.raises(ValueError, match="GRPC_TRACE"):
        opened("127.0.0.1:1", token=TOKEN)


def test_what_fails_to_give_a_token_fails_the_call_in_its_own_words() -> None:
    def vault() -> str:
        raise PermissionError("the vault is shut")

    with playing() as (target, service), pytest.raises(PermissionError, match="vault is shut"):
        check_waited(target, token=vault)
    assert service.metadata == []
