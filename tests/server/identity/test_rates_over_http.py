"""How much each caller may call over HTTP."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from caveat.rules import Checker
from caveat.server.http.admission import guard_routes
from caveat.server.identity.caller import CALLER
from caveat.server.identity.opening import gate_of
from caveat.server.rest.routes import routes as rest_routes
from caveat.server.settings import Identity, Rate
from tests.server.http.calling import JSON, get, post
from tests.server.http.serving import serving
from tests.server.identity.calling import called
from tests.server.identity.showing import bearer


def test_who_calls_too_often_is_told_when_to_come_again(callers: Path, checker: Checker) -> None:
    async def greet(_: Request) -> Response:
        return PlainTextResponse("hello")

    identity = Identity(callers, rate=Rate(per_second=0.01, burst=2))
    with serving(guard_routes([Route("/v1/rules", greet)], gate_of(identity))) as url:
        statuses = [called(url, "GET", "/v1/rules", "knowledge").status for _ in range(3)]
        assert statuses == [200, 200, 429]
        answer = called(url, "GET", "/v1/rules", "knowledge")
    assert 1 <= int(answer.headers["retry-after"]) <= 100
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_batch_counts_its_patients(callers: Path, checker: Checker) -> None:
    identity = Identity(callers, rate=Rate(per_second=0.001, burst=5))
    headers = {**JSON, "Authorization": bearer("check")}
    three: dict[str, object] = {"requests": [dict[str, object]()] * 3}
    with serving(guard_routes(rest_routes(checker), gate_of(identity))) as url:
        answers = [post(f"{url}/v1/check:batch", three, headers) for _ in range(2)]
    assert [each.status for each in answers] == [200, 429]


def test_where_nobody_is_asked_each_address_can_be_limited() -> None:
    async def greet(_: Request) -> Response:
        return PlainTextResponse(CALLER.get().name)

    gate = gate_of(Identity(rate=Rate(per_second=0.01, burst=1)))
    with serving(guard_routes([Route("/v1/rules", greet)], gate)) as url:
        assert get(f"{url}/v1/rules").body == b"anybody"
        assert get(f"{url}/v1/rules").status == 429
