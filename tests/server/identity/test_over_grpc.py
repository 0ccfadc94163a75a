"""Every method over gRPC, for every role: a new method without a role fails here."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2

from caveat.rules import Checker
from caveat.server.app import SERVICES as NAMES
from caveat.server.identity.access import access_of_method
from caveat.server.identity.caller import Role
from caveat.server.settings import Identity, Rate, Settings, Tls
from caveat.v1 import admin_pb2, checker_pb2, knowledge_pb2
from caveat.v1.checker_pb2 import BatchCheckRequest, CheckRequest, StreamCheckRequest
from tests.server.identity.showing import (
    AUDIENCE,
    ISSUER,
    api_key,
    bearer,
    publish_key,
    token,
)
from tests.server.running import running
from tests.server.test_tls import AUTHORITY, CERTIFICATES

OPEN = frozenset(Role)
NEEDED: dict[str, frozenset[Role]] = {
    "caveat.v1.CheckerService": frozenset({Role.CHECK}),
    "caveat.v1.KnowledgeService": frozenset({Role.KNOWLEDGE}),
    "caveat.v1.AdminService": frozenset({Role.ADMIN}),
    "grpc.health.v1.Health": OPEN,
    "grpc.reflection.v1alpha.ServerReflection": frozenset({Role.KNOWLEDGE}),
}
FILES = (checker_pb2, knowledge_pb2, admin_pb2, health_pb2, reflection_pb2)
SERVICES: list[ServiceDescriptor] = [
    service for file in FILES for service in file.DESCRIPTOR.services_by_name.values()
]
METHODS: list[MethodDescriptor] = [method for service in SERVICES for method in service.methods]


def path_of(method: MethodDescriptor) -> str:
    assert method.containing_service
    return f"/{method.containing_service.full_name}/{method.name}"


PATHS = list(map(path_of, METHODS))
SERVED = [path for path in PATHS if not path.startswith("/caveat.") or path.split("/")[1] in NAMES]
NOT_LET_IN = {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}
SECONDS = 20


@pytest.fixture(scope="module")
def asking(checker: Checker, callers: Path) -> Iterator[grpc.Channel]:
    """Serve whoever shows a key."""
    settings = Settings(port=0, drain_seconds=1, identity=Identity(callers), reflection=True)
    with running(checker, settings) as address, grpc.insecure_channel(address) as channel:
        yield channel


def raw(message: bytes) -> bytes:
    return message


def status(
    channel: grpc.Channel, path: str, *authorization: str, request: bytes = b""
) -> grpc.StatusCode:
    """Call a method, which may as well be of many messages, and give how that ended."""
    metadata = tuple(("authorization", each) for each in authorization)
    method = channel.stream_stream(path, raw, raw)
    call = method(iter((request,)), timeout=SECONDS, metadata=metadata)
    try:
        next(call, None)
    except grpc.RpcError:
        return call.code()
    call.cancel()
    return grpc.StatusCode.OK


@pytest.mark.parametrize("path", PATHS)
def test_every_method_has_a_role_in_the_table(path: str) -> None:
    access = access_of_method(path)
    needed = NEEDED[path.split("/")[1]]
    assert access.is_open == (needed is OPEN)
    assert access.is_open or access.roles == needed


@pytest.mark.parametrize("role", [*Role, None], ids=str)
@pytest.mark.parametrize("path", SERVED)
def test_every_method_lets_in_its_role_and_no_other(
    asking: grpc.Channel, path: str, role: Role | None
) -> None:
    code = status(asking, path, bearer(role.value if role else "none"))
    is_let_in = role in NEEDED[path.split("/")[1]] or NEEDED[path.split("/")[1]] is OPEN
    assert (code is not grpc.StatusCode.PERMISSION_DENIED) == is_let_in
    assert code is not grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize("path", SERVED)
def test_every_method_but_health_is_closed_to_who_shows_nothing(
    asking: grpc.Channel, path: str
) -> None:
    expected = NEEDED[path.split("/")[1]] is OPEN
    assert (status(asking, path) is not grpc.StatusCode.UNAUTHENTICATED) == expected


def test_a_method_that_stands_in_no_table_is_refused_to_everybody() -> None:
    access = access_of_method("/caveat.v1.CheckerService/CheckEverything")
    assert not access.is_open
    assert not access.roles


def test_who_may_not_call_learns_neither_what_was_sent_nor_what_was_shown(
    asking: grpc.Channel, caplog: pytest.LogCaptureFixture
) -> None:
    call = asking.unary_unary("/caveat.v1.CheckerService/Check", raw, raw)
    wrong = "caveat_ZZCANARY"
    with pytest.raises(grpc.RpcError) as caught:
        call(b"\xff", timeout=SECONDS, metadata=(("authorization", f"Bearer {wrong}"),))
    assert isinstance(caught.value, grpc.Call)
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert caught.value.details() == "NOT CHECKED: the key is not known."
    assert "ZZCANARY" not in caplog.text + str(caught.value.trailing_metadata())


def test_no_key_of_a_caller_stands_in_the_log(
    asking: grpc.Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "caveat")
    status(asking, "/caveat.v1.CheckerService/Check", bearer("check"))
    status(asking, "/caveat.v1.CheckerService/Check", bearer("admin"))
    assert "/caveat.v1.CheckerService/Check PERMISSION_DENIED" in caplog.text
    assert "Bearer" not in caplog.text
    assert api_key("check") not in caplog.text


def test_two_headers_are_refused(asking: grpc.Channel) -> None:
    path = "/caveat.v1.CheckerService/Check"
    assert status(asking, path, bearer("check"), bearer("check")) in NOT_LET_IN


def test_a_token_of_an_issuer_lets_in(checker: Checker, tmp_path: Path) -> None:
    # a token of another time than the tests' own: the service looks at its own clock
    keys = publish_key(tmp_path / "issuer.jwks")
    identity = Identity(issuers=((ISSUER, str(keys)),), audience=AUDIENCE)
    settings = Settings(port=0, drain_seconds=1, identity=identity)
    path = "/caveat.v1.CheckerService/Check"
    with running(checker, settings) as address, grpc.insecure_channel(address) as channel:
        assert status(channel, path, token(exp=4_000_000_000)) is grpc.StatusCode.OK
        assert status(channel, path, token(exp=1_000)) is grpc.StatusCode.UNAUTHENTICATED
        packs = "/caveat.v1.KnowledgeService/ListPacks"
        denied = status(channel, packs, token(exp=4_000_000_000))
        assert denied is grpc.StatusCode.PERMISSION_DENIED


def certified(checker: Checker, callers: Path) -> Settings:
    tls = Tls(CERTIFICATES / "server.pem", CERTIFICATES / "server-key.pem", AUTHORITY)
    return Settings(port=0, drain_seconds=1, tls=tls, identity=Identity(callers))


def test_a_certificate_lets_in_and_a_key_beside_it_counts_more(
    checker: Checker, callers: Path
) -> None:
    credentials = grpc.ssl_channel_credentials(
        AUTHORITY.read_bytes(),
        (CERTIFICATES / "client-key.pem").read_bytes(),
        (CERTIFICATES / "client.pem").read_bytes(),
    )
    options = [("grpc.ssl_target_name_override", "caveat.test")]
    check, packs = "/caveat.v1.CheckerService/Check", "/caveat.v1.KnowledgeService/ListPacks"
    with (
        running(checker, certified(checker, callers)) as address,
        grpc.secure_channel(address, credentials, options) as channel,
    ):
        assert status(channel, check) is grpc.StatusCode.OK
        assert status(channel, packs) is grpc.StatusCode.PERMISSION_DENIED
        assert status(channel, packs, bearer("knowledge")) is grpc.StatusCode.OK
        assert status(channel, check, bearer("nobody")) is grpc.StatusCode.UNAUTHENTICATED


@pytest.fixture
def limited(checker: Checker, callers: Path) -> Iterator[grpc.Channel]:
    identity = Identity(callers, rate=Rate(per_second=0.001, burst=5))
    settings = Settings(port=0, drain_seconds=1, identity=identity)
    with running(checker, settings) as address, grpc.insecure_channel(address) as channel:
        yield channel


def test_who_calls_too_often_is_told_when_to_come_again(limited: grpc.Channel) -> None:
    call = limited.unary_unary("/caveat.v1.CheckerService/Check", raw, raw)
    metadata = (("authorization", bearer("check")),)
    for _ in range(5):
        call(b"", timeout=SECONDS, metadata=metadata)
    with pytest.raises(grpc.RpcError) as caught:
        call(b"", timeout=SECONDS, metadata=metadata)
    assert isinstance(caught.value, grpc.Call)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    trailing = cast("tuple[tuple[str, bytes], ...]", caught.value.trailing_metadata())
    details = Status.FromString(dict(trailing)["grpc-status-details-bin"]).details
    info = RetryInfo()
    assert details[0].Unpack(info)
    assert 0 < info.retry_delay.ToSeconds() <= 1000


def test_a_batch_counts_its_patients(limited: grpc.Channel) -> None:
    path = "/caveat.v1.CheckerService/BatchCheck"
    three = BatchCheckRequest(requests=[CheckRequest()] * 3).SerializeToString()
    assert status(limited, path, bearer("check"), request=three) is grpc.StatusCode.OK
    exhausted = status(limited, path, bearer("check"), request=three)
    assert exhausted is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_stream_counts_its_messages_and_says_which_were_not_checked(
    limited: grpc.Channel,
) -> None:
    converse = limited.stream_stream(
        "/caveat.v1.CheckerService/StreamCheck",
        StreamCheckRequest.SerializeToString,
        checker_pb2.StreamCheckResponse.FromString,
    )
    asked = [StreamCheckRequest(request=CheckRequest(request_id=str(n))) for n in range(6)]
    metadata = (("authorization", bearer("check")),)
    results = [each.result for each in converse(iter(asked), timeout=SECONDS, metadata=metadata)]
    assert [each.request_id for each in results] == list("012345")
    refused = [each.error.code for each in results if each.HasField("error")]
    assert refused == [grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]] * 2


def test_health_is_not_counted(limited: grpc.Channel) -> None:
    codes = {status(limited, "/grpc.health.v1.Health/Check") for _ in range(10)}
    assert codes == {grpc.StatusCode.OK}
