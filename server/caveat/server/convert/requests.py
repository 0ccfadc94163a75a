"""From a message to a request."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal, TypeVar

from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules.intake import MAX_CODES, MAX_ENTRIES
from caveat.rules.patient import (
    Allergy,
    Condition,
    Medication,
    Observation,
    Patient,
    Proposal,
    Request,
    Trial,
)
from caveat.server.convert.enums import CONDITION_STATUSES, MEDICATION_STATUSES
from caveat.source.errors import RequestError, Violation
from caveat.v1 import checker_pb2, patient_pb2

_Item = TypeVar("_Item")

_MEDICATION_STATUS: dict[int, MedicationStatus | None] = {
    patient_pb2.MEDICATION_STATUS_UNSPECIFIED: None,
    **{number: status for status, number in MEDICATION_STATUSES.items()},
}
_CONDITION_STATUS: dict[int, ConditionStatus | None] = {
    patient_pb2.CONDITION_STATUS_UNSPECIFIED: None,
    **{number: status for status, number in CONDITION_STATUSES.items()},
}


def request_of_message(message: checker_pb2.CheckRequest) -> Request:
    """Read a message; ``RequestError`` names each field that the contract has no meaning for."""
    violations = tuple(_violations(message))
    if violations:
        raise RequestError(violations)
    return Request(
        patient=_patient(message.patient),
        proposed=tuple(map(proposal_of_message, _some(message.proposed))),
        request_id=message.request_id,
        nothing_proposed=message.nothing_proposed,
    )


def code_of_message(message: patient_pb2.Code) -> Code:
    """Read a code."""
    return Code(message.system, message.value)


def _some(items: Iterable[_Item]) -> Iterator[_Item]:
    """Read one entry more than a list may have: the checker counts, and a million is as bad."""
    return islice(items, max(MAX_ENTRIES.values()) + 1)


def _few(items: Iterable[_Item]) -> Iterator[_Item]:
    """Read one more than a list inside of an entry may have."""
    return islice(items, max(MAX_CODES, MAX_ENTRIES["observations"]) + 1)


def _patient(message: patient_pb2.Patient) -> Patient:
    medications, conditions = message.medications.items, message.conditions.items
    allergies, trials = message.allergies.items, message.trials.items
    asked = message.HasField
    return Patient(
        medications=tuple(map(medication_of_message, _some(medications)))
        if asked("medications")
        else None,
        conditions=tuple(map(condition_of_message, _some(conditions)))
        if asked("conditions")
        else None,
        observations=tuple(map(observation_of_message, _some(message.observations))),
        allergies=tuple(map(allergy_of_message, _some(allergies))) if asked("allergies") else None,
        trials=tuple(map(trial_of_message, _some(trials))) if asked("trials") else None,
    )


def proposal_of_message(message: patient_pb2.ProposedMedicine) -> Proposal:
    """Read a proposed medicine; ``KeyError`` for a status that the contract does not know."""
    return Proposal(
        medication=medication_of_message(message.medication),
        plan=tuple(map(observation_of_message, _few(message.plan))),
    )


def medication_of_message(message: patient_pb2.Medication) -> Medication:
    """Read a medication; ``KeyError`` for a status that the contract does not know."""
    return Medication(
        text=message.text,
        codes=tuple(map(code_of_message, _few(message.codes))),
        dose=message.dose,
        route=message.route,
        status=_MEDICATION_STATUS[message.status],
        last_taken=message.last_taken,
        reason=message.reason,
    )


def condition_of_message(message: patient_pb2.Condition) -> Condition:
    """Read a condition; ``KeyError`` for a status that the contract does not know."""
    return Condition(
        text=message.text,
        codes=tuple(map(code_of_message, _few(message.codes))),
        status=_CONDITION_STATUS[message.status],
    )


def allergy_of_message(message: patient_pb2.Allergy) -> Allergy:
    """Read an allergy."""
    return Allergy(message.text, tuple(map(code_of_message, _few(message.codes))))


def observation_of_message(message: patient_pb2.Observation) -> Observation:
    """Read a fact; one without a value has an empty text."""
    return Observation(message.name, _value(message), message.unit)


def _value(message: patient_pb2.Observation) -> float | str | bool:
    match message.WhichOneof("value"):
        case "number":
            return message.number
        case "flag":
            return message.flag
        case _:
            return message.text


def trial_of_message(message: patient_pb2.Trial) -> Trial:
    """Read a trial; ``KeyError`` for a status that the contract does not know."""
    percent = message.improvement_percent
    return Trial(
        medication=medication_of_message(message.medication),
        adequate_dose=_flag(message, "adequate_dose"),
        adequate_duration=_flag(message, "adequate_duration"),
        adherent=_flag(message, "adherent"),
        improvement_percent=percent if message.HasField("improvement_percent") else None,
        remission=_flag(message, "remission"),
    )


def _flag(
    message: patient_pb2.Trial,
    field: Literal["adequate_dose", "adequate_duration", "adherent", "remission"],
) -> bool | None:
    return bool(getattr(message, field)) if message.HasField(field) else None


def _violations(message: checker_pb2.CheckRequest) -> Iterator[Violation]:
    for path, medication in _medications(message):
        if medication.status not in _MEDICATION_STATUS:
            yield Violation(f"{path}.status", "not a status that the contract knows")
    for index, condition in enumerate(_some(message.patient.conditions.items)):
        if condition.status not in _CONDITION_STATUS:
            field = f"patient.conditions[{index}].status"
            yield Violation(field, "not a status that the contract knows")
    for path, observation in _observations(message):
        if observation.WhichOneof("value") is None:
            yield Violation(f"{path}.value", "has no value")


def _medications(
    message: checker_pb2.CheckRequest,
) -> Iterator[tuple[str, patient_pb2.Medication]]:
    for index, proposed in enumerate(_some(message.proposed)):
        yield f"proposed[{index}].medication", proposed.medication
    for index, medication in enumerate(_some(message.patient.medications.items)):
        yield f"patient.medications[{index}]", medication
    for index, trial in enumerate(_some(message.patient.trials.items)):
        yield f"patient.trials[{index}].medication", trial.medication


def _observations(
    message: checker_pb2.CheckRequest,
) -> Iterator[tuple[str, patient_pb2.Observation]]:
    for index, observation in enumerate(_some(message.patient.observations)):
        yield f"patient.observations[{index}]", observation
    for index, proposed in enumerate(_some(message.proposed)):
        for place, fact in enumerate(_few(proposed.plan)):
            yield f"proposed[{index}].plan[{place}]", fact
