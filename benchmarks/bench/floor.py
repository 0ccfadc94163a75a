"""The least that an answer in this process could cost: no engine, no writer.

The contract's message is parsed, every field that is set is read, and pieces that were made before
are joined to the same answer.
"""

from collections.abc import Iterable, Sequence

from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.patient_pb2 import Code
from caveat.v1.report_pb2 import Report

PIECES_AN_ALERT = 5


def pieces_of(report: bytes) -> Sequence[bytes]:
    """Cut a report into about as many pieces as a writer of alerts puts together."""
    pieces = PIECES_AN_ALERT * max(1, len(Report.FromString(report).alerts))
    length = -(-len(report) // pieces)
    return [report[start : start + length] for start in range(0, len(report), length)]


def floor_of(raw: bytes, pieces: Sequence[bytes]) -> bytes:
    """Do the least for a request of a made-up patient, and give the report."""
    request = CheckRequest.FromString(raw)
    _read(request)
    return b"".join(pieces)


def _read(request: CheckRequest) -> object:
    """Read what the made-up patients state."""
    patient = request.patient
    asked = patient.HasField
    return (
        request.request_id,
        asked("medications"),
        asked("conditions"),
        asked("allergies"),
        asked("trials"),
        [
            (each.text, each.dose, each.route, each.status, _codes(each.codes))
            for each in patient.medications.items
        ],
        [(each.text, each.status, _codes(each.codes)) for each in patient.conditions.items],
        [
            (each.name, each.WhichOneof("value"), each.number, each.unit)
            for each in patient.observations
        ],
    )


def _codes(codes: Iterable[Code]) -> list[tuple[str, str]]:
    return [(code.system, code.value) for code in codes]
