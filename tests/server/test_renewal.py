"""Certificates that are renewed while the service runs."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from caveat.rules import Checker
from caveat.server import tls
from caveat.server.settings import Addresses, Http, Settings, Tls
from caveat.server.tls import TlsFiles
from caveat.source.errors import SettingsError
from tests.server.identity.showing import Clock
from tests.server.renewing import Authority
from tests.server.running import running_at


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def common_name(address: str, authority: Path) -> str:
    """Connect, and read the name of the service's certificate."""
    context = ssl.create_default_context(cafile=authority)
    context.set_alpn_protocols(["h2"])
    host, _, port = address.rpartition(":")
    with (
        socket.create_connection((host, int(port)), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname="caveat.test") as secured,
    ):
        shown = cast("dict[str, tuple[tuple[tuple[str, str]]]]", secured.getpeercert())
    return dict(pair for (pair,) in shown["subject"])["commonName"]


@pytest.fixture
def listening(
    checker: Checker, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Addresses]:
    monkeypatch.setattr(tls, "_LOOK_SECONDS", 0.0)
    files = Tls(*authority.give("first", "server"))
    http = Http(port=0, feedback=f"sqlite:///{tmp_path / 'feedback.sqlite'}")
    settings = Settings(port=0, drain_seconds=1, tls=files, http=http)
    with running_at(checker, settings) as addresses:
        yield addresses


@pytest.mark.parametrize("door", ["grpc", "http"])
def test_a_renewed_certificate_is_shown_at_the_next_connection(
    listening: Addresses, authority: Authority, door: str
) -> None:
    address = getattr(listening, door)
    assert common_name(address, authority.path) == "first"
    authority.give("second", "server")
    assert common_name(address, authority.path) == "second"


@pytest.mark.parametrize("door", ["grpc", "http"])
def test_half_a_renewal_leaves_the_certificate_that_was_there(
    listening: Addresses, authority: Authority, door: str, tmp_path: Path
) -> None:
    address = getattr(listening, door)
    before = (tmp_path / "server-key.pem").read_bytes()
    authority.give("second", "server")
    after = (tmp_path / "server-key.pem").read_bytes()
    (tmp_path / "server-key.pem").write_bytes(before)
    assert common_name(address, authority.path) == "first"
    (tmp_path / "server-key.pem").write_bytes(after)
    assert common_name(address, authority.path) == "second"


def test_files_are_looked_at_once_a_second(authority: Authority) -> None:
    clock = Clock()
    files = TlsFiles(Tls(*authority.give("first", "server")), clock)
    first = files.certified
    authority.give("second", "server")
    clock.now += 0.9
    assert files.certified is first
    clock.now += 0.1
    assert files.certified is not first


def test_an_authority_that_is_none_is_named(authority: Authority, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("not a certificate", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{wrong} holds no certificate of an authority"):
        TlsFiles(Tls(*authority.give("first", "server"), wrong))
