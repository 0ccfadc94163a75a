"""What the clients ask again, when, and for how long."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import grpc
import pytest

from caveat.client import (
    AsyncClient,
    Client,
    ClientError,
    DeniedError,
    InvalidRequestError,
    LimitError,
    Retry,
    ServiceError,
    UnreachableError,
)
from tests.client.scripted import (
    AT_ONCE,
    BOUND,
    MINE,
    NEVER,
    Check,
    both,
    both_clients,
    hang,
    playing,
    refuse,
    tell,
)
from tests.server.patients import ketamine_for, takes

CANARY = "zzcanary"
UNAVAILABLE = refuse(grpc.StatusCode.UNAVAILABLE)
CANCELLED = refuse(grpc.StatusCode.CANCELLED)


@both_clients
def test_a_call_that_a_stopping_service_cancels_is_asked_again(check: Check) -> None:
    with playing(CANCELLED, UNAVAILABLE, CANCELLED) as (target, service):
        assert check(target, retry=AT_ONCE).request_id == "mine"
    assert len(service.peers) == 4
    assert len(set(service.peers)) == 4


@both_clients
def test_a_call_is_asked_as_often_as_said(check: Check) -> None:
    refused = [CANCELLED] * 9
    with playing(*refused) as (target, service), pytest.raises(UnreachableError, match="busy"):
        check(target, retry=Retry(rounds=3, first_wait=0, longest_wait=0))
    assert len(service.peers) == 3


@both_clients
@pytest.mark.parametrize(
    ("code", "error"),
    [
        (grpc.StatusCode.INVALID_ARGUMENT, InvalidRequestError),
        (grpc.StatusCode.UNAUTHENTICATED, DeniedError),
        (grpc.StatusCode.PERMISSION_DENIED, DeniedError),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, LimitError),
        (grpc.StatusCode.DEADLINE_EXCEEDED, UnreachableError),
        (grpc.StatusCode.INTERNAL, ServiceError),
    ],
)
def test_what_stands_is_asked_once(
    check: Check, code: grpc.StatusCode, error: type[ClientError]
) -> None:
    with playing(refuse(code)) as (target, service), pytest.raises(error):
        check(target, retry=AT_ONCE)
    assert len(service.peers) == 1


@both_clients
def test_a_caller_that_comes_too_soon_comes_again_when_it_is_told_to(check: Check) -> None:
    told = refuse(grpc.StatusCode.RESOURCE_EXHAUSTED, retry_after=0.001)
    with playing(*[told] * 7) as (target, service):
        assert check(target, retry=AT_ONCE, timeout=BOUND).request_id == "mine"
    assert len(service.peers) == 8


@both_clients
def test_a_caller_that_is_told_to_come_too_late_is_told_so_at_once(check: Check) -> None:
    told = refuse(grpc.StatusCode.RESOURCE_EXHAUSTED, retry_after=3600)
    with playing(told) as (target, service), pytest.raises(LimitError) as caught:
        check(target)
    assert caught.value.retry_after == 3600
    assert len(service.peers) == 1


@both_clients
def test_all_attempts_have_one_deadline(check: Check) -> None:
    with playing(CANCELLED, CANCELLED) as (target, service):
        check(target, timeout=5, retry=Retry(first_wait=0.2, longest_wait=0.2))
    assert service.times[0] > service.times[1] > service.times[2] > 0


@both_clients
def test_the_deadline_ends_a_call_that_hangs_after_a_failure(check: Check) -> None:
    with playing(CANCELLED, hang) as (target, service):
        with pytest.raises(UnreachableError, match=r"^NOT CHECKED"):
            check(target, timeout=0.3, retry=AT_ONCE)
        assert service.cancelled.wait(BOUND)
    assert len(service.peers) == 2


@both_clients
def test_a_wait_that_would_outlast_the_deadline_is_not_begun(check: Check) -> None:
    with playing(CANCELLED) as (target, _), pytest.raises(UnreachableError, match="busy"):
        check(target, timeout=5, retry=NEVER)


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_no_call_is_without_a_deadline(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout"):
        Client(timeout=timeout)


def test_retries_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="at least once"):
        Retry(rounds=0)
    with pytest.raises(ValueError, match="at least once"):
        Retry(first_wait=1, longest_wait=0.5)


def cancelling(
    target: str, ready: Callable[[], bool], **options: float | Retry
) -> asyncio.Task[object]:
    """Check, cancel the check once the service is ready for it, and give its task."""

    async def ask() -> asyncio.Task[object]:
        async with AsyncClient(target, timeout=BOUND, **options) as client:  # type: ignore[arg-type]
            task = asyncio.create_task(client.check(MINE))
            assert await asyncio.to_thread(ready)
            task.cancel()
            await asyncio.wait([task])
            return task

    return asyncio.run(ask())


def test_a_caller_that_cancels_is_cancelled_and_nothing_is_asked_again() -> None:
    with playing(hang) as (target, service):
        task = cancelling(target, lambda: service.asked.wait(BOUND), retry=AT_ONCE)
        assert service.cancelled.wait(BOUND)
    assert task.cancelled()
    assert len(service.peers) == 1


def test_a_caller_can_cancel_between_two_attempts() -> None:
    with playing(CANCELLED) as (target, service):
        task = cancelling(
            target,
            lambda: service.asked.wait(BOUND),
            retry=Retry(first_wait=BOUND / 2, longest_wait=BOUND / 2),
        )
    assert task.cancelled()
    assert len(service.peers) == 1


def test_closing_a_client_ends_its_calls_as_not_checked() -> None:
    with playing(hang) as (target, service), ThreadPoolExecutor(1) as threads:
        client = Client(target, timeout=BOUND)
        asked = threads.submit(client.check, MINE)
        assert service.asked.wait(BOUND)
        client.close()
        with pytest.raises(UnreachableError, match=r"^NOT CHECKED"):
            asked.result(BOUND)
        assert len(service.peers) == 1


def test_closing_a_client_between_two_attempts_ends_its_calls() -> None:
    seen = Event()
    with playing(both(tell(seen), CANCELLED)) as (target, _), ThreadPoolExecutor(1) as threads:
        client = Client(target, timeout=10 * BOUND, retry=Retry(2, BOUND, BOUND))
        asked = threads.submit(client.check, MINE)
        assert seen.wait(BOUND)
        client.close()
        with pytest.raises(UnreachableError, match=r"^NOT CHECKED"):
            asked.result(BOUND)


def test_closing_an_awaiting_client_cancels_no_task() -> None:
    async def ask(target: str, asked: Event) -> BaseException | None:
        client = AsyncClient(target, timeout=BOUND)
        task = asyncio.create_task(client.check(MINE))
        assert await asyncio.to_thread(asked.wait, BOUND)
        await client.close()
        await asyncio.wait([task])
        return task.exception()

    with playing(hang) as (target, service):
        failed = asyncio.run(ask(target, service.asked))
    assert isinstance(failed, UnreachableError)
    assert str(failed) == f"NOT CHECKED: no answer from {target}: the client was closed"


@both_clients
def test_a_retry_leaves_a_line_with_status_and_attempt_and_nothing_else(
    check: Check, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "caveat.client")
    with (
        playing(CANCELLED, refuse(grpc.StatusCode.INTERNAL)) as (target, _),
        pytest.raises(ServiceError),
    ):
        check(target, ketamine_for(takes(CANARY), CANARY), retry=AT_ONCE, token=CANARY)
    lines = [each for each in caplog.records if each.name.startswith("caveat.client")]
    assert [(each.levelname, each.getMessage()) for each in lines] == [
        ("INFO", "CheckRequest: CANCELLED at attempt 1, again in 0.000 s"),
        ("DEBUG", "CheckRequest: INTERNAL at attempt 2, not asked again"),
    ]
    assert CANARY not in caplog.text
