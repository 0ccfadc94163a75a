"""What a worker and its parent say to each other, over the pipe between them.

A file goes along with ``Load`` and ``TakeUp``: packs that were prepared.
"""

from dataclasses import dataclass
from typing import TypeAlias

from caveat.server.settings import Addresses, Allowed
from caveat.server.state import Attempt
from caveat.source.errors import SettingsError
from caveat.source.problem import Problem


@dataclass(frozen=True, slots=True)
class Load:
    """Open the packs, and say ``Loaded``."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Listen, on this CPU if it says one, and say where."""

    cpu: int | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """Packs are being read anew."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """They are not taken up; ``began_at`` is when their reading began, in seconds since 1970."""

    error: str
    began_at: float


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Serve the packs, and say how that ended."""

    allowed: Allowed


@dataclass(frozen=True, slots=True)
class Reloaded:
    """How the reload ended that was asked for by this number."""

    number: int
    attempt: Attempt


ToWorker: TypeAlias = Load | Listen | Begin | Refuse | TakeUp | Reloaded


@dataclass(frozen=True, slots=True)
class Loaded:
    """The packs are open."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks a worker for a reload, which is to be answered by this number."""

    number: int
    allowed: Allowed


ToParent: TypeAlias = Loaded | Addresses | tuple[Problem, ...] | SettingsError | Attempt | Asked
"""That it has loaded, where it listens, why it cannot, how taking up ended, or what it asks for."""
