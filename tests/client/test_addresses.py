"""Several addresses of one service."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest

from caveat.client import AsyncClient, Client, UnreachableError
from caveat.client.addresses import addresses_of, is_loopback
from caveat.client.connections import spread
from caveat.v1.checker_pb2 import CheckRequest
from tests.client.names import naming
from tests.client.peer import Refusals, free_port, serving, serving_methods, silent
from tests.client.scripted import (
    AT_ONCE,
    BOUND,
    MINE,
    Check,
    Scripted,
    both_clients,
    check_handler,
    playing,
)


def down() -> str:
    return f"127.0.0.1:{free_port()}"


@pytest.mark.parametrize(
    ("target", "addresses"),
    [
        ("a:1", ("a:1",)),
        ("a:1, b:2,a:1,", ("a:1", "b:2")),
        (["a:1", "[::1]:2,c:3"], ("a:1", "[::1]:2", "c:3")),
    ],
)
def test_addresses_are_told_apart_and_each_is_taken_once(
    target: str | list[str], addresses: tuple[str, ...]
) -> None:
    assert addresses_of(target) == addresses


@pytest.mark.parametrize("target", ["", " , ", [], [f"a:{port}" for port in range(65)]])
def test_none_or_too_many_addresses_are_refused(target: str | list[str]) -> None:
    with pytest.raises(ValueError, match="1 to 64 addresses"):
        Client(target)


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("127.0.0.1:1", True),
        ("127.9.9.9", True),
        ("localhost:1", True),
        ("[::1]:1", True),
        ("dns:///localhost:1", True),
        ("ipv4:127.0.0.1:1", True),
        ("ipv6:[::1]:1", True),
        ("unix:/run/caveat", True),
        ("10.0.0.1:1", False),
        ("0.0.0.0:1", False),
        ("caveat.example:1", False),
        ("127.0.0.1.example:1", False),
        ("localhost.example:1", False),
        ("127.0.0.1@caveat.example:1", False),
        ("dns://127.0.0.1/caveat.example:1", False),
        ("xds:///127.0.0.1:1", False),
        ("", False),
    ],
)
def test_an_address_stays_on_this_machine_only_if_that_is_sure(address: str, stays: bool) -> None:  # noqa: FBT001  a parameter of the test
    assert is_loopback(address) is stays


@pytest.mark.parametrize(
    ("connections", "addresses", "ends"),
    [
        (4, "a", "aaaa"),
        (4, "ab", "abab"),
        (4, "abc", "abcabc"),
        (1, "abc", "abc"),
        (3, "ab", "abab"),
    ],
)
def test_connections_go_to_every_address_alike(connections: int, addresses: str, ends: str) -> None:
    assert spread(connections, addresses) == tuple(ends)


def test_calls_take_the_addresses_in_turn() -> None:
    services = (Refusals(0), Refusals(0))
    with (
        serving(services[0]) as first,
        serving(services[1]) as second,
        Client(f"{first},{second}") as client,
    ):
        for _ in range(8):
            client.check(CheckRequest())
    assert [len(service.peers) for service in services] == [4, 4]
    assert [len(set(service.peers)) for service in services] == [2, 2]


@both_clients
def test_an_address_that_is_down_is_passed_over(check: Check) -> None:
    with playing() as (up, service):
        for _ in range(4):
            assert check([down(), up, down()], connections=3).request_id == "mine"
    assert len(service.peers) == 4


def test_an_address_where_nobody_speaks_is_passed_over_within_the_deadline() -> None:
    with (
        silent() as mute,
        playing() as (up, service),
        Client([up, mute], connections=2) as client,
    ):
        for _ in range(8):
            assert client.check(MINE).request_id == "mine"
    assert len(service.peers) == 8


@both_clients
def test_a_hedge_passes_over_an_address_where_nobody_speaks(check: Check) -> None:
    with silent() as mute, playing() as (up, _):
        for target in ((mute, up), (up, mute)):
            assert check(target, hedge_after=0.02, timeout=BOUND).request_id == "mine"


@both_clients
def test_where_all_are_down_all_are_named(check: Check) -> None:
    addresses = [down(), down()]
    with pytest.raises(UnreachableError, match=f"no answer from {','.join(addresses)}: "):
        check(addresses, retry=AT_ONCE)


@both_clients
def test_a_name_with_several_addresses_reaches_them_all(check: Check) -> None:
    with two_of_one_port() as (port, services), naming("127.0.0.1", "127.0.0.2") as names:
        assert check(f"dns://{names}/caveat.test:{port}").request_id == "mine"
        ask_until(f"dns://{names}/caveat.test:{port}", lambda: all(s.peers for s in services))


@both_clients
def test_a_name_of_which_one_address_is_down_is_served_by_the_others(check: Check) -> None:
    with playing() as (up, service), naming("127.0.0.3", "127.0.0.1") as names:
        port = up.rpartition(":")[2]
        assert check(f"dns://{names}/caveat.test:{port}").request_id == "mine"
    assert len(service.peers) == 1


@contextmanager
def two_of_one_port() -> Generator[tuple[str, tuple[Scripted, Scripted]]]:
    services = (Scripted(), Scripted())
    with serving_methods(Check=check_handler(services[0].check)) as first:
        port = int(first.rpartition(":")[2])
        with serving_methods("127.0.0.2", port, Check=check_handler(services[1].check)):
            yield str(port), services


def ask_until(target: str, reached: Callable[[], bool]) -> None:
    """Check until this holds: both connections are there by then."""
    with Client(target, connections=1) as client:
        for _ in range(1000):
            client.check(MINE)
            if reached():
                return
    raise AssertionError("an address of the name was never asked")


def test_an_awaiting_client_takes_the_addresses_in_turn() -> None:
    services = (Refusals(0), Refusals(0))

    async def ask(*addresses: str) -> None:
        async with AsyncClient(addresses, connections=2) as client:
            for _ in range(4):
                await client.check(CheckRequest())

    with serving(services[0]) as first, serving(services[1]) as second:
        asyncio.run(ask(first, second))
    assert [len(service.peers) for service in services] == [2, 2]


@both_clients
def test_what_stays_on_this_machine_goes_through_no_proxy(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("grpc_proxy", f"http://{down()}")
    with playing() as (target, _):
        assert check(target, retry=AT_ONCE).request_id == "mine"
