"""What a door tells the recorder beside a check, and what it is told."""

from enum import Enum
from typing import NamedTuple


class Door(Enum):
    """The ways by which a check may come."""

    GRPC = "grpc"
    JSON = "json"
    FHIR = "fhir"
    CDS_HOOKS = "cds-hooks"
    RXNAV = "rxnav"


class Record(NamedTuple):
    """Whether a check stands in the log, and as what."""

    id: str
    is_recorded: bool


class CardAnswer(NamedTuple):
    """What became of a card: its UUID, ``accepted`` or ``overridden``, and a reason of ours."""

    card: str
    outcome: str
    reason: str
