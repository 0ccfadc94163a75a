"""From packs and a patient to a report: the engine, which knows no wire and no clock."""

from caveat.reading.codes import Code
from caveat.rules.checker import Checker
from caveat.rules.level import Level, Outcome
from caveat.rules.loader import built_in_packs
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
from caveat.rules.patient_file import read_request, request_of
from caveat.rules.report import Alert, Report
from caveat.rules.rulebook import RuleBook

__all__ = [
    "Alert",
    "Allergy",
    "Checker",
    "Code",
    "Condition",
    "Level",
    "Medication",
    "Observation",
    "Outcome",
    "Patient",
    "Proposal",
    "Report",
    "Request",
    "RuleBook",
    "Trial",
    "built_in_packs",
    "read_request",
    "request_of",
]
