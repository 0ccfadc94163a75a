"""What every call over HTTP has in common."""

import http.client
import logging
import socket
from collections.abc import Iterator
from typing import cast
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from caveat.server.http import body
from caveat.server.http.body import MOST_BYTES, read_object
from caveat.server.http.problem import ProblemError, ProblemKind
from caveat.server.port import take_port
from caveat.source.errors import RequestError, SettingsError, UnavailableError, Violation
from tests.server.http.calling import Answer, call, get, post
from tests.server.http.serving import serving

CANARY = "ZZCANARY"
ORIGIN = "https://clinic.example"


async def echo(request: Request) -> Response:
    return JSONResponse(await read_object(request))


async def fault(request: Request) -> Response:
    raise KeyError(CANARY)


async def mistake(request: Request) -> Response:
    raise RequestError([Violation("patient.age", "is negative"), Violation("proposed", "is empty")])


async def missing(request: Request) -> Response:
    raise ProblemError(ProblemKind.DATA_MISSING, "No conditions.")


async def not_loaded(request: Request) -> Response:
    raise UnavailableError("nothing is loaded yet")


ROUTES = [
    Route("/echo/{name}", echo, methods=["POST"]),
    Route("/fault", fault),
    Route("/mistake", mistake),
    Route("/missing", missing),
    Route("/not-loaded", not_loaded),
]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(ROUTES, [ORIGIN]) as base:
        yield base


def told(answer: Answer) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem = cast("dict[str, object]", answer.json)
    assert problem["status"] == answer.status
    return problem


def test_an_answer_has_an_id_and_is_stored_nowhere(base: str) -> None:
    answer = post(f"{base}/echo/x", {"a": 1})

    assert answer.json == {"a": 1}
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.headers["caveat-call-id"]) == 12


def test_a_mistake_names_its_fields(base: str) -> None:
    problem = told(get(f"{base}/mistake"))

    assert problem["status"] == 400
    assert problem["type"] == "urn:caveat:problem:invalid-request"
    assert problem["detail"] == "patient.age: is negative"
    assert problem["violations"] == [
        {"field": "patient.age", "reason": "is negative"},
        {"field": "proposed", "reason": "is empty"},
    ]


def test_a_fault_says_only_the_id_that_the_log_has(
    base: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = get(f"{base}/fault")

    problem = told(answer)
    assert problem["status"] == 500
    assert problem["callId"] == answer.headers["caveat-call-id"]
    assert str(problem["callId"]) in caplog.text
    assert "KeyError" in caplog.text
    assert CANARY not in caplog.text
    assert CANARY.encode() not in answer.body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/echo/x", 405),
        ("DELETE", "/fault", 405),
        ("GET", "/missing", 412),
        ("GET", "/not-loaded", 503),
    ],
)
def test_every_refusal_is_a_problem(base: str, method: str, path: str, status: int) -> None:
    assert told(call(method, base + path))["status"] == status


def test_a_wrong_method_is_told_the_right_ones(base: str) -> None:
    assert get(f"{base}/echo/x").headers["allow"] == "POST"


@pytest.mark.parametrize(
    "media_type", ["text/plain", "", "application/xml", "application/json; charset=latin-1"]
)
def test_another_content_type_is_refused(base: str, media_type: str) -> None:
    answer = call("POST", f"{base}/echo/x", b"{}", {"Content-Type": media_type})
    assert told(answer)["status"] == 415


def test_a_body_that_says_it_is_too_large_is_not_waited_for(base: str) -> None:
    parts = urlsplit(base)
    assert parts.hostname
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=30) as connection:
        head = f"POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: {MOST_BYTES + 1}\r\n"
        connection.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_body_that_does_not_arrive_is_not_waited_for(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "ARRIVAL_SECONDS", 0.1)
    parts = urlsplit(base)
    assert parts.hostname
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=30) as connection:
        head = "POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        connection.sendall(f'{head}Content-Type: application/json\r\n\r\n{{"a'.encode())
        assert connection.recv(12) == b"HTTP/1.1 408"


def test_a_body_that_grows_too_large_is_cut(base: str) -> None:
    parts = urlsplit(base)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    chunks = (b" " * (1 << 20) for _ in range(20))
    headers = {"Content-Type": "application/json"}
    try:
        connection.request("POST", "/echo/x", chunks, headers, encode_chunked=True)
        status = connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        status = 413
    finally:
        connection.close()
    assert status == 413
    assert post(f"{base}/echo/x", {}).status == 200


def test_the_log_names_the_route_and_nothing_that_was_typed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO), serving(ROUTES) as base:
        post(f"{base}/echo/{CANARY}?text={CANARY}", {CANARY: CANARY})
        get(f"{base}/{CANARY}")

    assert "POST /echo/{name} 200" in caplog.text
    assert "GET (no route) 404" in caplog.text
    assert CANARY not in caplog.text


def test_only_pages_of_allowed_origins_may_call(base: str) -> None:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    allowed = call("OPTIONS", f"{base}/echo/x", headers={"Origin": ORIGIN, **asked})
    stranger = call(
        "OPTIONS", f"{base}/echo/x", headers={"Origin": "https://evil.example", **asked}
    )

    assert allowed.status == 200
    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    assert stranger.status == 400
    assert "access-control-allow-origin" not in stranger.headers


def test_without_a_list_no_page_of_another_origin_may_call() -> None:
    with serving(ROUTES) as base:
        answer = call(
            "POST", f"{base}/echo/x", b"{}", {"Content-Type": "application/json", "Origin": ORIGIN}
        )
    assert "access-control-allow-origin" not in answer.headers


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} on 127.0.0.1 is taken.*--http-port"):
            take_port("127.0.0.1", port, "--http-port")


def test_a_host_that_does_not_exist_is_said() -> None:
    with pytest.raises(SettingsError, match="there is no host"):
        take_port("no.such.host.invalid", 0, "--http-port")
