"""Who may call, and whom a client trusts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caveat.client import Client, Tls, UnreachableError
from caveat.rules import Checker
from caveat.server import settings
from caveat.source.errors import SettingsError
from caveat.v1.checker_pb2 import CheckRequest
from tests.server.running import running

CERTIFICATES = Path(__file__).parent / "certificates"
AUTHORITY = CERTIFICATES / "authority.pem"
TRUSTING = Tls(root_certificates=AUTHORITY, server_name="caveat.test")
KNOWN = Tls(
    root_certificates=AUTHORITY,
    certificate=CERTIFICATES / "client.pem",
    key=CERTIFICATES / "client-key.pem",
    server_name="caveat.test",
)


def secured(client_ca: Path | None = None) -> settings.Settings:
    tls = settings.Tls(CERTIFICATES / "server.pem", CERTIFICATES / "server-key.pem", client_ca)
    return settings.Settings(port=0, drain_seconds=1, tls=tls)


@pytest.fixture(scope="module")
def open_address(checker: Checker) -> Iterator[str]:
    """Serve anybody, with a certificate."""
    with running(checker, secured()) as address:
        yield address


@pytest.fixture(scope="module")
def closed_address(checker: Checker) -> Iterator[str]:
    """Serve callers who show a certificate."""
    with running(checker, secured(AUTHORITY)) as address:
        yield address


def test_a_client_that_trusts_the_authority_is_answered(open_address: str) -> None:
    with Client(open_address, tls=TRUSTING) as client:
        assert client.check(CheckRequest()).packs


def test_a_client_with_a_certificate_is_answered(closed_address: str) -> None:
    with Client(closed_address, tls=KNOWN) as client:
        assert client.check(CheckRequest()).packs


@pytest.mark.parametrize("tls", [None, Tls(), TRUSTING], ids=["plain", "system", "nobody"])
def test_a_client_that_cannot_show_who_it_is_is_not_answered(
    closed_address: str, tls: Tls | None
) -> None:
    with Client(closed_address, tls=tls) as client, pytest.raises(UnreachableError):
        client.check(CheckRequest())


def test_a_client_does_not_trust_another_name(open_address: str) -> None:
    other = Tls(root_certificates=AUTHORITY, server_name="other.test")
    with Client(open_address, tls=other) as client, pytest.raises(UnreachableError):
        client.check(CheckRequest())


def test_files_that_are_no_certificate_are_named(checker: Checker, tmp_path: Path) -> None:
    garbage = tmp_path / "server.pem"
    garbage.write_text("not a certificate", encoding="utf-8")
    tls = settings.Tls(garbage, CERTIFICATES / "server-key.pem")
    with (
        pytest.raises(SettingsError, match="no certificate and key") as caught,
        running(checker, settings.Settings(port=0, tls=tls)),
    ):
        pass
    assert str(garbage) in str(caught.value)


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "127.0.0.1:1"), ("::1", "[::1]:1")])
def test_an_address_is_written_as_grpc_reads_it(host: str, address: str) -> None:
    assert settings.Settings(host=host).address(1) == address
