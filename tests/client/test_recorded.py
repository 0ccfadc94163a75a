"""What a caller learns of the service's decision log."""

import asyncio
from collections.abc import Iterator

import pytest

from caveat.client import AsyncClient, Client
from caveat.client.local import LocalChecker
from caveat.rules import Checker
from caveat.v1.checker_pb2 import RECORD_STATE_NOT_RECORDED, RECORD_STATE_RECORDED, CheckResponse
from tests.client.commands import caveat
from tests.server.patients import ketamine_for, takes
from tests.server.recording.memory_log import MemoryLog, recorder_of
from tests.server.running import running_at

REQUEST = ketamine_for(takes("prazosin"))
OPTIONS = ("--propose", "ketamine 40 mg IV", "-m", "Minipress 2 mg")


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def address(checker: Checker, log: MemoryLog) -> Iterator[str]:
    with running_at(checker, recorder=recorder_of(log)) as addresses:
        yield addresses.grpc


def test_both_clients_can_be_asked_for_the_record(address: str, log: MemoryLog) -> None:
    async def ask() -> CheckResponse:
        async with AsyncClient(address) as client:
            return await client.check_recorded(REQUEST)

    with Client(address) as client:
        response, report = client.check_recorded(REQUEST), client.check(REQUEST)

    assert response.record.state == RECORD_STATE_RECORDED
    assert response.record.id == log.decisions[0].id
    assert response.report == report
    assert asyncio.run(ask()).record.id == log.decisions[2].id


def test_a_check_in_this_process_has_no_record() -> None:
    assert not LocalChecker().check_recorded(REQUEST).HasField("record")


def test_a_check_that_is_recorded_is_not_spoken_of(address: str) -> None:
    assert "RECORDED" not in caveat("check", *OPTIONS, "--server", address).output


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_check_that_is_not_recorded_is_told_beside_the_report(
    address: str, log: MemoryLog, form: str
) -> None:
    log.fails = True

    result = caveat("check", *OPTIONS, "--server", address, "--format", form)

    assert result.exit_code == 3
    assert "NOT RECORDED" in result.stderr
    assert "NOT RECORDED" not in result.stdout
    assert "ketamine-heart-medicine" in result.stdout


def test_the_id_of_the_record_is_told_too(address: str, log: MemoryLog) -> None:
    log.fails = True
    with Client(address) as client:
        response = client.check_recorded(REQUEST)

    assert response.record.state == RECORD_STATE_NOT_RECORDED
    assert response.record.id
