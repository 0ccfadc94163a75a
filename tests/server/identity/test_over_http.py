"""Every route over HTTP, for every role: a new route without a role fails here."""

import asyncio
import http.client
import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import grpc
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from caveat.rules import Checker
from caveat.server.doors import routes_of
from caveat.server.http.admission import guard_routes
from caveat.server.identity.access import access_of_route
from caveat.server.identity.caller import CALLER, Role
from caveat.server.identity.opening import gate_of
from caveat.server.rest.routes import routes as rest_routes
from caveat.server.settings import Http, Identity, Rate, Settings, Tls
from caveat.v1.knowledge_pb2 import ListPacksRequest
from caveat.v1.knowledge_pb2_grpc import KnowledgeServiceStub
from tests.server.cdshooks.calls import hook
from tests.server.ehr.signing import ISSUER, claims, ec_key, jwk, publish, signed
from tests.server.http.calling import JSON, Answer, call, get, post
from tests.server.http.serving import serving
from tests.server.http.test_secured import AUTHORITY, CERTIFICATES, trusting
from tests.server.identity.showing import bearer, entry, write_callers
from tests.server.renewing import Authority
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
            http = Http(feedback=f"sqlite:///{folder / 'feedback.sqlite'}")
            return [
                (method, route.path)
                for route in await routes_of(checker, http, stack)
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
def callers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("identity") / "callers.yaml"
    certificates = "  - {name: caveat-test-client, roles: [check]}\n"
    listed = [entry(role.value, role.value) for role in Role]
    return write_callers(path, *listed, entry("none"), certificates=certificates)


@pytest.fixture(scope="module")
def url(checker: Checker, callers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve whoever shows a key."""
    store = f"sqlite:///{tmp_path_factory.mktemp('feedback') / 'feedback.sqlite'}"
    settings = Settings(
        port=0, drain_seconds=1, identity=Identity(callers), http=Http(port=0, feedback=store)
    )
    with running_at(checker, settings) as addresses:
        yield f"http://{addresses.http}"


def called(url: str, method: str, path: str, name: str | None = None) -> Answer:
    headers = {**JSON, "Authorization": bearer(name)} if name else JSON
    filled = path.replace("{service}", "caveat-patient-view").replace("{id}", "ketamine-opioid")
    return call(method, url + filled, b"{}" if method == "POST" else None, headers)


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
    with serving(guard_routes(rest_routes(checker), gate_of(identity))) as url:
        answers = [
            post(f"{url}/v1/check:batch", {"requests": [{}, {}, {}]}, headers) for _ in range(2)
        ]
    assert [each.status for each in answers] == [200, 429]


def test_where_nobody_is_asked_each_address_can_be_limited() -> None:
    async def greet(_: Request) -> Response:
        return PlainTextResponse(CALLER.get().name)

    gate = gate_of(Identity(rate=Rate(per_second=0.01, burst=1)))
    with serving(guard_routes([Route("/v1/rules", greet)], gate)) as url:
        assert get(f"{url}/v1/rules").body == b"anybody"
        assert get(f"{url}/v1/rules").status == 429


def test_a_certificate_lets_in_over_http_too(callers: Path) -> None:
    async def greet(_: Request) -> Response:
        return PlainTextResponse(CALLER.get().name)

    tls = Tls(CERTIFICATES / "server.pem", CERTIFICATES / "server-key.pem", AUTHORITY)
    settings = Settings(port=0, drain_seconds=1, tls=tls)
    context = trusting()
    context.load_cert_chain(CERTIFICATES / "client.pem", CERTIFICATES / "client-key.pem")
    routes = [
        Route("/REST/interaction/list.json", greet),
        Route("/v1/rules", greet),
    ]
    with serving(guard_routes(routes, gate_of(Identity(callers))), settings=settings) as url:
        check = over_tls(url, context, "/REST/interaction/list.json")
        assert check == (200, b"caveat-test-client")
        assert over_tls(url, context, "/v1/rules")[0] == 403
        assert over_tls(url, context, "/v1/rules", bearer("knowledge"))[0] == 200


def test_a_uri_of_a_certificate_is_the_name_of_its_caller(checker: Checker, tmp_path: Path) -> None:
    authority, uri = Authority(tmp_path), "spiffe://hospital.example/pharmacy"
    client, key = authority.give("client", "client", uri)
    listed = f"  - {{name: '{uri}', roles: [check, knowledge]}}\n"
    identity = Identity(write_callers(tmp_path / "callers.yaml", certificates=listed))
    tls = Tls(*authority.give("server", "server"), authority.path)
    store = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    door = Http(port=0, feedback=store)
    context = ssl.create_default_context(cafile=authority.path)
    context.check_hostname = False
    context.load_cert_chain(client, key)
    credentials = grpc.ssl_channel_credentials(
        authority.path.read_bytes(), key.read_bytes(), client.read_bytes()
    )
    options = [("grpc.ssl_target_name_override", "caveat.test")]
    settings = Settings(port=0, drain_seconds=1, tls=tls, identity=identity, http=door)
    with (
        running_at(checker, settings) as addresses,
        grpc.secure_channel(addresses.grpc, credentials, options) as channel,
    ):
        assert over_tls(f"https://{addresses.http}", context, "/v1/rules")[0] == 200
        assert KnowledgeServiceStub(channel).ListPacks(ListPacksRequest(), timeout=20).packs


def over_tls(url: str, context: ssl.SSLContext, path: str, header: str = "") -> tuple[int, bytes]:
    address = url.removeprefix("https://")
    connection = http.client.HTTPSConnection(address, context=context, timeout=30)
    try:
        connection.request("GET", path, headers={"Authorization": header} if header else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_issuers_of_cds_hooks_keep_their_own_rules(
    checker: Checker, callers: Path, tmp_path: Path
) -> None:
    key, keys = ec_key(), tmp_path / "ehr.jwks"
    publish(keys, jwk("first", key))
    public = "https://caveat.example"
    door = Http(
        port=0,
        feedback=f"sqlite:///{tmp_path / 'feedback.sqlite'}",
        issuers=((ISSUER, keys),),
        public_url=public,
    )
    settings = Settings(port=0, drain_seconds=1, identity=Identity(callers), http=door)
    path = "/cds-services/caveat-patient-view"
    now = 1_000_000_000
    with running_at(checker, settings) as addresses:
        url = f"http://{addresses.http}{path}"
        own = {**JSON, "Authorization": bearer("check")}
        assert post(url, hook("patient-view"), own).status == 401
        stale = signed(key, claims(aud=public + path, iat=now, exp=now + 300))
        assert post(url, hook("patient-view"), {**JSON, "Authorization": stale}).status == 401
        fresh = signed(key, _now_claims(public + path))
        assert post(url, hook("patient-view"), {**JSON, "Authorization": fresh}).status == 200
        rules = f"http://{addresses.http}/v1/rules"
        other = signed(key, _now_claims(public + "/v1/rules", jti="two"))
        assert get(rules, {"Authorization": other}).status == 401


def _now_claims(audience: str, **changed: object) -> dict[str, object]:
    now = int(time.time())
    return claims(aud=audience, iat=now, exp=now + 300, **changed)
