"""Whether a medication is taken, and whether a condition holds."""

from enum import Enum


class MedicationStatus(Enum):
    """Whether the patient takes a medication."""

    ACTIVE = "active"
    STOPPED = "stopped"
    PLANNED = "planned"


class ConditionStatus(Enum):
    """Whether, when and of whom a condition holds."""

    ACTIVE = "active"
    PAST = "past"
    SUSPECTED = "suspected"
    FAMILY_HISTORY = "family-history"
    RULED_OUT = "ruled-out"
