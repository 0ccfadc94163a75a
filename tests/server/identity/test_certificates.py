"""Callers who are known by their certificates, over HTTP and gRPC."""

import http.client
import ssl
from pathlib import Path

import grpc
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from caveat.rules import Checker
from caveat.server.http.admission import guard_routes
from caveat.server.identity.caller import CALLER
from caveat.server.identity.opening import gate_of
from caveat.server.settings import Http, Identity, Settings, Tls
from caveat.v1.knowledge_pb2 import ListPacksRequest
from caveat.v1.knowledge_pb2_grpc import KnowledgeServiceStub
from tests.server.http.serving import serving
from tests.server.http.test_secured import AUTHORITY, CERTIFICATES, trusting
from tests.server.identity.showing import bearer, write_callers
from tests.server.renewing import Authority
from tests.server.running import running_at


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
