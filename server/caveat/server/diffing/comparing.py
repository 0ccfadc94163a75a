"""What a worker does with a chunk: checks each patient with both sides, and compares."""

from dataclasses import dataclass
from datetime import date

from caveat.rules import Report, Request
from caveat.server.cause import cause_of
from caveat.server.diffing.compared import Chunked, Compared, NotCompared, headline_of
from caveat.server.diffing.logged import NotKeptError
from caveat.server.diffing.sides import Folders, checker_beside
from caveat.server.recording.comparing import compare_reports
from caveat.server.recording.replay import NotReplayed
from caveat.server.screening.unread import Check, Chunk, Unread
from caveat.server.screening.worker import Worker
from caveat.source.errors import RequestError

_NOT_KEPT = {
    NotReplayed.NO_CONTENT: NotCompared.NO_CONTENT,
    NotReplayed.NOT_OPENED: NotCompared.NOT_OPENED,
}


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares chunks; a worker has the old packs, ``new`` are the folders of the others.

    ``today`` is the day that a FHIR record is read on; ``policies`` change the rules of both.
    """

    new: Folders
    today: date
    policies: Folders = ()

    def __call__(self, worker: Worker, chunk: Chunk) -> Chunked:
        """Compare the reports of every patient of a chunk."""
        other = checker_beside(worker.checker, self.new, self.policies)
        old, new = worker.checker.check, other.check
        compared = [self._compared(each, old, new) for each in chunk.patients]
        listed = tuple(each for each in compared if each.changes or each.not_checked)
        return Chunked(listed, len(compared) - len(listed))

    def _compared(self, unread: Unread, old: Check, new: Check) -> Compared:
        """Compare one patient; one that cannot be checked says so and spoils no other."""
        place = unread.place()
        try:
            before, after = self._reports(unread, old, new)
        except RequestError:
            return Compared(place, not_checked=NotCompared.MISTAKES)
        except NotKeptError as error:
            return Compared(place, not_checked=_NOT_KEPT[error.why])
        except Exception as error:  # noqa: BLE001  one bad patient spoils no other
            return Compared(place, not_checked=NotCompared.FAULT, cause=cause_of(error))
        changes = compare_reports(before, after)
        return Compared(place, headline_of(before), headline_of(after), changes)

    def _reports(self, unread: Unread, old: Check, new: Check) -> tuple[Report, Report]:
        """Read a patient once, and check with both."""
        before: list[Report] = []

        def check(request: Request) -> Report:
            before.append(old(request))
            return new(request)

        after = unread.report(check, self.today)
        return before[0], after
