"""What probes and tools see."""

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

from caveat.rules import Checker
from caveat.server.settings import Settings
from tests.server.running import running


def health_of(channel: grpc.Channel, service: str) -> int:
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        HealthCheckRequest.SerializeToString,
        HealthCheckResponse.FromString,
    )
    return check(HealthCheckRequest(service=service), timeout=30).status


@pytest.mark.parametrize("service", ["", "caveat.v1.CheckerService", "caveat.v1.KnowledgeService"])
def test_every_service_reports_that_it_serves(channel: grpc.Channel, service: str) -> None:
    assert health_of(channel, service) == HealthCheckResponse.SERVING


def test_the_health_of_an_unknown_service_is_not_found(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        health_of(channel, "no such service")
    assert caught.value.code() == grpc.StatusCode.NOT_FOUND


def test_reflection_shows_the_contract(channel: grpc.Channel) -> None:
    database = ProtoReflectionDescriptorDatabase(channel)
    assert {"caveat.v1.CheckerService", "caveat.v1.KnowledgeService"} <= set(
        database.get_services()
    )
    file = database.FindFileContainingSymbol("caveat.v1.CheckerService")
    assert file.name == "caveat/v1/checker.proto"


def test_reflection_can_be_switched_off(checker: Checker) -> None:
    settings = Settings(port=0, reflection=False)
    with running(checker, settings) as address, grpc.insecure_channel(address) as channel:
        with pytest.raises(grpc.RpcError) as caught:
            ProtoReflectionDescriptorDatabase(channel).get_services()
        assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED
