"""No log line and no error text carries what a patient takes or has."""

import logging
from collections.abc import Iterator

import grpc
import pytest

from caveat.client import Client, ClientError
from caveat.rules import Checker
from caveat.rules.checked import Checked
from caveat.rules.engine import Engine
from caveat.rules.recogniser import ReadRequest
from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.patient_pb2 import (
    Condition,
    ConditionList,
    ConditionStatus,
    Medication,
    MedicationList,
    Observation,
    Patient,
)
from tests.server.patients import had, ketamine_for, observed, takes
from tests.server.running import running

CHECK = "/caveat.v1.CheckerService/Check"
CANARY = "ZZCANARY"
LONG = CANARY * 300


class FaultyEngine(Engine):
    """Fails as a bug would: with the patient's words in the exception and in the locals."""

    def decide(self, read: ReadRequest) -> Checked:
        """Raise."""
        raise KeyError(f"{CANARY} {read}")


class FaultyChecker(Checker):
    """Checks with such an engine."""

    @property
    def engine(self) -> Engine:
        return FaultyEngine(*super().engine)


def requests() -> Iterator[CheckRequest]:
    yield ketamine_for(takes(CANARY), CANARY)
    yield ketamine_for(had(CANARY, f"denies {CANARY}"), CANARY)
    yield ketamine_for(takes(LONG), CANARY)
    yield ketamine_for(had(LONG), LONG)
    yield ketamine_for(observed(Observation(name=CANARY, text=CANARY)), CANARY)
    yield ketamine_for(observed(Observation(name="age", text=CANARY, unit=CANARY)), CANARY)
    yield ketamine_for(observed(Observation(name="age", number=-1, unit=CANARY)), CANARY)
    yield ketamine_for(
        Patient(medications=MedicationList(items=[Medication(text="x", dose=f"-{CANARY}")]))
    )
    unknown = Condition(text=CANARY, status=ConditionStatus.ValueType(77))
    yield ketamine_for(Patient(conditions=ConditionList(items=[unknown])), CANARY)


def said(client: Client, request: CheckRequest) -> str:
    """Give what the caller is told beside a report."""
    try:
        client.check(request)
    except ClientError as error:
        return f"{error} {error.refusal}"
    return ""


def send_raw(address: str, message: bytes) -> str:
    with grpc.insecure_channel(address) as channel:
        try:
            channel.unary_unary(CHECK, bytes, bytes)(message, timeout=30)
        except grpc.RpcError as error:
            return f"{error.details()} {error.trailing_metadata()}"
    return ""


@pytest.fixture(params=["checker", "faulty"])
def hidden_address(request: pytest.FixtureRequest, checker: Checker) -> Iterator[str]:
    served = checker if request.param == "checker" else FaultyChecker(checker.book)
    with running(served) as address:
        yield address


def test_nothing_of_a_patient_is_logged_or_told(
    hidden_address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with Client(hidden_address, timeout=30) as client:
        told = [said(client, request) for request in requests()]
        results = client.batch_check(requests())
        results += client.stream_check(requests())
    cut = ketamine_for(takes(CANARY)).SerializeToString()[:-1]
    told += [str(result.error) for result in results]
    told += [send_raw(hidden_address, cut), send_raw(hidden_address, cut + b"\xff")]
    assert any(told)
    for text in (*told, caplog.text, *capfd.readouterr()):
        assert CANARY not in text


def test_a_fault_is_answered_with_an_id_that_the_log_explains(
    checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    with running(FaultyChecker(checker.book)) as address, Client(address) as client:
        with pytest.raises(ClientError, match="NOT CHECKED") as caught:
            client.check(ketamine_for(takes("prazosin")))
        (result,) = client.batch_check([ketamine_for(takes("prazosin"), "mine")])
    refusal = caught.value.refusal
    assert refusal.code is grpc.StatusCode.INTERNAL
    assert refusal.call_id in refusal.details
    assert (result.request_id, result.error.code) == ("mine", refusal.code.value[0])
    errors = (each.message for each in caplog.records if each.levelno == logging.ERROR)
    (cause,) = (message for message in errors if refusal.call_id in message)
    assert "KeyError" in cause
    assert "test_privacy.py" in cause


def test_every_call_has_one_line_with_method_status_and_duration(
    checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="caveat.server.calls")
    with running(checker) as address, Client(address) as client:
        client.check(ketamine_for(takes("prazosin")))
        said(client, ketamine_for(takes("")))
        client.batch_check([CheckRequest()])
        list(client.stream_check([CheckRequest(), CheckRequest()]))
        with pytest.raises(ClientError):
            client.rule("no-such-rule")
    lines = [each.message.split() for each in caplog.records if "/caveat" in each.message]
    assert [(method.rpartition("/")[2], status) for method, status, *_ in lines] == [
        ("Check", "OK"),
        ("Check", "INVALID_ARGUMENT"),
        ("BatchCheck", "OK"),
        ("StreamCheck", "OK"),
        ("GetRule", "NOT_FOUND"),
    ]
    assert len({line[-1] for line in lines}) == len(lines)
