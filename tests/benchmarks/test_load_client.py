"""The load client counts right answers only, and says why the others failed."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import grpc
import pytest

from benchmarks import load_client
from benchmarks.load_client import (
    INSTALL,
    NotInstalledError,
    compile_client,
    read_timeline,
    run_load,
    write_pairs,
)

ECHO = "/test.Service/Echo"
STREAM = "/test.Service/Stream"
SWAP = "/test.Service/Swap"
PAIRS = [(text, text) for text in (b"one", b"", b"three" * 20_000, b"four")]


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile once; there is nothing to test where that cannot be done."""
    try:
        compile_client()
    except NotInstalledError as error:
        if os.environ.get("CAVEAT_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(str(error))


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Write pairs whose answers are their requests."""
    path = tmp_path / "pairs"
    write_pairs(path, PAIRS)
    return path


def echo(request: bytes, _context: grpc.ServicerContext) -> bytes:
    return request


def stream(requests: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[bytes]:
    """Answer each message with itself, and fail after a last one that is "fail"."""
    last = b""
    for last in requests:
        yield last
    if last == b"fail":
        context.abort(grpc.StatusCode.INTERNAL, "after the last answer")


def swap(requests: Iterator[bytes], _context: grpc.ServicerContext) -> Iterator[bytes]:
    """Answer every two messages the wrong way round."""
    for one, other in zip(requests, requests, strict=True):
        yield other
        yield one


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    """Serve, and give the address."""
    # What a handler takes differs from method to method.
    handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "Echo": grpc.unary_unary_rpc_method_handler(echo),
        "Stream": grpc.stream_stream_rpc_method_handler(stream),
        "Swap": grpc.stream_stream_rpc_method_handler(swap),
    }
    server = grpc.server(ThreadPoolExecutor(16))
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("test.Service", handlers),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


def test_right_answers_count(target: str, pairs: Path) -> None:
    load = run_load(target, ECHO, pairs, connections=2, streams=3, calls=50, warm_up=10)
    assert (load.calls, load.failed, load.connections_made) == (50, 0, 2)
    assert 0 < load.p50_us <= load.p90_us <= load.p99_us <= load.max_us <= 1e6 * load.seconds
    assert load.bytes_sent > 12 * len(PAIRS[2][0])
    assert load.cpu_us_per_call > 0


def test_a_wrong_byte_has_failed(target: str, tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs", [(b"right", b"right"), (b"wrong", b"wronk")])
    with pytest.raises(RuntimeError, match="the answer to pair 1, of 5 bytes") as caught:
        run_load(target, ECHO, tmp_path / "pairs", connections=1, streams=2, calls=10)
    assert '"calls": 5, "failed": 5' in str(caught.value)


@pytest.mark.parametrize("expected", [b"sho", b"shorter"])
def test_an_answer_of_another_length_has_failed(
    target: str, tmp_path: Path, expected: bytes
) -> None:
    write_pairs(tmp_path / "pairs", [(b"short", expected)])
    with pytest.raises(RuntimeError, match=f"not the one expected, of {len(expected)}"):
        run_load(target, ECHO, tmp_path / "pairs", connections=1, streams=1, calls=1)


def test_no_expected_bytes_leave_the_content_unchecked(target: str, tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs", [(b"anything", b"")])
    assert run_load(target, ECHO, tmp_path / "pairs", connections=1, streams=1, calls=3).calls == 3


def test_an_unknown_method_has_failed(target: str, pairs: Path) -> None:
    with pytest.raises(RuntimeError, match="grpc-status 12: Method not found") as caught:
        run_load(target, "/test.Service/None", pairs, connections=1, streams=2, calls=8)
    assert '"calls": 0, "failed": 8' in str(caught.value)


def test_calls_that_nobody_takes_have_failed(pairs: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(RuntimeError, match="Connection refused") as caught:
            run_load(target, ECHO, pairs, connections=2, streams=1, calls=9, limit=20)
    assert '"calls": 0, "failed": 9' in str(caught.value)


def test_the_limit_ends_what_is_never_answered(pairs: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        target = f"127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(RuntimeError, match="9 failed: never sent: the limit of time is over"):
            run_load(target, ECHO, pairs, connections=1, streams=1, calls=9, limit=0.2)


def test_an_address_elsewhere_is_refused(pairs: Path) -> None:
    with pytest.raises(RuntimeError, match="must be an address of this machine"):
        run_load("192.0.2.1:1", ECHO, pairs, connections=1, streams=1, calls=1)


@pytest.mark.parametrize("window", [1, 3])
def test_the_messages_of_streams_count(target: str, pairs: Path, window: int) -> None:
    load = run_load(
        target,
        STREAM,
        pairs,
        connections=2,
        streams=2,
        calls=50,
        warm_up=3,
        stream_messages=7,
        window=window,
    )
    assert (load.calls, load.failed) == (50, 0)


def test_the_answers_of_a_stream_are_checked_in_order(target: str, tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs", [(b"a", b"a"), (b"b", b"b")])
    with pytest.raises(RuntimeError, match="the answer to pair 0") as caught:
        run_load(
            target,
            SWAP,
            tmp_path / "pairs",
            connections=1,
            streams=1,
            calls=8,
            stream_messages=4,
            window=2,
        )
    assert '"calls": 0, "failed": 8' in str(caught.value)


def test_a_stream_that_fails_after_its_last_answer_has_failed(target: str, tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs", [(b"a", b"a"), (b"fail", b"fail")])
    with pytest.raises(RuntimeError, match="grpc-status 13: after the last answer") as caught:
        run_load(
            target,
            STREAM,
            tmp_path / "pairs",
            connections=1,
            streams=1,
            calls=4,
            stream_messages=2,
        )
    assert '"calls": 2, "failed": 2' in str(caught.value)


def test_paced_calls_stand_in_the_timeline(target: str, pairs: Path, tmp_path: Path) -> None:
    timeline = tmp_path / "timeline"
    load = run_load(
        target,
        ECHO,
        pairs,
        connections=2,
        streams=4,
        calls=1000,
        paced=200,
        seconds=0.25,
        timeline=timeline,
    )
    finished = read_timeline(timeline)
    assert len(finished) == load.calls == 50
    assert all(one.monotonic <= other.monotonic for one, other in pairwise(finished))
    assert finished[-1].seconds == pytest.approx(load.seconds, abs=1e-5)
    assert load.seconds >= 49 / 200


def test_a_bound_in_seconds_ends_a_closed_loop(target: str, pairs: Path) -> None:
    load = run_load(target, ECHO, pairs, connections=1, streams=1, calls=10_000_000, seconds=0.05)
    assert 0 < load.calls < 10_000_000
    assert load.failed == 0


def test_what_to_install_is_said_where_there_is_no_compiler(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(load_client, "COMPILED", tmp_path / "build")
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(NotInstalledError, match=INSTALL):
        compile_client()
