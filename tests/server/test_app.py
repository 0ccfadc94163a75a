"""How the service starts and how it ends."""

import asyncio
import gc
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from caveat.client import Client, UnreachableError
from caveat.rules import Checker
from caveat.server.app import App, load, serve
from caveat.server.settings import OPEN_WORDS, Addresses, Settings, Tls
from caveat.source.errors import PackError, SettingsError
from caveat.v1.checker_pb2 import CheckRequest

PROGRAM = """
from caveat.server.app import run
from caveat.server.settings import Settings
run(Settings(port=0), ready=lambda addresses: print(addresses.grpc, flush=True))
"""


@contextmanager
def process() -> Generator[tuple[subprocess.Popen[str], str], None, None]:
    command = [sys.executable, "-c", PROGRAM]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as started:  # noqa: S603  our own program
        try:
            assert started.stdout
            yield started, started.stdout.readline().strip()
        finally:
            started.kill()


def watch(channel: grpc.Channel) -> Iterator[HealthCheckResponse]:
    health = channel.unary_stream(
        "/grpc.health.v1.Health/Watch",
        HealthCheckRequest.SerializeToString,
        HealthCheckResponse.FromString,
    )
    return iter(health(HealthCheckRequest(), timeout=60))


async def start(settings: Settings, checker: Checker) -> None:
    await App(settings, checker).start()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_calls_in_flight_end_and_exits_with_zero(number: signal.Signals) -> None:
    with process() as (service, address), Client(address) as client:
        asked: Queue[CheckRequest | None] = Queue()
        answers = client.stream_check(iter(asked.get, None))
        asked.put(CheckRequest(request_id="before"))
        assert next(answers).request_id == "before"
        with grpc.insecure_channel(address) as channel:
            health = watch(channel)
            assert next(health).status == HealthCheckResponse.SERVING
            service.send_signal(number)
            assert next(health).status == HealthCheckResponse.NOT_SERVING
        asked.put(CheckRequest(request_id="after"))
        assert next(answers).request_id == "after"
        asked.put(None)
        assert list(answers) == []
        _, log = service.communicate(timeout=30)
    assert service.returncode == 0
    assert "Traceback" not in log


def test_a_service_that_has_ended_is_unreachable() -> None:
    with process() as (service, address), Client(address) as client:
        assert client.packs()
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=30)
        with pytest.raises(UnreachableError, match=r"^NOT CHECKED: "):
            client.check(CheckRequest())


def test_a_port_that_is_taken_is_one_line_with_the_option(
    checker: Checker, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as caught:
            asyncio.run(start(Settings(port=port), checker))
    expected = f"port {port} on 127.0.0.1 is taken; choose another with --port"
    assert str(caught.value) == expected
    assert capfd.readouterr().err == ""


def test_a_second_service_does_not_share_the_port(checker: Checker, address: str) -> None:
    port = int(address.rpartition(":")[2])
    with pytest.raises(SettingsError, match="is taken"):
        asyncio.run(start(Settings(port=port), checker))


@pytest.mark.parametrize(
    ("host", "what"), [("no.such.host.invalid", "no host"), ("192.0.2.1", "cannot be had")]
)
def test_a_host_that_is_not_here_is_named(checker: Checker, host: str, what: str) -> None:
    settings = Settings(host=host, port=0, open_to_everyone=OPEN_WORDS)
    with pytest.raises(SettingsError, match=what) as caught:
        asyncio.run(start(settings, checker))
    assert host in str(caught.value)


def test_a_missing_tls_file_is_named(checker: Checker, tmp_path: Path) -> None:
    missing = tmp_path / "server.pem"
    with pytest.raises(SettingsError, match=f"cannot read {missing}"):
        asyncio.run(start(Settings(port=0, tls=Tls(missing, missing)), checker))


def test_a_broken_pack_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("id: broken\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load(Settings(packs=(tmp_path,)))
    assert all(problem.path.endswith("pack.yaml") for problem in caught.value.problems)


def test_ready_may_call_the_service(checker: Checker) -> None:
    checked = Event()

    def ready(addresses: Addresses) -> None:
        with Client(addresses.grpc) as client:
            client.check(CheckRequest())
        checked.set()
        signal.raise_signal(signal.SIGTERM)

    asyncio.run(serve(Settings(port=0, drain_seconds=1), checker, ready))
    assert checked.is_set()


def test_a_service_that_has_stopped_is_gone_without_a_collection(checker: Checker) -> None:
    """What gRPC holds must end on its event loop, and a collection may run in any thread."""

    async def serve_and_stop() -> weakref.ref[App]:
        app = App(Settings(port=0, drain_seconds=1), checker)
        await app.start()
        await app.stop()
        return weakref.ref(app)

    gc.disable()
    try:
        assert asyncio.run(serve_and_stop())() is None
    finally:
        gc.enable()
