"""Whether a medicine is taken, by the status and the dates of the resource that names it.

What is on hold, of unknown status or without a date counts as taken: that errs to the alert. A
stated status stands, however old; only supplies and single doses run out.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from caveat.reading.status import MedicationStatus
from caveat.server.fhir.concepts import status_of
from caveat.server.fhir.dates import Moment, past_moment_of
from caveat.server.fhir.node import Node
from caveat.server.fhir.quantities import quantity_of

_Statuses = Mapping[str, MedicationStatus | None]
"""Status codes of R4; ``None`` for a resource that was entered in error."""

_ACTIVE, _STOPPED, _PLANNED = (
    MedicationStatus.ACTIVE,
    MedicationStatus.STOPPED,
    MedicationStatus.PLANNED,
)
_REQUEST: _Statuses = {
    "active": _ACTIVE,
    "on-hold": _ACTIVE,
    "unknown": _ACTIVE,
    "draft": _PLANNED,
    "stopped": _STOPPED,
    "completed": _STOPPED,
    "cancelled": _STOPPED,
    "entered-in-error": None,
}
_STATEMENT: _Statuses = {
    "active": _ACTIVE,
    "on-hold": _ACTIVE,
    "unknown": _ACTIVE,
    "intended": _PLANNED,
    "stopped": _STOPPED,
    "completed": _STOPPED,
    "not-taken": _STOPPED,
    "entered-in-error": None,
}
_DISPENSE: _Statuses = {
    "preparation": _ACTIVE,
    "in-progress": _ACTIVE,
    "on-hold": _ACTIVE,
    "unknown": _ACTIVE,
    "completed": _ACTIVE,
    "cancelled": _STOPPED,
    "declined": _STOPPED,
    "stopped": _STOPPED,
    "entered-in-error": None,
}
_ADMINISTRATION: _Statuses = {
    "in-progress": _ACTIVE,
    "on-hold": _ACTIVE,
    "unknown": _ACTIVE,
    "completed": _ACTIVE,
    "stopped": _ACTIVE,
    "not-done": _STOPPED,
    "entered-in-error": None,
}
_INTENTS = {
    "proposal": _PLANNED,
    "plan": _PLANNED,
    "option": _PLANNED,
    "order": _ACTIVE,
    "original-order": _ACTIVE,
    "reflex-order": _ACTIVE,
    "filler-order": _ACTIVE,
    "instance-order": _ACTIVE,
}

_DAYS_SUPPLIED = 90
_LATE = timedelta(days=30)
_AFTER_DOSE = timedelta(days=7)
_LONGEST_SUPPLY = 3650
_DAYS = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7, "mo": 31, "month": 31}


def course_of(node: Node, today: date) -> MedicationStatus | None:
    """Say whether the medicine of a resource is taken; ``None``: the resource is an error.

    Raises ``RequestError`` for a status that R4 does not have, and for a dose or supply that was
    given in the future.
    """
    return _COURSES[node.kind](node, today)


def _request(node: Node, _today: date) -> MedicationStatus | None:
    """Read an order; one not to give a medicine is none that is taken."""
    status = _stated(node, _REQUEST)
    intent = _INTENTS[status_of(node, "intent", _INTENTS) or "order"]
    if status is _ACTIVE and node.flag("doNotPerform"):
        return _STOPPED
    return intent if status is _ACTIVE else status


def _statement(node: Node, _today: date) -> MedicationStatus | None:
    return _stated(node, _STATEMENT)


def _dispense(node: Node, today: date) -> MedicationStatus | None:
    """Read a supply; it lasts for its days, or 90, and 30 more for one who takes it late."""
    status = _stated(node, _DISPENSE)
    handed_over = past_moment_of(node, "whenHandedOver", today)
    given = handed_over or past_moment_of(node, "whenPrepared", today)
    if status is not _ACTIVE or node.text("status") != "completed":
        return status
    return _until(given, _supply(node) + _LATE, today)


def _administration(node: Node, today: date) -> MedicationStatus | None:
    """Read a dose that was given, or stopped half way; it counts for a week."""
    status = _stated(node, _ADMINISTRATION)
    given = dose_given(node, today)
    if status is not _ACTIVE or node.text("status") not in {"completed", "stopped"}:
        return status
    return _until(given, _AFTER_DOSE, today)


def dose_given(node: Node, today: date) -> Moment | None:
    """Give when a MedicationAdministration was."""
    period = node.child("effectivePeriod")
    if period is None:
        return past_moment_of(node, "effectiveDateTime", today)
    return past_moment_of(period, "end", today) or past_moment_of(period, "start", today)


def _stated(node: Node, statuses: _Statuses) -> MedicationStatus | None:
    return statuses[status_of(node, "status", statuses) or "unknown"]


def _until(given: Moment | None, lasts: timedelta, today: date) -> MedicationStatus:
    return _ACTIVE if given is None or today - given.last <= lasts else _STOPPED


def _supply(node: Node) -> timedelta:
    quantity = quantity_of(node, "daysSupply")
    if quantity is None or quantity.value <= 0:
        return timedelta(days=_DAYS_SUPPLIED)
    days = quantity.value * _DAYS.get(quantity.unit.strip().lower(), 1)
    return timedelta(days=min(days, _LONGEST_SUPPLY))


_COURSES: Mapping[str, Callable[[Node, date], MedicationStatus | None]] = {
    "MedicationRequest": _request,
    "MedicationOrder": _request,  # its name in DSTU2, which examples of CDS Hooks still have
    "MedicationStatement": _statement,
    "MedicationDispense": _dispense,
    "MedicationAdministration": _administration,
}
MEDICATION_TYPES = frozenset(_COURSES)
"""The resource types that order, state, hand over or give a medicine."""
