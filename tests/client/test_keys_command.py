"""Keys for callers, and the options of the service that say who may call."""

import re
from pathlib import Path

import pytest

from caveat.client.cli.identity_options import Callers
from caveat.server.identity.api_keys import find_key
from caveat.server.identity.callers import read_callers
from caveat.server.settings import OPEN_WORDS, Identity, Rate
from tests.client.commands import caveat, start
from tests.server.identity.showing import entry, write_callers


def test_a_new_key_is_shown_once_with_the_entry_by_which_it_is_known(tmp_path: Path) -> None:
    result = caveat("keys", "new", "ward 7", "--role", "check", "--expires", "2027-12-31")
    (key,) = re.findall(r"caveat_[\w-]{43}", result.stdout)
    written = result.stdout.partition("Under keys: in the file of --callers:\n\n")[2]
    found = find_key(key, read_callers(f"keys:\n{written}".encode(), "callers.yaml").keys)
    assert found
    assert found.caller.name == "ward 7"
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [("ward",), ("ward", "--role", "root"), ("a\nb", "--role", "check"), ("", "--role", "check")],
)
def test_a_key_needs_a_name_and_a_role(arguments: tuple[str, ...]) -> None:
    result = caveat("keys", "new", *arguments)
    assert result.exit_code == 2
    assert "caveat_" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "mistake"),
    [
        (("--token-issuer", "https://a.example", "keys.jwks"), "needs --token-audience"),
        (("--token-audience", "caveat"), "needs --token-issuer"),
        (("--rate", "fast"), "such as 100/s or 600/min+50"),
        (("--rate", "0/s"), "such as 100/s or 600/min+50"),
        (("--rate", "5/s", "--no-rate"), "exclude each other"),
        (("--callers", "nowhere.yaml"), "does not exist"),
        (("--host", "::"), "others can reach ::, and there is no TLS"),
        (("--host", "::", "--open-to-everyone", "yes"), OPEN_WORDS),
        (("--callers", __file__, "--first-check", "examples/patient.yaml"), "--first-check works"),
    ],
)
def test_a_mistake_about_callers_stops_the_start(arguments: tuple[str, ...], mistake: str) -> None:
    result = caveat("serve", "--port", "0", "--no-http", *arguments)
    assert mistake in " ".join(result.stderr.split())
    assert result.exit_code == 2


def test_a_service_that_asks_who_calls_says_so(tmp_path: Path) -> None:
    callers = write_callers(tmp_path / "callers.yaml", entry("ward", "check"))
    options = ("--port", "0", "--no-http", "--callers", str(callers))
    with start("serve", *options, GRPC_VERBOSITY="debug") as service:
        assert service.stdout
        assert service.stderr
        said = service.stdout.readline()
        service.terminate()
        log = service.stderr.read()
    assert re.fullmatch(r"Caveat listens on \S+, and asks callers who they are\.\n", said)
    assert service.returncode == 0
    assert "DEBUG" not in log


def test_a_service_with_tracing_that_would_show_tokens_does_not_start(tmp_path: Path) -> None:
    callers = write_callers(tmp_path / "callers.yaml", entry("ward", "check"))
    with start("serve", "--callers", str(callers), GRPC_TRACE="all") as service:
        _, log = service.communicate()
    assert log == "caveat: GRPC_TRACE has gRPC print what callers send: unset it\n"
    assert service.returncode == 2


def chosen(**options: object) -> Identity | None:
    given: dict[str, object] = {
        "callers": None,
        "token_issuers": (),
        "token_audience": "",
        "rate": None,
        "no_rate": False,
        "open_to_everyone": "",
    }
    return Callers(**{**given, **options}).identity  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  options as a test has them


def test_a_rate_holds_where_callers_are_asked_unless_an_operator_says_otherwise() -> None:
    path = Path("callers.yaml")
    assert chosen() is None
    assert chosen(callers=path) == Identity(path, rate=Rate(1000, 2000))
    assert chosen(callers=path, no_rate=True) == Identity(path, rate=None)
    assert chosen(rate=Rate(5, 5)) == Identity(rate=Rate(5, 5))
