"""What a caller wants screened, who is told of it meanwhile, and what can go wrong."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from caveat.source.errors import CaveatError


@dataclass(frozen=True, slots=True)
class Order:
    """A panel, and where its answers go.

    ``panel`` is an NDJSON file of patients, or of FHIR resources, or the folder of a FHIR bulk
    export; ``None`` is standard input. No ``packs`` means the built-in ones; the files of a site's
    ``policies`` change their rules. ``full`` adds the whole report to each line; ``restart`` throws
    away what an earlier run wrote.
    """

    panel: Path | None
    out: Path
    packs: tuple[Path, ...] = ()
    processes: int = 1
    full: bool = False
    restart: bool = False
    checkpoint_seconds: float = 1.0
    policies: tuple[Path, ...] = ()


class Watcher(Protocol):
    """Hears how far a screening is."""

    def begin(self, stage: str, length: int | None, done: int) -> None:
        """Hear that a stage of so many steps begins, and how many are done already.

        Nobody knows the ``length`` of standard input.
        """
        ...

    def go_on(self, patients: int) -> None:
        """Hear that so many patients were checked by earlier runs, and are not checked again."""
        ...

    def reach(self, done: int) -> None:
        """Hear how many steps of the stage are done."""
        ...

    def stray(self, place: str, reason: str) -> None:
        """Hear of a line that belongs to no patient of the panel."""
        ...


class WorkerError(CaveatError):
    """A worker process died; what is written so far stays, and can be gone on with."""
