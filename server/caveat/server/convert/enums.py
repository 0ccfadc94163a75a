"""The enums of the checker and their numbers in the contract."""

from enum import Enum
from typing import Protocol, TypeVar

from caveat.reading.path import StepKind
from caveat.reading.recognition import ReadAs
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules.change import Action
from caveat.rules.level import Level, Outcome
from caveat.rules.model import Kind
from caveat.rules.patient import EntryList
from caveat.rules.report import AssumptionKind, SuppressedKind
from caveat.v1 import knowledge_pb2, patient_pb2, report_pb2

_Member = TypeVar("_Member", bound=Enum)
_Number = TypeVar("_Number")
_Number_co = TypeVar("_Number_co", covariant=True)


class _Numbers(Protocol[_Number_co]):
    def Value(self, name: str) -> _Number_co: ...  # noqa: N802  protobuf's name


def _numbers(
    members: type[_Member], numbers: _Numbers[_Number], prefix: str
) -> dict[_Member, _Number]:
    """Pair members with numbers by name; a member that the contract lacks is an error."""
    return {member: numbers.Value(f"{prefix}_{member.name}") for member in members}


LEVELS = _numbers(Level, report_pb2.Level, "LEVEL")
OUTCOMES = _numbers(Outcome, report_pb2.Outcome, "OUTCOME")
KINDS = _numbers(Kind, report_pb2.Kind, "KIND")
ENTRY_LISTS = _numbers(EntryList, report_pb2.EntryList, "ENTRY_LIST")
STEP_KINDS = _numbers(StepKind, report_pb2.StepKind, "STEP_KIND")
ACTIONS = _numbers(Action, report_pb2.Action, "ACTION")
SUPPRESSED_KINDS = _numbers(SuppressedKind, report_pb2.SuppressedKind, "SUPPRESSED_KIND")
ASSUMPTION_KINDS = _numbers(AssumptionKind, report_pb2.AssumptionKind, "ASSUMPTION_KIND")

MEDICATION_STATUSES = _numbers(MedicationStatus, patient_pb2.MedicationStatus, "MEDICATION_STATUS")
CONDITION_STATUSES = _numbers(ConditionStatus, patient_pb2.ConditionStatus, "CONDITION_STATUS")

READ_AS = {
    ReadAs.EITHER: knowledge_pb2.RECOGNISE_AS_UNSPECIFIED,
    ReadAs.MEDICATION: knowledge_pb2.RECOGNISE_AS_MEDICATION,
    ReadAs.CONDITION: knowledge_pb2.RECOGNISE_AS_CONDITION,
}
