"""Messages that are none, and what they are answered."""

import random
from collections.abc import Iterator, Mapping
from typing import cast

import grpc

from caveat.v1 import patient_pb2
from caveat.v1.checker_pb2 import CheckRequest
from torture.http2 import CHECK

INVALID = grpc.StatusCode.INVALID_ARGUMENT
EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED

_MIB = 1 << 20
_DEEP = 5000
# of a field that no contract knows: what is unknown is read too, but not so deep
_GROUP_BEGINS, _GROUP_ENDS = b"\x7b", b"\x7c"
_UNKNOWN_FIELD = b"\xfa\x07\x02hi"


def malformed(chance: random.Random) -> Iterator[bytes]:
    """Give bytes that are no request, each to be answered with INVALID_ARGUMENT."""
    yield b"\x0a\x02\xff\xfe"  # a request id that is not UTF-8
    whole = _request("clonazepam 2 mg").SerializeToString()
    yield from (whole[:cut] for cut in range(1, len(whole)) if not _is_message(whole[:cut]))
    yield _GROUP_BEGINS * _DEEP + _GROUP_ENDS * _DEEP
    for _ in range(300):
        raw = chance.randbytes(chance.randrange(1, 400))
        if not _is_message(raw):
            yield raw


def refused() -> Mapping[str, tuple[bytes, grpc.StatusCode]]:
    """Give messages by what is wrong with them, with the status that they are answered."""
    unknown_status = _request("ketamine")
    unknown_status.patient.medications.items[0].status = cast(
        "patient_pb2.MedicationStatus.ValueType", 77
    )
    return {
        "an unknown enum": (unknown_status.SerializeToString(), INVALID),
        "five megabytes": (_request("x" * 5 * _MIB).SerializeToString(), EXHAUSTED),
        "a long text": (_request("x" * 100_000).SerializeToString(), INVALID),
        "ten thousand entries": (_request(*["aspirin"] * 10_000).SerializeToString(), INVALID),
    }


def with_unknown_field() -> bytes:
    """Give a request with a field of a later contract, which is to be passed over."""
    return _request("ketamine 40 mg IV").SerializeToString() + _UNKNOWN_FIELD


def status_of(channel: grpc.Channel, raw: bytes, method: str = CHECK) -> grpc.StatusCode:
    """Send bytes as a message, and give what they are answered."""
    call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(method)
    try:
        call(raw, timeout=10)
    except grpc.RpcError as error:
        code: grpc.StatusCode = error.code()
        return code
    return grpc.StatusCode.OK


def _request(*texts: str) -> CheckRequest:
    items = [patient_pb2.Medication(text=text) for text in texts]
    patient = patient_pb2.Patient(medications=patient_pb2.MedicationList(items=items))
    return CheckRequest(patient=patient)


def _is_message(raw: bytes) -> bool:
    try:
        CheckRequest.FromString(raw)
    except Exception:  # noqa: BLE001 - whatever it is, it is none
        return False
    return True
