"""Every route over HTTP, for every role: a new route without a role fails here."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from caveat.rules import Checker
from caveat.server.doors import routes_of
from caveat.server.escort import Escort
from caveat.server.http.admission import guard_routes
from caveat.server.identity.access import access_of_route
from caveat.server.identity.caller import CALLER, Role
from caveat.server.identity.opening import gate_of
from caveat.server.settings import Http, Identity, Settings
from caveat.server.sight.lookout import Lookout
from caveat.server.sight.watch import Watch
from caveat.server.state import ServiceState
from tests.server.http.calling import get
from tests.server.http.serving import serving
from tests.server.identity.calling import called
from tests.server.running import running_at

OPEN = {"GET /", "GET /cds-services", "GET /livez", "GET /readyz"}
WATCHED = {"GET /metrics"}
FEEDBACK = {"POST /cds-services/{service}/feedback"}
CHECKS = {
    "POST /v1/check",
    "POST /v1/check:batch",
    "POST /fhir/$check",
    "GET /REST/interaction/list.json",
    "POST /cds-services/{service}",
}


def all_routes(checker: Checker, folder: Path) -> list[tuple[str, str]]:
    """Give the method and the path of each route of the service."""

    async def found() -> list[tuple[str, str]]:
        async with AsyncExitStack() as stack:
            lookout = Lookout(Watch(), checker, (), None)
            http = Http(feedback=f"sqlite:///{folder / 'feedback.sqlite'}")
            return [
                (method, route.path)
                for route in await routes_of(checker, http, stack, Escort(lookout, ServiceState()))
                if isinstance(route, Route)
                for method in route.methods or ()
            ]

    return asyncio.run(found())


def needed(method: str, path: str) -> frozenset[Role] | None:
    """Give the roles of which a route is to need one, or none where it is open."""
    called = f"{'GET' if method == 'HEAD' else method} {path}"
    if called in OPEN or path.startswith("/assets/"):
        return None
    if called in WATCHED:
        return frozenset({Role.ADMIN, Role.KNOWLEDGE})
    if called in CHECKS:
        return frozenset({Role.CHECK})
    return frozenset({Role.FEEDBACK if called in FEEDBACK else Role.KNOWLEDGE})


@pytest.fixture(scope="module")
def url(checker: Checker, callers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve whoever shows a key."""
    store = f"sqlite:///{tmp_path_factory.mktemp('feedback') / 'feedback.sqlite'}"
    settings = Settings(
        port=0, drain_seconds=1, identity=Identity(callers), http=Http(port=0, feedback=store)
    )
    with running_at(checker, settings) as addresses:
        yield f"http://{addresses.http}"


def test_every_route_lets_in_its_role_and_no_other(
    checker: Checker, url: str, tmp_path: Path
) -> None:
    for method, path in all_routes(checker, tmp_path):
        roles = needed(method, path)
        for each in [*Role, None]:
            status = called(url, method, path, each.value if each else "none").status
            assert (status != 403) == (roles is None or each in roles), (method, path, each)
            assert status not in {401, 429}, (method, path, each)


def test_every_route_but_the_page_and_discovery_is_closed_to_who_shows_nothing(
    checker: Checker, url: str, tmp_path: Path
) -> None:
    routes = all_routes(checker, tmp_path)
    assert len(routes) > 20
    for method, path in routes:
        answer = called(url, method, path)
        is_open = needed(method, path) is None
        assert (answer.status != 401) == is_open, (method, path)
        assert ("www-authenticate" in answer.headers) != is_open, (method, path)


def test_a_refusal_is_a_problem_document(url: str) -> None:
    unknown = get(f"{url}/v1/rules")
    assert unknown.headers["content-type"] == "application/problem+json"
    assert unknown.json == {
        "type": "urn:caveat:problem:unauthenticated",
        "title": "The caller is not known",
        "status": 401,
        "detail": "there is no token",
    }
    denied = called(url, "GET", "/v1/rules", "check")
    assert denied.json == {
        "type": "urn:caveat:problem:forbidden",
        "title": "The caller may not do this",
        "status": 403,
        "detail": "This needs the role knowledge.",
    }


def test_a_route_that_stands_in_no_table_is_refused_to_everybody(
    checker: Checker, callers: Path
) -> None:
    async def greet(_: Request) -> Response:
        return PlainTextResponse("hello")

    routes = guard_routes([Route("/new", greet)], gate_of(Identity(callers)))
    with serving(routes) as url:
        assert {called(url, "GET", "/new", role.value).status for role in Role} == {403}
        assert called(url, "GET", "/new").status == 401
    assert not access_of_route("GET", "/assets/{file}").is_open


def test_a_handler_in_another_thread_knows_the_caller(callers: Path) -> None:
    def name(_: Request) -> Response:
        return PlainTextResponse(CALLER.get().name)

    with serving(guard_routes([Route("/v1/rules", name)], gate_of(Identity(callers)))) as url:
        assert called(url, "GET", "/v1/rules", "knowledge").body == b"knowledge"


def test_no_key_of_a_caller_stands_in_the_log(
    callers: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def greet(_: Request) -> Response:
        return PlainTextResponse("hello")

    caplog.set_level(logging.DEBUG, "caveat")
    with serving(guard_routes([Route("/v1/rules", greet)], gate_of(Identity(callers)))) as url:
        called(url, "GET", "/v1/rules", "knowledge")
        called(url, "GET", "/v1/rules", "ZZCANARY")
    assert "GET /v1/rules 401" in caplog.text
    assert "Bearer" not in caplog.text
    assert "caveat_" not in caplog.text
