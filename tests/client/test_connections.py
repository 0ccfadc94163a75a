"""Over how many connections the clients call."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from caveat.client import AsyncClient, Client
from caveat.client.connections import DEFAULT_CONNECTIONS, Connections
from caveat.v1.checker_pb2 import CheckRequest
from tests.client.peer import Refusals, serving


@pytest.fixture
def service() -> Refusals:
    return Refusals(0)


@pytest.fixture
def target(service: Refusals) -> Iterator[str]:
    with serving(service) as target:
        yield target


def test_calls_take_every_connection_in_turn(service: Refusals, target: str) -> None:
    with Client(target, connections=3) as client:
        for _ in range(6):
            client.check(CheckRequest())
    assert len(set(service.peers)) == 3
    assert service.peers[:3] == service.peers[3:]


def test_streams_take_every_connection_too(service: Refusals, target: str) -> None:
    with Client(target, connections=3) as client:
        for _ in range(3):
            list(client.stream_check([CheckRequest()]))
    assert len(set(service.peers)) == 3


def test_awaited_calls_and_streams_take_every_connection(service: Refusals, target: str) -> None:
    async def ask() -> None:
        async with AsyncClient(target, connections=4) as client:
            await asyncio.gather(*(client.check(CheckRequest()) for _ in range(2)))
            for _ in range(2):
                assert [each async for each in client.stream_check([CheckRequest()])]

    asyncio.run(ask())
    assert len(set(service.peers)) == 4


def test_all_threads_share_the_connections(service: Refusals, target: str) -> None:
    with Client(target, timeout=30) as client, ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(client.check, CheckRequest()) for _ in range(80)]
        assert len([each.result() for each in asked]) == 80
    calls = [service.peers.count(peer) for peer in set(service.peers)]
    assert calls == [80 / DEFAULT_CONNECTIONS] * DEFAULT_CONNECTIONS


def test_one_connection_is_enough(service: Refusals, target: str) -> None:
    with Client(target, connections=1) as client:
        for _ in range(3):
            client.check(CheckRequest())
    assert len(set(service.peers)) == 1


def test_two_clients_share_no_connection(service: Refusals, target: str) -> None:
    with Client(target, connections=1) as first, Client(target, connections=1) as second:
        first.check(CheckRequest())
        second.check(CheckRequest())
    assert len(set(service.peers)) == 2


def test_a_closed_client_calls_over_none_of_its_connections(service: Refusals, target: str) -> None:
    client = Client(target, connections=3)
    for _ in range(3):
        client.check(CheckRequest())
    client.close()
    for _ in range(3):
        with pytest.raises(ValueError, match="closed channel"):
            client.check(CheckRequest())
    assert len(service.peers) == 3


def test_a_closed_awaiting_client_calls_over_none_of_its_connections(
    service: Refusals, target: str
) -> None:
    async def ask() -> list[BaseException | object]:
        async with AsyncClient(target, connections=3) as client:
            await asyncio.gather(*(client.check(CheckRequest()) for _ in range(3)))
        calls = (client.check(CheckRequest()) for _ in range(3))
        return await asyncio.gather(*calls, return_exceptions=True)

    assert all(isinstance(answer, Exception) for answer in asyncio.run(ask()))
    assert len(service.peers) == 3


@pytest.mark.parametrize("connections", [0, 65])
def test_a_number_that_no_client_can_have_is_refused(connections: int) -> None:
    with pytest.raises(ValueError, match=f"1 to 64 connections, not {connections}"):
        Client(connections=connections)


def test_the_turn_comes_round() -> None:
    letters = Connections("ab")
    assert {letters.next(), letters.next()} == {"a", "b"}
    assert letters.next() != letters.next()
