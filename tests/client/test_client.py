"""What users of the client library rely on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import grpc
import pytest

import caveat.client
from caveat.client import (
    AsyncClient,
    Client,
    ClientError,
    DeniedError,
    InvalidRequestError,
    LimitError,
    NotFoundError,
    ServiceError,
    Tls,
    UnreachableError,
)
from caveat.rules import Checker
from caveat.server.app import App
from caveat.server.settings import Settings
from caveat.v1.admin_pb2 import ReloadRequest
from caveat.v1.checker_pb2 import CheckRequest, CheckResult
from caveat.v1.knowledge_pb2 import RELOAD_STATE_TAKEN_UP
from caveat.v1.patient_pb2 import Code
from tests.client.peer import Refusals, free_port, serving, silent
from tests.server.patients import ketamine_for, takes
from tests.server.running import running

_Answer = TypeVar("_Answer")

PRAZOSIN = ketamine_for(takes("prazosin"), "good")
UNREADABLE = ketamine_for(takes(""), "bad")
IN_TURN = ["report", "error", "report"]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.built_in()


@pytest.fixture(scope="module")
def client(checker: Checker) -> Iterator[Client]:
    with running(checker) as address, Client(address, timeout=30) as client:
        yield client


def kinds(results: list[CheckResult]) -> list[str | None]:
    return [result.WhichOneof("result") for result in results]


def with_async_client(
    checker: Checker, ask: Callable[[AsyncClient], Awaitable[_Answer]]
) -> _Answer:
    async def scenario() -> _Answer:
        app = App(Settings(port=0, drain_seconds=1), checker)
        try:
            async with AsyncClient((await app.start()).grpc, timeout=30) as client:
                return await ask(client)
        finally:
            await app.stop()

    return asyncio.run(scenario())


def test_every_public_name_can_be_imported() -> None:
    assert all(getattr(caveat.client, name) for name in caveat.client.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(caveat.client, "no_such_name")  # noqa: B009  the name is not there


def test_both_clients_have_the_same_calls() -> None:
    def calls(client: type) -> set[str]:
        return {name for name in vars(client) if not name.startswith("_")}

    assert calls(Client) == calls(AsyncClient)


def test_both_clients_give_the_same_answers(client: Client, checker: Checker) -> None:
    async def ask(awaited: AsyncClient) -> None:
        code = Code(system="atc", value="N01AX03")
        assert await awaited.check(PRAZOSIN) == client.check(PRAZOSIN)
        assert await awaited.packs() == client.packs()
        assert await awaited.rules() == client.rules()
        assert await awaited.rule("ketamine-psychosis") == client.rule("ketamine-psychosis")
        assert await awaited.observations() == client.observations()
        assert await awaited.recognise("prazosin") == client.recognise("prazosin")
        assert await awaited.recognise(code=code) == client.recognise(code=code)

    with_async_client(checker, ask)


def test_a_batch_has_a_report_or_an_error_for_each(client: Client, checker: Checker) -> None:
    async def ask(awaited: AsyncClient) -> list[CheckResult]:
        return await awaited.batch_check([PRAZOSIN, UNREADABLE, PRAZOSIN])

    results = client.batch_check([PRAZOSIN, UNREADABLE, PRAZOSIN])
    assert kinds(results) == IN_TURN
    assert with_async_client(checker, ask) == results


def test_a_stream_takes_any_iterable(client: Client) -> None:
    requests = (each for each in (PRAZOSIN, UNREADABLE, PRAZOSIN))
    assert kinds(list(client.stream_check(requests))) == IN_TURN


def test_an_awaited_stream_takes_any_iterable(checker: Checker) -> None:
    requests = [PRAZOSIN, UNREADABLE, PRAZOSIN]

    async def come() -> AsyncIterator[CheckRequest]:
        for request in requests:
            yield request

    async def ask(awaited: AsyncClient) -> None:
        assert kinds([each async for each in awaited.stream_check(requests)]) == IN_TURN
        assert kinds([each async for each in awaited.stream_check(come())]) == IN_TURN

    with_async_client(checker, ask)


def test_a_stream_can_be_left_early(client: Client) -> None:
    def endless() -> Iterator[CheckRequest]:
        while True:
            yield PRAZOSIN

    answers = client.stream_check(endless())
    assert next(answers).request_id == "good"
    answers.close()
    assert client.check(PRAZOSIN).alerts


def test_a_refused_request_names_its_fields(client: Client) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        client.check(UNREADABLE)
    assert [each.field for each in caught.value.violations] == ["patient.medications[0]"]
    assert caught.value.refusal.call_id


def test_an_awaited_call_raises_the_same_error(client: Client, checker: Checker) -> None:
    async def ask(awaited: AsyncClient) -> None:
        await awaited.check(UNREADABLE)

    with pytest.raises(InvalidRequestError) as awaited:
        with_async_client(checker, ask)
    with pytest.raises(InvalidRequestError) as waited:
        client.check(UNREADABLE)
    assert str(awaited.value) == str(waited.value)
    assert awaited.value.violations == waited.value.violations


def test_a_rule_that_is_not_there_is_not_found(client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.rule("no-such-rule")


def test_a_service_that_is_not_there_means_not_checked() -> None:
    target = f"127.0.0.1:{free_port()}"
    with (
        Client(target, timeout=0.5) as client,
        pytest.raises(UnreachableError, match=f"^NOT CHECKED: no answer from {target}"),
    ):
        client.check(PRAZOSIN)


def test_a_stream_to_a_service_that_is_not_there_means_not_checked() -> None:
    target = f"127.0.0.1:{free_port()}"
    with (
        Client(target, timeout=0.5) as client,
        pytest.raises(UnreachableError, match=r"^NOT CHECKED"),
    ):
        list(client.stream_check([PRAZOSIN]))


def test_an_awaited_stream_to_a_service_that_is_not_there_means_not_checked() -> None:
    async def scenario() -> None:
        async with AsyncClient(f"127.0.0.1:{free_port()}") as client:
            async for _ in client.stream_check([PRAZOSIN]):
                pass

    with pytest.raises(UnreachableError, match=r"^NOT CHECKED"):
        asyncio.run(scenario())


def test_a_service_that_stays_silent_ends_with_the_deadline() -> None:
    with (
        silent() as target,
        Client(target, timeout=0.2, wait_for_ready=True) as client,
        pytest.raises(UnreachableError, match=r"^NOT CHECKED"),
    ):
        client.check(PRAZOSIN)


def test_a_client_can_wait_for_a_service_that_is_about_to_start(checker: Checker) -> None:
    port = free_port()
    target = f"127.0.0.1:{port}"
    with (
        ThreadPoolExecutor(1) as threads,
        Client(target, timeout=60, wait_for_ready=True) as client,
    ):
        asked = threads.submit(client.check, PRAZOSIN)
        with running(checker, Settings(port=port, drain_seconds=1)):
            assert asked.result(60).request_id == "good"


def test_a_check_that_is_refused_for_the_moment_is_asked_again() -> None:
    refusals = Refusals(2)
    with serving(refusals) as target, Client(target) as client:
        assert client.check(PRAZOSIN).request_id == "good"
    assert refusals.asked == ["Check"] * 3


def test_a_stream_is_not_asked_again() -> None:
    refusals = Refusals(9)
    with serving(refusals) as target, Client(target) as client, pytest.raises(UnreachableError):
        list(client.stream_check([PRAZOSIN]))
    assert refusals.asked == ["StreamCheck"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (grpc.StatusCode.INVALID_ARGUMENT, InvalidRequestError),
        (grpc.StatusCode.NOT_FOUND, NotFoundError),
        (grpc.StatusCode.DEADLINE_EXCEEDED, UnreachableError),
        (grpc.StatusCode.INTERNAL, ServiceError),
        (grpc.StatusCode.PERMISSION_DENIED, DeniedError),
        (grpc.StatusCode.UNAUTHENTICATED, DeniedError),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, LimitError),
        (grpc.StatusCode.UNKNOWN, ServiceError),
    ],
)
def test_details_that_are_not_ours_do_not_hide_the_error(
    code: grpc.StatusCode, error: type[ClientError]
) -> None:
    refusals = Refusals(1, code, (("grpc-status-details-bin", b"\xff"),))
    with serving(refusals) as target, Client(target) as client:
        with pytest.raises(error, match="busy") as caught:
            client.check(PRAZOSIN)
        assert (caught.value.refusal.code, caught.value.refusal.violations) == (code, ())


def test_a_tls_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"ca\.pem"):
        Client(tls=Tls(tmp_path / "ca.pem"))


def test_a_reload_is_asked_for_once_and_waited_for(checker: Checker) -> None:
    async def ask(target: str) -> str:
        async with AsyncClient(target) as awaited:
            return (await awaited.reload(ReloadRequest())).rules_digest

    with running(checker) as target, Client(target) as client:
        before = client.status().rules_digest
        assert client.reload(ReloadRequest()).rules_digest == before
        assert asyncio.run(ask(target)) == before
        assert client.status().reload.state == RELOAD_STATE_TAKEN_UP
