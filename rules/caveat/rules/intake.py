"""Checks a request before anything is read: sizes, and what no reading could mend.

The limits stand in the contract too; a violation names the field and never quotes its value.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from caveat.reading.codes import Code
from caveat.reading.dose import read_dose
from caveat.reading.text import fold
from caveat.rules.patient import Medication, Observation, Proposal, Request, Trial
from caveat.source.errors import RequestError, Violation

MAX_ENTRIES = {
    "proposed": 10,
    "medications": 200,
    "conditions": 500,
    "observations": 100,
    "allergies": 100,
    "trials": 50,
}
MAX_CODES = 20
MAX_TEXT = 2000
MAX_WORDS = 200
MAX_CODE = 64
MAX_REQUEST_ID = 128
LARGEST_IMPROVEMENT = 100


def check_request(request: Request, most: Mapping[str, int] = MAX_ENTRIES) -> None:
    """Raise ``RequestError`` with every violation of a request; ``most`` are entries of a list."""
    violations = tuple(_violations(request, most))
    if violations:
        raise RequestError(violations)


def _violations(request: Request, most: Mapping[str, int]) -> Iterator[Violation]:
    yield from _length("request_id", request.request_id, MAX_REQUEST_ID)
    if request.nothing_proposed and request.proposed:
        yield Violation("nothing_proposed", "a medicine is proposed all the same")
    too_many = tuple(_too_many(request, most))
    yield from too_many or _in_entries(request)


def _in_entries(request: Request) -> Iterator[Violation]:
    patient = request.patient
    for place, proposal in enumerate(request.proposed):
        yield from of_proposal(f"proposed[{place}]", proposal)
    for place, medication in enumerate(patient.medications or ()):
        yield from of_medication(f"patient.medications[{place}]", medication)
    for place, condition in enumerate(patient.conditions or ()):
        field = f"patient.conditions[{place}]"
        yield from of_text_and_codes(field, condition.text, condition.codes)
    for place, allergy in enumerate(patient.allergies or ()):
        yield from of_text_and_codes(f"patient.allergies[{place}]", allergy.text, allergy.codes)
    for place, observation in enumerate(patient.observations):
        yield from of_observation(f"patient.observations[{place}]", observation)
    for place, trial in enumerate(patient.trials or ()):
        yield from of_trial(f"patient.trials[{place}]", trial)


def _too_many(request: Request, most: Mapping[str, int]) -> Iterator[Violation]:
    yield from _entries("proposed", request.proposed, most["proposed"])
    for name in MAX_ENTRIES:
        if name != "proposed":
            entries = getattr(request.patient, name) or ()
            yield from _entries(f"patient.{name}", entries, most[name])


def _entries(field: str, entries: Sequence[object], most: int) -> Iterator[Violation]:
    if len(entries) > most:
        yield Violation(field, f"more than {most} entries")


def _length(field: str, text: str, most: int) -> Iterator[Violation]:
    if len(text) > most:
        yield Violation(field, f"longer than {most} characters")
    elif not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        yield Violation(field, "holds half a character")


def of_text_and_codes(field: str, text: str, codes: Sequence[Code]) -> Iterator[Violation]:
    """Give what is wrong with a condition or an allergy."""
    yield from _length(f"{field}.text", text, MAX_TEXT)
    if not text.strip() and not codes:
        yield Violation(field, "has neither a text nor a code")
    if len(codes) > MAX_CODES:
        yield Violation(f"{field}.codes", f"more than {MAX_CODES} entries")
    for place, code in enumerate(codes):
        yield from _code(f"{field}.codes[{place}]", code)


def _code(field: str, code: Code) -> Iterator[Violation]:
    yield from _length(f"{field}.system", code.system, MAX_WORDS)
    yield from _length(f"{field}.value", code.value, MAX_CODE)
    if not code.value.strip():
        yield Violation(f"{field}.value", "is empty")


def of_proposal(field: str, proposal: Proposal) -> Iterator[Violation]:
    """Give what is wrong with a proposed medicine."""
    yield from of_medication(f"{field}.medication", proposal.medication)
    if len(proposal.plan) > MAX_ENTRIES["observations"]:
        yield Violation(f"{field}.plan", f"more than {MAX_ENTRIES['observations']} entries")
    for place, observation in enumerate(proposal.plan):
        yield from of_observation(f"{field}.plan[{place}]", observation)


def of_medication(field: str, medication: Medication) -> Iterator[Violation]:
    """Give what is wrong with a medication."""
    yield from of_text_and_codes(field, medication.text, medication.codes)
    yield from _length(f"{field}.reason", medication.reason, MAX_TEXT)
    yield from _length(f"{field}.dose", medication.dose, MAX_WORDS)
    yield from _length(f"{field}.route", medication.route, MAX_WORDS)
    yield from _length(f"{field}.last_taken", medication.last_taken, MAX_WORDS)
    yield from _dose(f"{field}.dose", medication.dose)


def _dose(field: str, dose: str) -> Iterator[Violation]:
    if "-" in dose[:1]:
        yield Violation(field, "is negative")
    elif dose.strip() and not any(letter.isalpha() or letter == "%" for letter in dose):
        yield Violation(field, "has no unit")
    elif (read := read_dose(fold(dose))) is not None and not read.milligrams > 0:
        yield Violation(field, "is not above zero")


def of_observation(field: str, observation: Observation) -> Iterator[Violation]:
    """Give what is wrong with a fact."""
    yield from _length(f"{field}.name", observation.name, MAX_WORDS)
    yield from _length(f"{field}.unit", observation.unit, MAX_WORDS)
    if not observation.name.strip():
        yield Violation(f"{field}.name", "is empty")
    value = observation.value
    if isinstance(value, str):
        yield from _length(f"{field}.text", value, MAX_WORDS)
    elif not isfinite(value):
        yield Violation(f"{field}.number", "is not a finite number")


def of_trial(field: str, trial: Trial) -> Iterator[Violation]:
    """Give what is wrong with a trial."""
    yield from of_medication(f"{field}.medication", trial.medication)
    percent = trial.improvement_percent
    if percent is not None and not abs(percent) <= LARGEST_IMPROVEMENT:
        yield Violation(f"{field}.improvement_percent", "expected a number from -100 to 100")
