"""Whatever is sent: a report, or INVALID_ARGUMENT with the field."""

from collections.abc import Callable
from math import inf, nan

import grpc
import pytest
from google.protobuf.message import Message

from caveat.client import Client, InvalidRequestError, LimitError
from caveat.client.errors import error_of
from caveat.v1.checker_pb2 import CheckRequest, StreamCheckRequest
from caveat.v1.knowledge_pb2 import RecogniseRequest
from caveat.v1.patient_pb2 import (
    Condition,
    ConditionList,
    ConditionStatus,
    Medication,
    MedicationList,
    MedicationStatus,
    Observation,
    Patient,
    ProposedMedicine,
    Trial,
    TrialList,
)
from tests.server.patients import ketamine_for, observed, takes

CHECK = "/caveat.v1.CheckerService/Check"
UNKNOWN = 77


def violations(ask: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidRequestError) as caught:
        ask()
    return [str(violation) for violation in caught.value.violations]


def fields_of(client: Client, request: CheckRequest) -> list[str]:
    return [each.partition(": ")[0] for each in violations(lambda: client.check(request))]


def send(channel: grpc.Channel, method: str, message: bytes) -> bytes:
    return channel.unary_unary(method, bytes, bytes)(message, timeout=30)


def refused(channel: grpc.Channel, method: str, message: bytes) -> InvalidRequestError:
    with pytest.raises(grpc.RpcError) as caught:
        send(channel, method, message)
    error = error_of(caught.value, "the service")
    assert isinstance(error, InvalidRequestError)
    return error


def unknown_medication() -> Medication:
    medication = Medication(text="prazosin")
    medication.status = MedicationStatus.ValueType(UNKNOWN)
    return medication


def unknown_condition() -> Condition:
    return Condition(text="asthma", status=ConditionStatus.ValueType(UNKNOWN))


def test_an_unknown_status_names_its_field_wherever_it_stands(client: Client) -> None:
    request = CheckRequest(
        patient=Patient(
            medications=MedicationList(items=[Medication(text="x"), unknown_medication()]),
            conditions=ConditionList(items=[unknown_condition()]),
            trials=TrialList(items=[Trial(medication=unknown_medication())]),
        ),
        proposed=[ProposedMedicine(medication=unknown_medication())],
    )
    assert fields_of(client, request) == [
        "patient.conditions[0].status",
        "patient.medications[1].status",
        "patient.trials[0].medication.status",
        "proposed[0].medication.status",
    ]


def test_an_unknown_reading_names_its_field(channel: grpc.Channel) -> None:
    message = RecogniseRequest(text="prazosin").SerializeToString() + b"\x18\x4d"
    error = refused(channel, "/caveat.v1.KnowledgeService/Recognise", message)
    assert [violation.field for violation in error.violations] == ["read_as"]


def test_an_observation_without_a_value_names_its_field(client: Client) -> None:
    request = ketamine_for(observed(Observation(name="age", number=4), Observation(name="age")))
    request.proposed[0].plan.add(name="setting")
    assert fields_of(client, request) == [
        "patient.observations[1].value",
        "proposed[0].plan[0].value",
    ]


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_a_number_that_is_not_finite_names_its_field(client: Client, number: float) -> None:
    request = ketamine_for(observed(Observation(name="age", number=number)))
    assert fields_of(client, request) == ["patient.observations[0].number"]


@pytest.mark.parametrize("number", [nan, inf, -101, 1e308])
def test_an_absurd_improvement_names_its_field(client: Client, number: float) -> None:
    trial = Trial(medication=Medication(text="sertraline"), improvement_percent=number)
    request = ketamine_for(Patient(trials=TrialList(items=[trial])))
    assert fields_of(client, request) == ["patient.trials[0].improvement_percent"]


@pytest.mark.parametrize(
    ("name", "number"), [("age", -1.0), ("age", 999.0), ("weight", -80.0), ("weight", 1e9)]
)
def test_an_absurd_fact_names_its_field(client: Client, name: str, number: float) -> None:
    request = ketamine_for(observed(Observation(name=name, number=number)))
    (field,) = fields_of(client, request)
    assert field.startswith("patient.observations[0]")


@pytest.mark.parametrize("dose", ["-5 mg", "40", "0 mg"])
def test_a_dose_that_cannot_be_names_its_field(client: Client, dose: str) -> None:
    request = CheckRequest(
        proposed=[ProposedMedicine(medication=Medication(text="ketamine", dose=dose))]
    )
    assert fields_of(client, request) == ["proposed[0].medication.dose"]


def test_a_dose_that_is_garbage_is_an_error_or_a_report_but_no_fault(client: Client) -> None:
    for dose in ("40 mg 40 mg", "mg", "9" * 199, "1e999 mg", "½ mg", "\x00", "40 mg/"):
        proposed = ProposedMedicine(medication=Medication(text="ketamine", dose=dose))
        (result,) = client.batch_check([CheckRequest(proposed=[proposed])])
        code = result.error.code
        assert code in (0, grpc.StatusCode.INVALID_ARGUMENT.value[0]), dose


def test_two_proposals_of_one_medicine_are_refused(client: Client) -> None:
    proposed = ProposedMedicine(medication=Medication(text="ketamine"))
    fields = fields_of(client, CheckRequest(proposed=[proposed, proposed]))
    assert fields
    assert all(field.startswith("proposed[") for field in fields)


def test_a_medication_without_text_or_code_names_its_entry(client: Client) -> None:
    assert fields_of(client, ketamine_for(takes("prazosin", " "))) == ["patient.medications[1]"]


def test_a_text_of_a_megabyte_is_refused_with_the_limit(client: Client) -> None:
    request = ketamine_for(takes("x" * (1 << 20)))
    assert violations(lambda: client.check(request)) == [
        "patient.medications[0].text: longer than 2000 characters"
    ]


def test_ten_thousand_medications_are_refused_with_the_limit(client: Client) -> None:
    request = ketamine_for(takes(*["prazosin"] * 10_000))
    assert violations(lambda: client.check(request)) == [
        "patient.medications: more than 200 entries"
    ]


def test_a_million_empty_entries_are_refused_without_being_read(client: Client) -> None:
    request = ketamine_for(Patient(medications=MedicationList(items=[Medication()] * 1_000_000)))
    assert violations(lambda: client.check(request)) == [
        "patient.medications: more than 200 entries"
    ]


def test_very_many_mistakes_are_told_in_part(client: Client) -> None:
    request = ketamine_for(takes(*[""] * 200))
    with pytest.raises(InvalidRequestError, match=r"\(and 199 more\)") as caught:
        client.check(request)
    assert 10 < len(caught.value.violations) < 200


def test_a_message_beyond_four_megabytes_is_refused(channel: grpc.Channel) -> None:
    message = ketamine_for(takes("x" * (5 << 20))).SerializeToString()
    with pytest.raises(grpc.RpcError) as caught:
        send(channel, CHECK, message)
    assert isinstance(error_of(caught.value, "the service"), LimitError)


@pytest.mark.parametrize(
    "message",
    [
        b"\xff",
        b"\x0a\xff\xff\xff\xff\x0f",
        b"\x0a\x02\xc3\x28",
        b"\x1b" * 5000,
        ketamine_for(takes("prazosin")).SerializeToString()[:-1],
    ],
    ids=["cut", "length", "not UTF-8", "deep", "cut at the end"],
)
@pytest.mark.parametrize(
    "method", [CHECK, "/caveat.v1.CheckerService/BatchCheck", "/grpc.health.v1.Health/Check"]
)
def test_bytes_that_are_no_message_are_refused(
    channel: grpc.Channel, method: str, message: bytes
) -> None:
    error = refused(channel, method, message)
    assert "cannot be read" in str(error)


def test_bytes_that_are_no_message_end_a_stream_after_the_answers_before(
    channel: grpc.Channel,
) -> None:
    good = StreamCheckRequest(request=ketamine_for(takes("prazosin"))).SerializeToString()
    stream = channel.stream_stream("/caveat.v1.CheckerService/StreamCheck", bytes, bytes)
    answers = stream(iter([good, b"\xff", good]), timeout=30)
    assert next(answers)
    with pytest.raises(grpc.RpcError) as caught:
        next(answers)
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_field_that_the_contract_does_not_know_is_ignored(channel: grpc.Channel) -> None:
    request: Message = ketamine_for(takes("prazosin"))
    unknown_field = b"\xfa\x3f\x01x"
    assert send(channel, CHECK, request.SerializeToString() + unknown_field)


def test_an_unknown_method_is_unimplemented(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        send(channel, "/caveat.v1.CheckerService/Guess", b"")
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED
