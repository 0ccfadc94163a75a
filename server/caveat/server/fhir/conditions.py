"""The history of a patient: Conditions, and what runs in the family."""

from collections.abc import Iterator
from datetime import date

from caveat.reading.status import ConditionStatus
from caveat.rules.patient import Condition
from caveat.server.fhir.concepts import Concept, coded_status_of, read_concept, status_of
from caveat.server.fhir.dates import moment_of
from caveat.server.fhir.listed import Listed
from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Record

CONDITION = "Condition"
FAMILY_HISTORY = "FamilyMemberHistory"
UNNAMED = Concept("(no condition is named)")
"""Stands for a condition that its resource does not name; the engine reports it as unrecognised."""

_PAST = frozenset(("inactive", "remission", "resolved"))
_CLINICAL = ("active", "recurrence", "relapse", *sorted(_PAST))
_IN_DOUBT = frozenset(("unconfirmed", "provisional", "differential"))
_ERROR = "entered-in-error"
_VERIFICATION = (*sorted(_IN_DOUBT), "confirmed", "refuted", _ERROR)
_FAMILY_STATUSES = ("partial", "completed", _ERROR, "health-unknown")
_ABATED = ("abatementAge", "abatementRange", "abatementString")


def read_conditions(record: Record, today: date) -> tuple[Listed[Condition], ...]:
    """Read a Condition or FamilyMemberHistory; nothing where it was entered in error.

    The words of an active condition decide on their own whether it is past or of the family:
    "History of myocardial infarction" is an active problem in many records.
    """
    is_family = record.node.kind == FAMILY_HISTORY
    found = _family(record.node) if is_family else _own(record.node, today)
    return tuple(Listed(condition, record.address, condition) for condition in found)


def _own(node: Node, today: date) -> Iterator[Condition]:
    verification = coded_status_of(node, "verificationStatus", _VERIFICATION)
    is_past = _is_past(node, today)
    concept = read_concept(node.child("code")) or UNNAMED
    if verification != _ERROR:
        yield Condition(concept.text, concept.codes, _status(verification, is_past=is_past))


def _status(verification: str | None, *, is_past: bool) -> ConditionStatus | None:
    if verification == "refuted":
        return ConditionStatus.RULED_OUT
    if is_past:
        return ConditionStatus.PAST
    return ConditionStatus.SUSPECTED if verification in _IN_DOUBT else None


def _is_past(node: Node, today: date) -> bool:
    """Say whether a condition is over; a clinical status wins over an end that is stated."""
    clinical = coded_status_of(node, "clinicalStatus", _CLINICAL)
    return clinical in _PAST if clinical else _is_abated(node, today)


def _is_abated(node: Node, today: date) -> bool:
    if any(node.has(name) for name in _ABATED):
        return True
    period = node.child("abatementPeriod")
    end = moment_of(period, "end") or moment_of(period, "start") if period else None
    abated = end or moment_of(node, "abatementDateTime")
    return abated is not None and abated.first <= today


def _family(node: Node) -> Iterator[Condition]:
    if status_of(node, "status", _FAMILY_STATUSES) == _ERROR:
        return
    for held in node.children("condition"):
        concept = read_concept(held.child("code")) or UNNAMED
        yield Condition(concept.text, concept.codes, ConditionStatus.FAMILY_HISTORY)
