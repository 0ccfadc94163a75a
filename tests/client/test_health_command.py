"""Whether a service is ready, as probes ask it."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from caveat.rules import Checker
from caveat.server.settings import Settings, Tls
from tests.client.commands import caveat
from tests.server.running import running

CERTIFICATES = Path(__file__).parents[1] / "server" / "certificates"
TRUSTING = ("--tls-ca", str(CERTIFICATES / "authority.pem"), "--server-name", "caveat.test")
KNOWN = (
    *("--tls-cert", str(CERTIFICATES / "client.pem")),
    *("--tls-key", str(CERTIFICATES / "client-key.pem")),
)


@pytest.fixture
def ending() -> Iterator[str]:
    """Answer as a service that lets its last calls end."""

    def check(_: HealthCheckRequest, __: grpc.ServicerContext) -> HealthCheckResponse:
        return HealthCheckResponse(status=HealthCheckResponse.NOT_SERVING)

    handler = grpc.unary_unary_rpc_method_handler(
        check, HealthCheckRequest.FromString, HealthCheckResponse.SerializeToString
    )
    server = grpc.server(ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": handler}),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture(scope="module")
def secured(checker: Checker) -> Iterator[str]:
    """Serve callers who show a certificate."""
    authority = CERTIFICATES / "authority.pem"
    tls = Tls(CERTIFICATES / "server.pem", CERTIFICATES / "server-key.pem", authority)
    with running(checker, Settings(port=0, drain_seconds=1, tls=tls)) as address:
        yield address


def test_a_service_that_checks_is_ready(checker: Checker) -> None:
    with running(checker) as address:
        result = caveat("health", "--server", address)
    assert result.stdout == "SERVING\n"
    assert result.exit_code == 0


def test_a_service_that_is_gone_is_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    result = caveat("health", "--server", address)
    assert result.stderr.startswith(f"caveat: {address} is not ready: UNAVAILABLE")
    assert result.stdout == ""
    assert result.exit_code == 4


def test_a_service_that_is_about_to_end_is_not_ready(ending: str) -> None:
    result = caveat("health", "--server", ending)
    assert result.stderr == f"caveat: {ending} is not ready: NOT_SERVING\n"
    assert result.exit_code == 4


def test_a_port_that_never_answers_is_not_ready_when_the_time_is_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        result = caveat("health", "--server", address, "--timeout", "0.2")
    assert result.exit_code == 4


def test_a_probe_shows_a_certificate_where_the_service_wants_one(secured: str) -> None:
    assert caveat("health", "--server", secured, *TRUSTING, *KNOWN).exit_code == 0
    assert caveat("health", "--server", secured, *TRUSTING).exit_code == 4
    assert caveat("health", "--server", secured).exit_code == 4


def test_a_probe_takes_its_options_from_the_environment(
    secured: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAVEAT_HEALTH_SERVER", secured)
    monkeypatch.setenv("CAVEAT_HEALTH_CA", TRUSTING[1])
    monkeypatch.setenv("CAVEAT_HEALTH_SERVER_NAME", TRUSTING[3])
    monkeypatch.setenv("CAVEAT_HEALTH_CERT", KNOWN[1])
    monkeypatch.setenv("CAVEAT_HEALTH_KEY", KNOWN[3])
    assert caveat("health").exit_code == 0


@pytest.mark.parametrize("half", [KNOWN[:2], KNOWN[2:], TRUSTING[2:]])
def test_half_of_what_tls_needs_is_a_mistake(half: tuple[str, ...]) -> None:
    assert caveat("health", *half).exit_code == 2
