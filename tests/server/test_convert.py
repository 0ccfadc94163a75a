"""Messages say the same as the checker's own values."""

from collections.abc import Iterable

import pytest
from google.protobuf.descriptor import EnumDescriptor
from hypothesis import given
from hypothesis import strategies as st

from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus, MedicationStatus
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
from caveat.server.convert import enums
from caveat.server.convert.messages import message_of_request
from caveat.server.convert.requests import request_of_message
from caveat.v1 import knowledge_pb2, patient_pb2, report_pb2
from caveat.v1.checker_pb2 import CheckRequest

NUMBERS = st.floats(allow_nan=False)
FLAGS = st.none() | st.booleans()
CODES = st.lists(st.builds(Code, st.text(), st.text()), max_size=3).map(tuple)
MEDICATIONS = st.builds(
    Medication,
    text=st.text(),
    codes=CODES,
    dose=st.text(),
    route=st.text(),
    status=st.none() | st.sampled_from(MedicationStatus),
    last_taken=st.text(),
    reason=st.text(),
)
CONDITIONS = st.builds(Condition, st.text(), CODES, st.none() | st.sampled_from(ConditionStatus))
ALLERGIES = st.builds(Allergy, st.text(), CODES)
OBSERVATIONS = st.builds(Observation, st.text(), NUMBERS | st.text() | st.booleans(), st.text())
TRIALS = st.builds(
    Trial,
    medication=MEDICATIONS,
    adequate_dose=FLAGS,
    adequate_duration=FLAGS,
    adherent=FLAGS,
    improvement_percent=st.none() | NUMBERS,
    remission=FLAGS,
)


def tuples(entries: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(entries, max_size=3).map(tuple)


REQUESTS = st.builds(
    Request,
    patient=st.builds(
        Patient,
        medications=st.none() | tuples(MEDICATIONS),
        conditions=st.none() | tuples(CONDITIONS),
        observations=tuples(OBSERVATIONS),
        allergies=st.none() | tuples(ALLERGIES),
        trials=st.none() | tuples(TRIALS),
    ),
    proposed=tuples(st.builds(Proposal, MEDICATIONS, tuples(OBSERVATIONS))),
    request_id=st.text(),
)


@given(REQUESTS)
def test_a_request_survives_the_way_to_its_message_and_back(request: Request) -> None:
    wire = message_of_request(request).SerializeToString()
    assert request_of_message(CheckRequest.FromString(wire)) == request


@pytest.mark.parametrize("value", [True, False, 1.0, 0.0, "", "yes"])
def test_a_value_keeps_its_type(value: float | str | bool) -> None:  # noqa: FBT001  data
    request = Request(Patient(observations=(Observation("age", value),)))
    (observation,) = request_of_message(message_of_request(request)).patient.observations
    assert type(observation.value) is type(value)


@pytest.mark.parametrize(
    ("numbers", "contract"),
    [
        (enums.LEVELS, report_pb2.Level.DESCRIPTOR),
        (enums.OUTCOMES, report_pb2.Outcome.DESCRIPTOR),
        (enums.KINDS, report_pb2.Kind.DESCRIPTOR),
        (enums.ENTRY_LISTS, report_pb2.EntryList.DESCRIPTOR),
        (enums.STEP_KINDS, report_pb2.StepKind.DESCRIPTOR),
        (enums.ASSUMPTION_KINDS, report_pb2.AssumptionKind.DESCRIPTOR),
        (enums.MEDICATION_STATUSES, patient_pb2.MedicationStatus.DESCRIPTOR),
        (enums.CONDITION_STATUSES, patient_pb2.ConditionStatus.DESCRIPTOR),
        (enums.READ_AS, knowledge_pb2.RecogniseAs.DESCRIPTOR),
    ],
    ids=lambda value: value.name if isinstance(value, EnumDescriptor) else "",
)
def test_every_number_of_the_contract_has_its_member(
    numbers: dict[object, int], contract: EnumDescriptor
) -> None:
    stated: Iterable[int] = set(contract.values_by_number) - {0}
    assert stated == set(numbers.values()) - {0}
