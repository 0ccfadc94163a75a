"""What is submitted: a patient, the proposed medicines, and nothing that was read into them.

A list that is ``None`` was not asked; a list that is empty means none known.
"""

from dataclasses import dataclass, field
from enum import Enum

from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus, MedicationStatus


class EntryList(Enum):
    """The lists of a request, by the names that a report uses for them."""

    PROPOSED = "proposed"
    MEDICATIONS = "medications"
    CONDITIONS = "conditions"
    OBSERVATIONS = "observations"
    ALLERGIES = "allergies"
    TRIALS = "trials"


@dataclass(frozen=True, slots=True)
class Observation:
    """A stated or measured fact: a number with its unit, a word, or yes and no."""

    name: str
    value: float | str | bool
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Medication:
    """A medicine as text, as codes, or both; what is stated apart wins over the text."""

    text: str = ""
    codes: tuple[Code, ...] = ()
    dose: str = ""
    route: str = ""
    status: MedicationStatus | None = None
    last_taken: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A medicine that somebody means to give, and facts of how: setting, sprayers, weeks."""

    medication: Medication
    plan: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis or trait as text, as codes, or both; a stated status wins over the text's."""

    text: str = ""
    codes: tuple[Code, ...] = ()
    status: ConditionStatus | None = None


@dataclass(frozen=True, slots=True)
class Allergy:
    """What the patient does not tolerate."""

    text: str = ""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """One antidepressant that was tried; a fact that nobody stated is ``None``."""

    medication: Medication
    adequate_dose: bool | None = None
    adequate_duration: bool | None = None
    adherent: bool | None = None
    improvement_percent: float | None = None
    remission: bool | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known of a patient."""

    medications: tuple[Medication, ...] | None = None
    conditions: tuple[Condition, ...] | None = None
    observations: tuple[Observation, ...] = ()
    allergies: tuple[Allergy, ...] | None = None
    trials: tuple[Trial, ...] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One check: the patient, the proposed medicines, and an id that is handed back unread.

    Where none is proposed a pack may assume its own medicine, unless ``nothing_proposed`` says that
    the patient's list is to be checked by itself.
    """

    patient: Patient = field(default_factory=Patient)
    proposed: tuple[Proposal, ...] = ()
    request_id: str = ""
    nothing_proposed: bool = False
