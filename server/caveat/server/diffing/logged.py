"""A decision log as a panel: the checks whose content was kept."""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from caveat.rules import Report
from caveat.server.audit.entries import Decision
from caveat.server.audit.key import SealedError
from caveat.server.audit.reading import Reader, records
from caveat.server.http.body import JsonObject
from caveat.server.recording.content import read
from caveat.server.recording.replay import NotReplayed
from caveat.server.screening.crew import Crew
from caveat.server.screening.lines import Mark
from caveat.server.screening.order import Watcher
from caveat.server.screening.panel import STAGE
from caveat.server.screening.unread import Check, Chunk, in_chunks
from caveat.source.errors import CaveatError

Unseal = Callable[[str, bytes], bytes]


class NotKeptError(CaveatError):
    """A recorded check cannot be made again."""

    def __init__(self, why: NotReplayed) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class LoggedPatient:
    """A recorded check, with its opened content or why there is none."""

    id: str
    at: str
    content: bytes | NotReplayed

    @property
    def size(self) -> int:
        """The bytes of the content."""
        return 0 if isinstance(self.content, NotReplayed) else len(self.content)

    def place(self) -> JsonObject:
        """Give the id of the check, and when it was made."""
        return {"id": self.id, "at": self.at}

    def report(self, check: Check, today: date) -> Report:
        """Read and check; ``NotKeptError`` where there is nothing to be read."""
        if isinstance(self.content, NotReplayed):
            raise NotKeptError(self.content)
        try:
            request = read(self.content)
        except ValueError:
            raise NotKeptError(NotReplayed.NOT_OPENED) from None
        return check(request)


class LoggedPanel:
    """The checks of a decision log, in the order of their times; ``unseal`` opens their content."""

    can_go_on = False
    strays = 0

    def __init__(self, reader: Reader, unseal: Unseal) -> None:
        self._reader = reader
        self._unseal = unseal

    def identity(self) -> Mapping[str, object]:
        """Say that it is a log, which goes on being written."""
        return {"input": "decision log"}

    def chunks(self, mark: Mark, crew: Crew, watcher: Watcher) -> Generator[Chunk]:
        """Give all checks; nobody knows how many there are."""
        watcher.begin(STAGE, None, 0)
        done = 0
        for patients in in_chunks(self._patients()):
            done += sum(each.size for each in patients)
            yield Chunk(patients, Mark(), done)

    def _patients(self) -> Iterator[LoggedPatient]:
        for record in records(self._reader):
            if isinstance(record.entry, Decision):
                entry = record.entry
                yield LoggedPatient(entry.id, entry.at, self._opened(entry))

    def _opened(self, decision: Decision) -> bytes | NotReplayed:
        if not decision.content:
            return NotReplayed.NO_CONTENT
        try:
            return self._unseal(decision.id, decision.content)
        except SealedError:
            return NotReplayed.NOT_OPENED
