"""Whatever is wrong with a service: a command says NOT CHECKED, prints nothing, exits with 4."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import grpc
import pytest

from caveat.client.cli.failure import Exit
from caveat.rules import Checker
from caveat.server.settings import Http, Settings, Tls
from tests.client.commands import caveat
from tests.client.names import naming
from tests.client.peer import free_port, giving, saying, serving_methods, silent
from tests.client.scripted import hang, playing, refuse
from tests.server.running import running, running_at

CERTIFICATES = Path(__file__).parents[1] / "server" / "certificates"
AUTHORITY = ("--tls-ca", str(CERTIFICATES / "authority.pem"), "--server-name", "caveat.test")
CHECK = ("check", "--propose", "ketamine 40 mg IV", "-m", "zzcanary")
SOON = ("--timeout", "0.5")
TOKEN = "zzcanary.token"  # noqa: S105  of no service

Peer = Callable[[], AbstractContextManager[str]]


@contextmanager
def nobody() -> Generator[str]:
    yield f"127.0.0.1:{free_port()},127.0.0.1:{free_port()}"


def refusing(code: grpc.StatusCode, retry_after: float | None = None) -> Peer:
    @contextmanager
    def peer() -> Generator[str]:
        with playing(*[refuse(code, retry_after)] * 20) as (target, _):
            yield target

    return peer


@contextmanager
def hanging() -> Generator[str]:
    with playing(hang) as (target, _):
        yield target


@contextmanager
def http_door() -> Generator[str]:
    with running_at(Checker.built_in(), Settings(port=0, http=Http(port=0))) as addresses:
        assert addresses.http
        yield addresses.http


@contextmanager
def nameless() -> Generator[str]:
    with naming() as names:
        yield f"dns://{names}/caveat.test:1"


_HTTP2_SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"

PEERS: dict[str, Peer] = {
    "nobody": nobody,
    "a name of no address": nameless,
    "silence": silent,
    "late": hanging,
    "HTTP/1.1": lambda: saying(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    "our own HTTP door": http_door,
    "garbage": lambda: saying(b"\x16\x03\x01\xff" * 100),
    "a cut at once": lambda: saying(b""),
    "a cut in the middle": lambda: saying(_HTTP2_SETTINGS),
    "an empty answer": lambda: serving_methods(Check=giving(b"")),
    "a malformed answer": lambda: serving_methods(Check=giving(b"\xff\xff\xff")),
    "another service": serving_methods,
    "UNAVAILABLE": refusing(grpc.StatusCode.UNAVAILABLE),
    "CANCELLED": refusing(grpc.StatusCode.CANCELLED),
    "DEADLINE_EXCEEDED": refusing(grpc.StatusCode.DEADLINE_EXCEEDED),
    "UNAUTHENTICATED": refusing(grpc.StatusCode.UNAUTHENTICATED),
    "PERMISSION_DENIED": refusing(grpc.StatusCode.PERMISSION_DENIED),
    "RESOURCE_EXHAUSTED": refusing(grpc.StatusCode.RESOURCE_EXHAUSTED),
    "a limit for long": refusing(grpc.StatusCode.RESOURCE_EXHAUSTED, 3600),
    "INTERNAL of a stranger": refusing(grpc.StatusCode.INTERNAL),
    "UNKNOWN": refusing(grpc.StatusCode.UNKNOWN),
}


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_without_a_whole_answer_a_check_says_not_checked(
    peer: Peer, capfd: pytest.CaptureFixture[str]
) -> None:
    with peer() as server:
        result = caveat(*CHECK, "--server", server, *SOON)
    assert result.stdout == ""
    assert result.stderr.startswith("caveat: NOT CHECKED: ")
    assert result.stderr.count("\n") == 1
    assert result.exit_code == Exit.UNREACHABLE
    for text in (result.stderr, *capfd.readouterr()):
        assert "zzcanary" not in text


@pytest.mark.parametrize(
    "command",
    [CHECK, ("rules",), ("explain", "ketamine-psychosis"), ("recognise", "prazosin")],
    ids=["check", "rules", "explain", "recognise"],
)
def test_every_command_that_asks_a_service_says_when_there_is_none(
    command: tuple[str, ...],
) -> None:
    with nobody() as server:
        result = caveat(*command, "--server", server, *SOON)
    assert (result.stdout, result.exit_code) == ("", 4)
    assert result.stderr.startswith(f"caveat: NOT CHECKED: no answer from {server}: ")


def test_tls_that_fails_means_not_checked(checker: Checker) -> None:
    tls = Tls(CERTIFICATES / "server.pem", CERTIFICATES / "server-key.pem")
    with running(checker, Settings(port=0, drain_seconds=1, tls=tls)) as secured:
        check = (*CHECK, "--server", secured)
        assert caveat(*check, *AUTHORITY).exit_code == 3
        for options in ((), ("--tls",), AUTHORITY[:2], (*AUTHORITY[:3], "other.test")):
            result = caveat(*check, *options, *SOON)
            assert (result.stdout, result.exit_code) == ("", 4)
            assert result.stderr.startswith("caveat: NOT CHECKED: ")


def test_tls_before_a_service_without_means_not_checked() -> None:
    with playing() as (plain, service):
        result = caveat(*CHECK, "--server", plain, *AUTHORITY, *SOON)
    assert (result.stdout, result.exit_code, service.peers) == ("", 4, [])


def test_a_token_is_taken_from_its_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text("of-the-file\n", "ascii")
    with playing() as (target, service):
        caveat(*CHECK, "--server", target)
        monkeypatch.setenv("CAVEAT_TOKEN", "of-the-environment")
        caveat(*CHECK, "--server", target)
        caveat(*CHECK, "--server", target, "--token-file", str(file))
    sent = [each.get("authorization") for each in service.metadata]
    assert sent == [None, "Bearer of-the-environment", "Bearer of-the-file"]


def test_a_token_without_tls_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAVEAT_TOKEN", TOKEN)
    with nameless() as address:
        away = (*CHECK, "--server", address, *SOON)
        result = caveat(*away)
        assert caveat(*away, "--insecure-token").exit_code == 4
        assert caveat(*away, "--tls").exit_code == 4
    assert "NOT CHECKED: a token goes over TLS or stays on this machine" in result.stderr
    assert TOKEN not in result.stderr
    assert (result.stdout, result.exit_code) == ("", 2)


@pytest.mark.parametrize("content", [b"", b"two words", b"\xff\xfe"])
def test_a_file_without_a_token_is_refused_and_not_shown(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with playing() as (target, service):
        result = caveat(*CHECK, "--server", target, "--token-file", str(file))
    assert result.stderr.startswith("caveat: NOT CHECKED: ")
    assert "two words" not in result.stderr
    assert (result.stdout, result.exit_code, service.peers) == ("", 2, [])


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        (("--tls",), "need --server"),
        (("--token-file", __file__), "need --server"),
        (("--server", "h:1", "--tls", "--tls-key", __file__), "need each other"),
        (("--server", "h:1", "--timeout", "0"), "not in the range"),
        (("--server", "h:1", "--tls-ca", "nowhere.pem"), "does not exist"),
        (("--server", ","), "NOT CHECKED: a service has 1 to 64 addresses, not 0"),
    ],
)
def test_a_mistake_in_the_options_of_a_service_exits_with_2(
    options: tuple[str, ...], mistake: str
) -> None:
    result = caveat(*CHECK, *options)
    assert mistake in result.stderr
    assert (result.stdout, result.exit_code) == ("", 2)
