"""A panel of patients: where they come from, and how to begin in their middle."""

import sys
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from caveat.server.screening.crew import Crew
from caveat.server.screening.lines import Mark, Tape, tape_of
from caveat.server.screening.order import Watcher
from caveat.server.screening.patient_line import PatientLine
from caveat.server.screening.unread import Chunk, in_chunks

STAGE = "Screening"


class Panel(Protocol):
    """Gives patients chunk by chunk."""

    @property
    def can_go_on(self) -> bool:
        """Whether a second run can read it again."""
        ...

    @property
    def strays(self) -> int:
        """How many lines were found, so far, that belong to no patient."""
        ...

    def identity(self) -> Mapping[str, object]:
        """Say what distinguishes it from others, at no great cost."""
        ...

    def chunks(self, mark: Mark, crew: Crew, watcher: Watcher) -> Generator[Chunk]:
        """Give the patients after a mark; ``SettingsError`` where what is before has changed."""
        ...


@dataclass(frozen=True, slots=True)
class PatientFile:
    """An NDJSON file in the format of the patient file, perhaps packed with gzip."""

    path: Path
    can_go_on: bool = True
    strays: int = 0

    def identity(self) -> Mapping[str, object]:
        """Give the path and the size; the digest of what was read stands in the mark."""
        return {"input": [str(self.path.resolve()), self.path.stat().st_size]}

    def chunks(self, mark: Mark, crew: Crew, watcher: Watcher) -> Generator[Chunk]:
        """Give the patients after a mark, having read again what is before it."""
        with tape_of(self.path, str(self.path)) as tape:
            tape.go_to(mark)
            watcher.begin(STAGE, self.path.stat().st_size, tape.spent)
            yield from _chunks(tape)


class StandardInput:
    """Patients that a pipe brings, which no second run can read again."""

    can_go_on = False
    strays = 0

    def identity(self) -> Mapping[str, object]:
        """Say that it is standard input."""
        return {"input": "standard input"}

    def chunks(self, mark: Mark, crew: Crew, watcher: Watcher) -> Generator[Chunk]:
        """Give all patients."""
        watcher.begin(STAGE, None, 0)
        yield from _chunks(Tape("standard input", sys.stdin.buffer, sys.stdin.buffer))


def _chunks(tape: Tape) -> Generator[Chunk]:
    for lines in in_chunks(tape.lines()):
        yield Chunk(tuple(map(PatientLine, lines)), tape.mark, tape.spent)
