"""A second call where the first is slow."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import grpc
import pytest

from caveat.client import AsyncClient, Client, InvalidRequestError, UnreachableError
from tests.client.scripted import (
    AT_ONCE,
    BOUND,
    MINE,
    Check,
    after,
    both,
    both_clients,
    hang,
    playing,
    refuse,
    tell,
)

UNAVAILABLE = refuse(grpc.StatusCode.UNAVAILABLE)
INVALID = refuse(grpc.StatusCode.INVALID_ARGUMENT)


@both_clients
def test_a_slow_call_is_sent_over_another_connection_too_and_then_cancelled(check: Check) -> None:
    with playing(hang) as (target, service):
        assert check(target, hedge_after=0.02, timeout=BOUND).request_id == "mine"
        assert service.cancelled.wait(BOUND)
    assert len(set(service.peers)) == 2


@both_clients
def test_a_quick_call_is_sent_once(check: Check) -> None:
    with playing() as (target, service):
        assert check(target, hedge_after=BOUND).request_id == "mine"
    assert len(service.peers) == 1


@both_clients
def test_a_second_call_that_finds_nobody_does_not_end_the_first(check: Check) -> None:
    second = Event()
    with playing(after(second), both(tell(second), UNAVAILABLE)) as (target, service):
        assert check(target, hedge_after=0.02, timeout=BOUND).request_id == "mine"
    assert len(service.peers) == 2


@both_clients
def test_a_refusal_that_stands_ends_both(check: Check) -> None:
    with playing(hang, INVALID) as (target, service):
        with pytest.raises(InvalidRequestError):
            check(target, hedge_after=0.02, timeout=BOUND)
        assert service.cancelled.wait(BOUND)


@both_clients
def test_both_are_asked_again_where_both_fail(check: Check) -> None:
    second = Event()
    steps = (both(after(second), UNAVAILABLE), both(tell(second), UNAVAILABLE))
    with playing(*steps) as (target, service):
        assert check(target, hedge_after=0.02, retry=AT_ONCE, timeout=BOUND).request_id == "mine"
    assert len(service.peers) == 3


@both_clients
def test_one_that_fails_soon_is_asked_again_as_ever(check: Check) -> None:
    with playing(UNAVAILABLE, UNAVAILABLE) as (target, service):
        assert check(target, hedge_after=BOUND, retry=AT_ONCE).request_id == "mine"
    assert len(service.peers) == 3


@both_clients
def test_the_deadline_is_that_of_both(check: Check) -> None:
    with (
        playing(hang, hang) as (target, service),
        pytest.raises(UnreachableError, match=r"^NOT CHECKED"),
    ):
        check(target, hedge_after=0.02, timeout=0.3)
    assert len(service.peers) == 2


def test_a_caller_that_cancels_cancels_both() -> None:
    second, over = Event(), (Event(), Event())

    async def ask(target: str) -> bool:
        async with AsyncClient(target, hedge_after=0.02, timeout=BOUND) as client:
            task = asyncio.create_task(client.check(MINE))
            assert await asyncio.to_thread(second.wait, BOUND)
            task.cancel()
            await asyncio.wait([task])
            assert await asyncio.to_thread(lambda: all(each.wait(BOUND) for each in over))
            return task.cancelled()

    steps = (both(hang, tell(over[0])), both(tell(second), hang, tell(over[1])))
    with playing(*steps) as (target, service):
        assert asyncio.run(ask(target))
    assert len(service.peers) == 2


def test_closing_a_client_ends_both() -> None:
    second = Event()
    with playing(hang, both(tell(second), hang)) as (target, _), ThreadPoolExecutor(1) as threads:
        client = Client(target, hedge_after=0.02, timeout=BOUND)
        asked = threads.submit(client.check, MINE)
        assert second.wait(BOUND)
        client.close()
        with pytest.raises(UnreachableError):
            asked.result(BOUND)


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        ({"connections": 1, "hedge_after": 1}, "a second connection"),
        ({"hedge_after": -1}, "number of seconds, not -1"),
        ({"hedge_after": float("nan")}, "number of seconds, not nan"),
    ],
)
def test_a_hedge_that_cannot_be_is_refused(options: dict[str, int], mistake: str) -> None:
    with pytest.raises(ValueError, match=mistake):
        Client(**options)  # type: ignore[arg-type]
