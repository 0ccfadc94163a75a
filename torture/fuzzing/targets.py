"""What is fuzzed: each takes any bytes and returns, unless something is wrong with the project."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from google.protobuf.message import DecodeError

from caveat.rules import Checker, Medication, Patient, Request
from caveat.rules.decode import read_rule
from caveat.rules.patient_file import read_request
from caveat.rules.rule_reader import RuleReader
from caveat.server.http.body import parse_object
from caveat.server.operation.submission import read_submission
from caveat.server.wire.answers import Answers, report_on
from caveat.source.document import read_document
from caveat.source.errors import PackError, RequestError
from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.report_pb2 import Report
from caveat.wire.v1 import envelope_pb2

Target = Callable[[bytes], None]

_TODAY = date(2026, 1, 1)
_MOST_TEXT = 500


@cache
def _checker() -> Checker:
    return Checker.built_in()


@cache
def _answers() -> Answers:
    return Answers(_checker())


def request(raw: bytes) -> None:
    """Bytes of a request: the short way and the ordinary one say the same."""
    short, ordinary = _short(raw), _ordinary(raw)
    if short != ordinary:
        raise AssertionError("the short way and the ordinary one differ")


def _short(raw: bytes) -> Report | str:
    try:
        answer = _answers().report(envelope_pb2.CheckRequest.FromString(raw))
    except (RequestError, DecodeError) as error:
        return type(error).__name__
    return Report.FromString(answer)


def _ordinary(raw: bytes) -> Report | str:
    try:
        return report_on(CheckRequest.FromString(raw), _checker())
    except (RequestError, DecodeError) as error:
        return type(error).__name__


def yaml(raw: bytes) -> None:
    """Bytes of a rule file and of a patient file: every mistake is a problem with its place."""
    _rule(raw)
    _patient(raw)


def _rule(raw: bytes) -> None:
    reader = RuleReader("fuzzed.yaml", _checker().book.vocabulary)
    try:
        read_rule(reader, read_document(raw, reader.path), "fuzzed")
    except PackError as error:
        if not error.problems:
            raise AssertionError("refused, and nobody knows why") from error


def _patient(raw: bytes) -> None:
    try:
        _checker().check(read_request(raw.decode("utf-8", "replace")))
    except RequestError as error:
        if not error.violations:
            raise AssertionError("refused, and nobody knows why") from error


def fhir(raw: bytes) -> None:
    """Bytes of a FHIR document."""
    try:
        submission = read_submission(parse_object(raw), _TODAY)
        _checker().check(submission.request)
    except RequestError as error:
        if not error.violations:
            raise AssertionError("refused, and nobody knows why") from error


def medication(raw: bytes) -> None:
    """Bytes of a medication's text: what was not read never looks complete."""
    text = raw.decode("utf-8", "replace")[:_MOST_TEXT]
    patient = Patient(medications=(Medication(text=text),))
    try:
        report = _checker().check(Request(patient=patient))
    except RequestError:
        return
    if report.complete and report.unrecognised:
        raise AssertionError("complete, with an entry that was not read")


TARGETS: Mapping[str, Target] = {
    "request": request,
    "yaml": yaml,
    "fhir": fhir,
    "medication": medication,
}


def seeds(target: str) -> list[bytes]:
    """Give bytes that are right, to begin from."""
    return [seed.encode() if isinstance(seed, str) else seed for seed in _SEEDS[target]()]


def _requests() -> list[bytes]:
    from torture.known import known_requests  # noqa: PLC0415 - only the parent needs it

    return list(known_requests())


def _documents() -> list[bytes]:
    from caveat.rules import built_in_packs  # noqa: PLC0415 - only the parent needs it
    from torture.known import CASES  # noqa: PLC0415 - and this too

    rules, patients = sorted(built_in_packs()[0].rglob("*.yaml")), sorted(CASES.glob("*.yaml"))
    return [file.read_bytes() for file in (*rules[::10], *patients[::5])]


def _bundles() -> list[str]:
    medicine = {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6918"}],
        "text": "metoprolol",
    }
    resources = [
        {"resourceType": "Patient", "id": "p", "birthDate": "1980-05-01"},
        {
            "resourceType": "MedicationStatement",
            "id": "m",
            "status": "active",
            "subject": {"reference": "Patient/p"},
            "medicationCodeableConcept": medicine,
        },
        {
            "resourceType": "MedicationRequest",
            "id": "r",
            "status": "draft",
            "intent": "order",
            "subject": {"reference": "Patient/p"},
            "medicationCodeableConcept": {"text": "ketamine 40 mg IV"},
        },
        {
            "resourceType": "Condition",
            "id": "c",
            "subject": {"reference": "Patient/p"},
            "code": {"text": "denies psychosis"},
        },
    ]
    entries = [{"resource": resource} for resource in resources]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return [json.dumps(bundle), json.dumps({**bundle, "entry": entries[:1]})]


def _texts() -> list[str]:
    return [
        "Minipress 2 mg at night for PTSD nightmares",
        "klonapin .5",
        "T#3",
        "APAP/hydrocodone 325-5 q6h prn",
        "blood pressure pill",
        "no longer takes Xanax",
    ]


_SEEDS: Mapping[str, Callable[[], list[bytes] | list[str]]] = {
    "request": _requests,
    "yaml": _documents,
    "fhir": _bundles,
    "medication": _texts,
}
