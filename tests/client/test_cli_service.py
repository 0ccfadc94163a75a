"""The command line in front of a service, and the service that it starts."""

import re
import shlex
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.server.settings import Settings, Tls
from tests.client.commands import caveat, start
from tests.server.running import running

PATIENT = ("--propose", "ketamine 40 mg IV", "-m", "Minipress 2 mg at night")
CERTIFICATES = Path(__file__).parents[1] / "server" / "certificates"
CALLER = (
    *("--tls-ca", str(CERTIFICATES / "authority.pem")),
    *("--tls-cert", str(CERTIFICATES / "client.pem")),
    *("--tls-key", str(CERTIFICATES / "client-key.pem")),
)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.built_in()


@pytest.fixture(scope="module")
def server(checker: Checker) -> Iterator[str]:
    with running(checker) as address:
        yield address


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", *PATIENT),
        ("check", *PATIENT, "--format", "json", "--fail-on", "major"),
        ("check", "--propose", "amoxicillin"),
        ("rules",),
        ("rules", "--format", "json"),
        ("explain", "ketamine-heart-medicine"),
        ("recognise", "Minipress 2 mg at night"),
        ("recognise", "--code", "rxnorm", "6918"),
        ("recognise", "--as", "condition", "foozlex"),
    ],
)
def test_a_service_gives_the_same_answer_and_exit_code_as_this_process(
    server: str, arguments: tuple[str, ...]
) -> None:
    here, there = caveat(*arguments), caveat(*arguments, "--server", server)
    assert there.stdout == here.stdout
    assert there.exit_code == here.exit_code


def test_a_service_names_the_field_of_the_caller_s_mistake(server: str) -> None:
    arguments = ("--propose", "ketamine", "--observation", "age=-4711", "--server", server)
    result = caveat("check", *arguments)
    assert result.stderr.startswith("patient.observations[0]")
    assert result.stderr.endswith("caveat: NOT CHECKED: 1 mistake in the request\n")
    assert "4711" not in result.stderr
    assert result.exit_code == 2


def test_tls_needs_the_authority_and_where_asked_a_certificate(checker: Checker) -> None:
    tls = Tls(
        CERTIFICATES / "server.pem",
        CERTIFICATES / "server-key.pem",
        CERTIFICATES / "authority.pem",
    )
    with running(checker, Settings(port=0, drain_seconds=1, tls=tls)) as address:
        check = ("check", *PATIENT, "--server", address)
        named = ("--server-name", "caveat.test")
        assert caveat(*check, *CALLER, *named).exit_code == 3
        assert caveat(*check, *CALLER[:2], *named).exit_code == 4
        assert caveat(*check, *CALLER).exit_code == 4
        assert caveat(*check).exit_code == 4


def test_an_unreachable_service_checked_nothing_and_exits_with_4() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    result = caveat("check", *PATIENT, "--server", address, "--timeout", "0.5")
    assert result.stderr.startswith(f"caveat: NOT CHECKED: no answer from {address}")
    assert result.stdout == ""
    assert result.exit_code == 4


@pytest.fixture
def service() -> Iterator["subprocess.Popen[str]"]:
    free = ("--port", "0", "--http-port", "0")
    with start("serve", *free, "--first-check", "examples/patient.yaml") as process:
        yield process
        process.kill()


def welcome(service: "subprocess.Popen[str]") -> str:
    """Read what is said until the service has said all."""
    assert service.stdout is not None
    said: list[str] = []
    for line in service.stdout:
        if line == "Ctrl-C ends the service.\n":
            return "".join(said)
        said.append(line)
    raise AssertionError("the service ended before it had said all")


@pytest.mark.parametrize("interrupt", [signal.SIGINT, signal.SIGTERM])
def test_serve_exits_with_0_when_interrupted(
    service: "subprocess.Popen[str]", interrupt: signal.Signals
) -> None:
    welcome(service)
    service.send_signal(interrupt)
    assert service.wait(30) == 0


def test_serve_checks_the_first_patient_and_names_commands_that_work(
    service: "subprocess.Popen[str]",
) -> None:
    said = welcome(service)
    assert re.match(r"Caveat listens on 127\.0\.0\.1:\d+ \(packs: .*ketamine-depression ", said)
    assert re.search(r"^The page for pharmacists: http://127\.0\.0\.1:\d+/$", said, re.MULTILINE)
    assert "\nMAJOR  Ketamine with a heart medicine\n" in said
    commands = re.findall(r"^  \S*caveat (.+)$", said, re.MULTILINE)
    exits = [caveat(*shlex.split(command)).exit_code for command in commands]
    assert exits == [3, 0, 0]


def test_a_taken_port_is_one_line_that_names_the_port_and_the_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start("serve", "--port", str(port), "--http-port", "0")
        stdout, stderr = process.communicate()
    assert stderr == (f"caveat: port {port} on 127.0.0.1 is taken; choose another with --port\n")
    assert stdout == ""
    assert process.returncode == 2


def test_a_mistake_in_a_pack_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("titel: Broken\n", "utf-8")
    result = caveat("serve", "--port", "0", "--pack", str(tmp_path))
    assert f"{tmp_path.name}/pack.yaml:1:1: " in result.stderr
    assert result.exit_code == 5


@pytest.mark.parametrize(
    ("arguments", "mistake"),
    [
        (("--port", "65536"), "65536 is not in the range"),
        (("--drain", "-1"), "-1.0 is not in the range"),
        (("--workers", "0"), "0 is not in the range"),
        (("--pin",), "--pin needs more than one of --workers"),
        (("--tls-cert", __file__), "--tls-cert and --tls-key need each other"),
        (("--client-ca", __file__), "--client-ca needs --tls-cert"),
        (("--first-check", "nowhere.yaml"), "No such file"),
        (
            ("--first-check", __file__, "--tls-cert", __file__, "--tls-key", __file__),
            "--first-check works without TLS only",
        ),
    ],
)
def test_a_mistake_in_the_options_of_serve_exits_with_2(
    arguments: tuple[str, ...], mistake: str
) -> None:
    result = caveat("serve", *arguments)
    assert mistake in result.stderr
    assert result.exit_code == 2
