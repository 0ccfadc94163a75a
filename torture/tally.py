"""What innocent callers saw."""

from collections.abc import Iterator

import msgspec

from caveat.v1.checker_pb2 import RECORD_STATE_NOT_RECORDED, RECORD_STATE_RECORDED, Record
from torture.known import Verdict
from torture.result import Count, none

_PERCENT = 100


class Tally(msgspec.Struct):
    """Answers by verdict, failures by status, and the milliseconds of each call.

    ``recorded`` are the ids of checks that were said to be in the decision log.
    """

    verdicts: dict[str, int] = {}
    failures: dict[str, int] = {}
    milliseconds: list[float] = []
    recorded: list[str] = []
    unrecorded: int = 0

    def add_record(self, record: Record) -> None:
        """Keep the id of a check that was said to be recorded."""
        if record.state == RECORD_STATE_RECORDED:
            self.recorded.append(record.id)
        elif record.state == RECORD_STATE_NOT_RECORDED:
            self.unrecorded += 1

    def add_answer(self, verdict: Verdict) -> None:
        """Count an answer."""
        self.verdicts[verdict.value] = self.verdicts.get(verdict.value, 0) + 1

    def add_failure(self, status: str) -> None:
        """Count a call without one."""
        self.failures[status] = self.failures.get(status, 0) + 1

    @property
    def answered(self) -> int:
        """How many calls had an answer."""
        return sum(self.verdicts.values())

    @property
    def wrong(self) -> int:
        """How many answers were not the known ones."""
        return self.answered - self.verdicts.get(Verdict.RIGHT.value, 0)

    @property
    def of_no_set(self) -> int:
        """How many answers were of a set of packs that was never whole."""
        return self.verdicts.get(Verdict.OF_NO_SET.value, 0)

    @property
    def failed(self) -> int:
        """How many calls had none."""
        return sum(self.failures.values())

    def percentile(self, share: int) -> float:
        """Give the milliseconds within which so many of a hundred calls ended."""
        ordered = sorted(self.milliseconds) or [0.0]
        return ordered[min(len(ordered) - 1, len(ordered) * share // _PERCENT)]

    @property
    def slowest(self) -> float:
        """The milliseconds of the slowest call."""
        return max(self.milliseconds, default=0.0)

    def answers(self) -> Iterator[Count]:
        """Count what must hold in every fault: answers come, and each is the known one."""
        yield Count("answers", self.answered, least=1)
        yield none("wrong answers", self.wrong)
        yield none("of these, seeming complete", self.verdicts.get(Verdict.SEEMS_COMPLETE.value, 0))

    def no_failures(self) -> Iterator[Count]:
        """Count failures, of which there must be none."""
        statuses = ", ".join(f"{number} {status}" for status, number in self.failures.items())
        yield none(f"failed calls{f' ({statuses})' if statuses else ''}", self.failed)
