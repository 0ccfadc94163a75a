"""What a service that other machines can reach must have, or it does not start."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from caveat.server.app import run
from caveat.server.exposure import is_exposed, reflects, refuse_exposure
from caveat.server.settings import OPEN_WORDS, Identity, Settings, Tls
from caveat.server.workers import run as run_workers
from caveat.source.errors import SettingsError

TLS = Tls(Path("cert.pem"), Path("key.pem"))
VOUCHED = replace(TLS, client_ca=Path("authority.pem"))
KNOWN = Identity(callers=Path("callers.yaml"))
ANYWHERE = "0.0.0.0"  # noqa: S104  the address to refuse
BARE = Settings(host=ANYWHERE)
SAFE = replace(BARE, tls=TLS, identity=KNOWN)
NO_TLS = "there is no TLS"
NOBODY_ASKED = "nobody is asked who they are"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "::ffff:127.0.0.1"])
def test_the_loopback_is_this_machine_alone(host: str) -> None:
    assert not is_exposed(host)
    refuse_exposure(Settings(host=host))


@pytest.mark.parametrize(
    "host", [ANYWHERE, "::", "", "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7"]
)
def test_everything_else_is_not(host: str) -> None:
    assert is_exposed(host)
    with pytest.raises(SettingsError, match="others can reach"):
        refuse_exposure(Settings(host=host))


def test_a_name_counts_by_what_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[object]:
        return [(0, 0, 0, "", ("127.0.0.1", 0)), (0, 0, 0, "", ("192.0.2.7", 0))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    assert is_exposed("caveat.example")


@pytest.mark.parametrize(
    ("settings", "lacks", "has"),
    [
        (BARE, [NO_TLS, NOBODY_ASKED], []),
        (replace(BARE, tls=TLS), [NOBODY_ASKED], [NO_TLS]),
        (replace(BARE, identity=KNOWN), [NO_TLS], [NOBODY_ASKED]),
        (replace(BARE, tls=TLS, identity=Identity()), [NOBODY_ASKED], [NO_TLS]),
        (replace(BARE, tls=VOUCHED), ["what the callers that --client-ca vouches for"], [NO_TLS]),
    ],
    ids=["both", "callers", "TLS", "only a rate", "roles"],
)
def test_each_thing_that_is_lacking_is_named(
    settings: Settings, lacks: list[str], has: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        refuse_exposure(settings)
    assert all(each in str(caught.value) for each in lacks)
    assert not any(each in str(caught.value) for each in has)


def test_with_both_it_starts() -> None:
    refuse_exposure(SAFE)


def test_the_right_words_open_it_and_no_others() -> None:
    refuse_exposure(replace(BARE, open_to_everyone=OPEN_WORDS))
    for words in ("yes", "true", OPEN_WORDS.upper(), OPEN_WORDS + "."):
        with pytest.raises(SettingsError, match="takes these words and no others"):
            refuse_exposure(replace(BARE, open_to_everyone=words))


@pytest.mark.parametrize("start", [run, run_workers], ids=["alone", "workers"])
def test_a_service_that_would_be_open_does_not_load_anything(start: object, tmp_path: Path) -> None:
    assert callable(start)
    settings = replace(BARE, packs=(tmp_path / "missing",), workers=2)
    with pytest.raises(SettingsError, match="others can reach"):
        start(settings)


def test_callers_are_told_the_contract_only_where_this_machine_can_call() -> None:
    assert reflects(Settings())
    assert not reflects(BARE)
    assert reflects(replace(BARE, reflection=True))
    assert not reflects(Settings(reflection=False))


@pytest.mark.parametrize("settings", [Settings(), SAFE, Settings(identity=KNOWN)])
def test_tracing_that_would_write_tokens_to_the_log_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRPC_TRACE", "http")
    with pytest.raises(SettingsError, match="GRPC_TRACE"):
        refuse_exposure(settings)
    monkeypatch.setenv("GRPC_TRACE", "none")
    refuse_exposure(settings)


def test_debugging_without_callers_on_this_machine_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRPC_VERBOSITY", "DEBUG")
    refuse_exposure(Settings())
    assert os.environ["GRPC_VERBOSITY"] == "DEBUG"


def test_debugging_of_grpc_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRPC_VERBOSITY", "DEBUG")
    refuse_exposure(SAFE)
    assert "GRPC_VERBOSITY" not in os.environ
    monkeypatch.setenv("GRPC_VERBOSITY", "error")
    refuse_exposure(SAFE)
    assert os.environ["GRPC_VERBOSITY"] == "error"
