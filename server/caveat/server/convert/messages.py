"""From a request to its message: the way of ``requests``, back."""

from caveat.reading.codes import Code
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
from caveat.v1 import checker_pb2, patient_pb2
from caveat.v1.patient_pb2 import (
    CONDITION_STATUS_UNSPECIFIED,
    MEDICATION_STATUS_UNSPECIFIED,
)


def message_of_request(request: Request) -> checker_pb2.CheckRequest:
    """Write a request as the service takes it."""
    return checker_pb2.CheckRequest(
        request_id=request.request_id,
        patient=_patient(request.patient),
        proposed=map(_proposal, request.proposed),
        nothing_proposed=request.nothing_proposed,
    )


def _patient(patient: Patient) -> patient_pb2.Patient:
    message = patient_pb2.Patient(observations=map(_observation, patient.observations))
    if patient.medications is not None:
        items = map(_medication, patient.medications)
        message.medications.CopyFrom(patient_pb2.MedicationList(items=items))
    if patient.conditions is not None:
        conditions = map(_condition, patient.conditions)
        message.conditions.CopyFrom(patient_pb2.ConditionList(items=conditions))
    if patient.allergies is not None:
        allergies = map(_allergy, patient.allergies)
        message.allergies.CopyFrom(patient_pb2.AllergyList(items=allergies))
    if patient.trials is not None:
        trials = map(_trial, patient.trials)
        message.trials.CopyFrom(patient_pb2.TrialList(items=trials))
    return message


def _proposal(proposal: Proposal) -> patient_pb2.ProposedMedicine:
    return patient_pb2.ProposedMedicine(
        medication=_medication(proposal.medication), plan=map(_observation, proposal.plan)
    )


def _code(code: Code) -> patient_pb2.Code:
    return patient_pb2.Code(system=code.system, value=code.value)


def _medication(medication: Medication) -> patient_pb2.Medication:
    status = medication.status
    return patient_pb2.Medication(
        text=medication.text,
        codes=map(_code, medication.codes),
        dose=medication.dose,
        route=medication.route,
        status=MEDICATION_STATUSES[status] if status else MEDICATION_STATUS_UNSPECIFIED,
        last_taken=medication.last_taken,
        reason=medication.reason,
    )


def _condition(condition: Condition) -> patient_pb2.Condition:
    status = condition.status
    return patient_pb2.Condition(
        text=condition.text,
        codes=map(_code, condition.codes),
        status=CONDITION_STATUSES[status] if status else CONDITION_STATUS_UNSPECIFIED,
    )


def _allergy(allergy: Allergy) -> patient_pb2.Allergy:
    return patient_pb2.Allergy(text=allergy.text, codes=map(_code, allergy.codes))


def _observation(observation: Observation) -> patient_pb2.Observation:
    message = patient_pb2.Observation(name=observation.name, unit=observation.unit)
    match observation.value:
        case bool() as flag:
            message.flag = flag
        case str() as text:
            message.text = text
        case number:
            message.number = number
    return message


def _trial(trial: Trial) -> patient_pb2.Trial:
    return patient_pb2.Trial(
        medication=_medication(trial.medication),
        adequate_dose=trial.adequate_dose,
        adequate_duration=trial.adequate_duration,
        adherent=trial.adherent,
        improvement_percent=trial.improvement_percent,
        remission=trial.remission,
    )
