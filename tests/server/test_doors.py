"""All doors behind one port, in one process with gRPC."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict

from caveat.client import Client
from caveat.rules import Checker
from caveat.server.app import App
from caveat.server.settings import Addresses, Http, Settings
from caveat.source.errors import SettingsError
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse
from tests.server.http.calling import get, post
from tests.server.running import running_at

ORIGIN = "https://clinic.example"
PROGRAM = """
import sys
from caveat.server.app import run
from caveat.server.settings import Http, Settings
http = Http(port=0, feedback=sys.argv[1])
run(Settings(port=0, http=http), ready=lambda listening: print(listening.http, flush=True))
"""
REQUEST = {
    "proposed": [{"medication": {"text": "ketamine 40 mg IV"}}],
    "patient": {
        "medications": {"items": [{"text": "Minipress 2 mg at night"}]},
        "conditions": {"items": [{"text": "severe depression"}]},
    },
}


def stored(folder: Path) -> str:
    return f"sqlite:///{folder / 'feedback.sqlite'}"


@pytest.fixture(scope="module")
def listening(checker: Checker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    http = Http(port=0, origins=(ORIGIN,), feedback=stored(tmp_path_factory.mktemp("doors")))
    with running_at(checker, Settings(port=0, drain_seconds=1, http=http)) as listening:
        yield listening


def start(checker: Checker, settings: Settings) -> None:
    async def started() -> None:
        app = App(settings, checker)
        try:
            await app.start()
        finally:
            await app.stop()

    asyncio.run(started())


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("/", b"<!doctype html>"),
        ("/cds-services", b'"order-sign"'),
        ("/v1/rules", b"ketamine-heart-medicine"),
        ("/v1/openapi.json", b'"openapi"'),
        ("/fhir/metadata", b"CapabilityStatement"),
        ("/REST/interaction/list.json?rxcuis=6130+8629", b"fullInteractionTypeGroup"),
    ],
)
def test_every_door_answers(listening: Addresses, path: str, holds: bytes) -> None:
    answer = get(f"http://{listening.http}{path}")

    assert answer.status == 200
    assert holds in answer.body


def test_json_and_grpc_give_one_report(listening: Addresses) -> None:
    with Client(listening.grpc, timeout=30) as client:
        by_grpc = client.check(ParseDict(REQUEST, CheckRequest()))
    answer = post(f"http://{listening.http}/v1/check", REQUEST)

    by_json = ParseDict(cast("dict[str, object]", answer.json), CheckResponse()).report
    assert by_grpc.alerts
    assert MessageToDict(by_grpc) == MessageToDict(by_json)


def test_a_page_of_an_allowed_origin_may_call(listening: Addresses) -> None:
    answer = get(f"http://{listening.http}/v1/rules", {"Origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_an_http_port_that_is_taken_stops_the_start(checker: Checker, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        http = Http(port=taken.getsockname()[1], feedback=stored(tmp_path))
        with pytest.raises(SettingsError, match=r"is taken; choose another with --http-port"):
            start(checker, Settings(port=0, http=http))


@pytest.mark.parametrize(
    "wrong",
    [
        Http(port=0, feedback="nonsense://x"),
        Http(port=0, fhir_servers=("http://plain.example/fhir",)),
        Http(port=0, issuers=(("https://ehr.example", Path(__file__)),)),
    ],
    ids=["feedback", "FHIR server", "keys of an issuer"],
)
def test_a_door_that_cannot_be_had_stops_the_start(
    checker: Checker, wrong: Http, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(SettingsError):
        start(checker, Settings(port=0, http=wrong))


def test_a_signal_closes_every_door_and_exits_with_zero(tmp_path: Path) -> None:
    command = (sys.executable, "-c", PROGRAM, stored(tmp_path))
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as service:  # noqa: S603  our own program
        assert service.stdout
        address = service.stdout.readline().strip()
        assert get(f"http://{address}/cds-services").status == 200
        service.send_signal(signal.SIGTERM)
        _, log = service.communicate(timeout=30)
    assert service.returncode == 0
    assert "Traceback" not in log
    assert "GET /cds-services 200" in log


def test_two_services_share_one_feedback_store(checker: Checker, tmp_path: Path) -> None:
    settings = Settings(port=0, drain_seconds=1, http=Http(port=0, feedback=stored(tmp_path)))
    with running_at(checker, settings) as first, running_at(checker, settings) as second:
        answers = [get(f"http://{each.http}/cds-services").body for each in (first, second)]
    assert json.loads(answers[0]) == json.loads(answers[1])
