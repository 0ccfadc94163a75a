"""The short way says what the ordinary way says."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn

from caveat.rules import (
    Allergy,
    Checker,
    Code,
    Condition,
    Medication,
    Observation,
    Patient,
    Request,
    Trial,
)
from caveat.server.convert.messages import message_of_request
from caveat.server.recording.decided import of_report
from caveat.server.wire.answers import Answers, ordinary_request, report_on
from caveat.server.wire.fields import field, tag_of
from caveat.server.wire.memory import LONGEST, EntryMemory
from caveat.source.errors import RequestError
from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.patient_pb2 import Condition as ConditionMessage
from caveat.v1.patient_pb2 import ConditionList, ConditionStatus, ProposedMedicine
from caveat.v1.patient_pb2 import Medication as MedicationMessage
from caveat.v1.patient_pb2 import Observation as ObservationMessage
from caveat.v1.patient_pb2 import Patient as PatientMessage
from caveat.v1.report_pb2 import Report
from caveat.wire.v1 import envelope_pb2
from tests.case_files import Case, read_cases
from tests.strategies import requests

EXAMPLES = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def answers(checker: Checker) -> Answers:
    return Answers(checker)


def short(answers: Answers, message: CheckRequest) -> Report:
    envelope = envelope_pb2.CheckRequest.FromString(message.SerializeToString())
    return Report.FromString(answers.report(envelope))


def outcome(check: Callable[[], Report]) -> object:
    """Give a report, or what is wrong with the request."""
    try:
        return check()
    except RequestError as error:
        return error.violations


@pytest.mark.usefixtures("unmeasured")
@EXAMPLES
@drawn(request=requests)
def test_the_short_way_gives_the_report_of_the_ordinary_way(
    checker: Checker, answers: Answers, request: Request
) -> None:
    message = message_of_request(request)

    expected = outcome(lambda: report_on(message, checker))

    assert expected == outcome(lambda: short(answers, message))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.slug)
def test_every_case_is_answered_alike(checker: Checker, answers: Answers, case: Case) -> None:
    message = message_of_request(case.request)

    assert report_on(message, checker) == short(answers, message)


UNUSUAL: dict[str, Request | Patient] = {
    "an empty medication": Patient(medications=(Medication(),)),
    "a dose without a unit": Patient(medications=(Medication("prazosin", dose="2"),)),
    "a long text": Patient(conditions=(Condition("x" * 2001),)),
    "a code of no letters": Patient(allergies=(Allergy("", (Code("rxnorm", " "),)),)),
    "a number that is none": Patient(observations=(Observation("age", float("nan")),)),
    "an age that nobody has": Patient(observations=(Observation("age", 900.0),)),
    "a fact that is stated twice": Patient(
        observations=(Observation("age", 44.0), Observation("age", 45.0))
    ),
    "an absurd improvement": Patient(
        trials=(Trial(Medication("sertraline"), improvement_percent=300),)
    ),
    "too many medications": Patient(medications=(Medication("prazosin"),) * 201),
    "a long id": Request(request_id="x" * 129),
}


@pytest.mark.parametrize("given", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_what_the_ordinary_way_refuses_is_refused_in_the_same_words(
    checker: Checker, answers: Answers, given: Request | Patient
) -> None:
    request = given if isinstance(given, Request) else Request(given)
    message = message_of_request(request)

    expected = outcome(lambda: report_on(message, checker))

    assert isinstance(expected, tuple)
    assert expected == outcome(lambda: short(answers, message))


UNKNOWN_STATUS = ConditionMessage(text="x", status=ConditionStatus.ValueType(77))
NO_VALUE = ObservationMessage(name="age")


@pytest.mark.parametrize(
    "message",
    [
        CheckRequest(patient=PatientMessage(conditions=ConditionList(items=[UNKNOWN_STATUS]))),
        CheckRequest(patient=PatientMessage(observations=[NO_VALUE])),
        CheckRequest(proposed=[ProposedMedicine(plan=[NO_VALUE])]),
    ],
)
def test_a_message_that_the_contract_has_no_meaning_for_is_refused_alike(
    checker: Checker, answers: Answers, message: CheckRequest
) -> None:
    expected = outcome(lambda: report_on(message, checker))

    assert isinstance(expected, tuple)
    assert expected == outcome(lambda: short(answers, message))


def test_the_same_entry_at_another_place_is_named_by_that_place(answers: Answers) -> None:
    message = message_of_request(Request(Patient(medications=(Medication("xyzzyprin"),) * 2)))

    unrecognised = short(answers, message).unrecognised

    assert [note.entry.index for note in unrecognised] == [0, 1]


def test_an_entry_is_read_once_for_all_patients(checker: Checker) -> None:
    memory = EntryMemory(checker.recogniser)
    raw = MedicationMessage(text="prazosin").SerializeToString()

    assert memory.medication(raw, 0) is memory.medication(raw, 0)
    assert memory.medication(raw, 0) is not memory.medication(raw, 1)


def test_an_entry_of_many_bytes_is_answered(answers: Answers) -> None:
    raw = MedicationMessage(text="prazosin").SerializeToString()
    unknown_field = field(tag_of(500), b"x" * LONGEST)
    envelope = envelope_pb2.CheckRequest()
    envelope.patient.medications.items.append(raw + unknown_field)

    report = Report.FromString(answers.report(envelope))

    assert "ketamine-heart-medicine" in {alert.rule_id for alert in report.alerts}


@pytest.mark.usefixtures("unmeasured")
@EXAMPLES
@drawn(request=requests)
def test_the_short_way_has_the_same_recorded_as_the_ordinary_way(
    checker: Checker, answers: Answers, request: Request
) -> None:
    envelope = envelope_pb2.CheckRequest.FromString(message_of_request(request).SerializeToString())
    try:
        expected = of_report(checker.check(request))
    except RequestError:
        return

    assert expected == answers.answer(envelope).decided()
    assert request == ordinary_request(envelope)
