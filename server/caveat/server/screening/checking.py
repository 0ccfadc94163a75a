"""What a worker does with a chunk: reads, checks and answers each patient for itself."""

from dataclasses import dataclass, field
from datetime import date

from caveat.rules import Report
from caveat.server.http.body import JsonObject
from caveat.server.screening.answer import answer_of, fault_of, line_of, refusal_of
from caveat.server.screening.tally import Tally
from caveat.server.screening.unread import Check, Chunk, Unread
from caveat.server.screening.worker import Worker
from caveat.source.errors import RequestError


@dataclass(slots=True)
class Answered:
    """The lines of a chunk, in its order, and how its patients ended."""

    lines: bytes = b""
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Checking:
    """Checks chunks; ``today`` is the day that a FHIR record is read on."""

    today: date
    full: bool = False

    def __call__(self, worker: Worker, chunk: Chunk) -> Answered:
        """Answer every patient of a chunk."""
        answered = Answered()
        check = worker.checker.check
        answered.lines = b"".join(
            line_of(each.place() | self._answer(each, check, answered.tally))
            for each in chunk.patients
        )
        return answered

    def _answer(self, unread: Unread, check: Check, tally: Tally) -> JsonObject:
        """Answer one patient; one that cannot be checked says so and spoils no other."""
        try:
            report = unread.report(check, self.today)
            answer = self._written(report)
        except RequestError as error:
            tally.not_checked += 1
            return refusal_of(error)
        except Exception as error:  # noqa: BLE001  one bad patient spoils no other
            tally.faults += 1
            return fault_of(error)
        tally.count(report)
        return answer

    def _written(self, report: Report) -> JsonObject:
        return answer_of(report) | (_full(report) if self.full else {})


def _full(report: Report) -> JsonObject:
    from caveat.server.screening.full import full_report_of  # noqa: PLC0415  protobuf loads slowly

    return full_report_of(report)
