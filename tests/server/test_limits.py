"""What one caller may ask of the service is limited, and each limit can be set."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import fields
from pathlib import Path

import grpc
import pytest

from caveat.client import Client, InvalidRequestError
from caveat.client.cli.limits_options import limits_options
from caveat.rules import Checker
from caveat.server.deadline import within
from caveat.server.errors import DeadlineError
from caveat.server.listener import options_of
from caveat.server.settings import Addresses, Http, Limits, Settings
from caveat.server.status import failure_of
from caveat.v1.checker_pb2 import CheckRequest
from tests.server.http.calling import post
from tests.server.patients import ketamine_for, takes
from tests.server.running import running_at

SMALL = Limits(
    message_bytes=2000,
    entries=2,
    patients=2,
    http_connections=3,
    head_seconds=0.05,
    body_seconds=0.05,
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """Serve with small limits, by a checker of its own."""
    feedback = f"sqlite:///{tmp_path_factory.mktemp('limits') / 'feedback.sqlite'}"
    settings = Settings(port=0, http=Http(port=0, feedback=feedback), limits=SMALL)
    with running_at(Checker.built_in(), settings) as addresses:
        yield addresses


def test_every_limit_has_an_option() -> None:
    @limits_options
    def command(**_: object) -> None:
        """Do nothing."""

    options = {option.name for option in command.__click_params__}  # type: ignore[attr-defined]
    assert options == {field.name for field in fields(Limits)}


def test_limits_of_grpc_are_set_and_of_use_by_default() -> None:
    options = dict(options_of(Settings()))
    assert options["grpc.max_receive_message_length"] == 4 << 20
    assert options["grpc.max_concurrent_streams"] == 100
    assert options["grpc.server_handshake_timeout_ms"] == 5000
    assert options["grpc.max_connection_age_ms"] == 600_000
    assert options["grpc.max_connection_age_grace_ms"] == 30_000
    assert options["grpc.max_connection_idle_ms"] == 300_000
    assert options["grpc.keepalive_time_ms"] == 60_000
    assert options["grpc.keepalive_timeout_ms"] == 20_000
    changed = dict(options_of(Settings(limits=Limits(streams=7, handshake_seconds=0.5))))
    assert changed["grpc.max_concurrent_streams"] == 7
    assert changed["grpc.server_handshake_timeout_ms"] == 500


def test_a_message_that_is_too_long_is_not_read(small: Addresses) -> None:
    with grpc.insecure_channel(small.grpc) as channel:
        call = channel.unary_unary("/caveat.v1.CheckerService/Check", bytes, bytes)
        with pytest.raises(grpc.RpcError) as caught:
            call(bytes(2001), timeout=30)
    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_list_that_is_too_long_is_refused_by_name(small: Addresses) -> None:
    with Client(small.grpc) as client:
        assert client.check(ketamine_for(takes("a", "b")))
        with pytest.raises(InvalidRequestError, match=r"medications.*more than 2 entries"):
            client.check(ketamine_for(takes("a", "b", "c")))


def test_a_batch_that_is_too_large_is_refused_at_every_door(small: Addresses) -> None:
    with Client(small.grpc) as client:
        assert len(client.batch_check([CheckRequest()] * 2)) == 2
        with pytest.raises(InvalidRequestError, match="more than 2 patients"):
            client.batch_check([CheckRequest()] * 3)
    batch = f"http://{small.http}/v1/check:batch"
    patients = [dict[str, object]() for _ in range(3)]
    assert post(batch, {"requests": patients[:2]}).status == 200
    answer = post(batch, {"requests": patients})
    assert answer.status == 400
    assert b"more than 2 patients" in answer.body


def connected(small: Addresses) -> socket.socket:
    host, _, port = (small.http or "").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=30)


@pytest.mark.parametrize("sent", [b"", b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_arrive_ends_the_connection(small: Addresses, sent: bytes) -> None:
    with connected(small) as connection:
        connection.sendall(sent)
        assert connection.recv(1) == b""


def test_the_head_of_a_second_request_has_as_long(small: Addresses) -> None:
    with connected(small) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HT")
        answer = b""
        while part := connection.recv(4096):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.count(b"HTTP/1.1") == 1


def test_a_body_that_does_not_arrive_is_answered_with_408(small: Addresses) -> None:
    head = b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with connected(small) as connection:
        connection.sendall(head + b"Content-Length: 100\r\n\r\n{")
        assert connection.recv(4096).startswith(b"HTTP/1.1 408 ")


def test_connections_above_the_most_are_told_that_the_service_is_busy(
    tmp_path: Path, checker: Checker
) -> None:
    http = Http(port=0, feedback=f"sqlite:///{tmp_path / 'feedback.sqlite'}")
    settings = Settings(port=0, http=http, limits=Limits(http_connections=2))
    request = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
    with running_at(checker, settings) as addresses, connected(addresses) as first:
        first.sendall(request)
        assert first.recv(4096).startswith(b"HTTP/1.1 200 ")
        with connected(addresses) as second:
            second.sendall(request)
            assert second.recv(4096).startswith(b"HTTP/1.1 503 ")


def answered(answer: Callable[[bytes, None], Awaitable[bytes]], request: bytes) -> bytes:
    async def run() -> bytes:
        return await answer(request, None)

    return asyncio.run(run())


def test_an_answer_that_takes_too_long_is_told_apart() -> None:
    async def never(_request: bytes, _context: None) -> bytes:
        await asyncio.Event().wait()
        return b""

    async def at_once(request: bytes, _context: None) -> bytes:
        return request

    async def late(_request: bytes, _context: None) -> bytes:
        raise TimeoutError

    assert answered(within(10, at_once), b"a") == b"a"
    assert within(None, never) is never
    with pytest.raises(TimeoutError):
        answered(within(10, late), b"")
    with pytest.raises(DeadlineError) as caught:
        answered(within(0.001, never), b"")
    failure = failure_of(caught.value, "-")
    assert failure.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert failure.message.startswith("NOT CHECKED: no answer within the 0.001 s")
