"""Patients whose answers are known, and what is wrong with an answer."""

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path

import msgspec
import yaml

from caveat.rules import Checker, request_of
from caveat.server.convert.messages import message_of_request
from caveat.server.wire.answers import report_on
from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.report_pb2 import ASSUMPTION_KIND_REVIEW_OVERDUE, Report

CASES = Path(__file__).parents[1] / "tests" / "cases"


class Verdict(Enum):
    """What an answer is; ``SEEMS_COMPLETE`` hides that something could not be checked."""

    RIGHT = "right"
    WRONG = "wrong"
    SEEMS_COMPLETE = "seems complete"
    OF_NO_SET = "of a set of packs that was never whole"


class KnownAnswers(msgspec.Struct, frozen=True):
    """Requests as bytes, and by the digest of a set of packs the report for each, as bytes."""

    requests: tuple[bytes, ...]
    reports: Mapping[str, tuple[bytes, ...]]

    def judge(self, number: int, report: Report) -> Verdict:
        """Say what a report for the request of this number is."""
        known = self.reports.get(report.rules_digest)
        if known is None:
            return Verdict.OF_NO_SET
        if _whatever_the_day(report) == known[number]:
            return Verdict.RIGHT
        expected = Report.FromString(known[number])
        seems_complete = report.complete and not expected.complete
        return Verdict.SEEMS_COMPLETE if seems_complete else Verdict.WRONG

    def write(self, path: Path) -> Path:
        """Write them for another process."""
        path.write_bytes(msgspec.msgpack.encode(self))
        return path

    @classmethod
    def read(cls, path: Path) -> "KnownAnswers":
        """Read what was written."""
        return msgspec.msgpack.decode(path.read_bytes(), type=cls)


def known_answers(*checkers: Checker) -> KnownAnswers:
    """Give the answers of these checkers in this process to the cases that every door is held to.

    The tests hold the checker itself against what people wrote of each case.
    """
    requests = known_requests()
    reports = {checker.book.rules_digest: _reports(checker, requests) for checker in checkers}
    return KnownAnswers(requests, reports)


def known_requests() -> tuple[bytes, ...]:
    """Give the requests of all cases, as bytes of ``CheckRequest``."""
    return tuple(map(_request, sorted(CASES.glob("*.yaml"))))


def _request(case: Path) -> bytes:
    given = yaml.safe_load(case.read_text(encoding="utf-8"))["given"]
    return message_of_request(request_of(given)).SerializeToString()


def _reports(checker: Checker, requests: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(
        _whatever_the_day(report_on(CheckRequest.FromString(raw), checker)) for raw in requests
    )


def _whatever_the_day(report: Report) -> bytes:
    """Write a report without the reviews that are overdue, which a clock that jumps changes."""
    judged = Report()
    judged.CopyFrom(report)
    del judged.assumptions[:]
    judged.assumptions.extend(
        each for each in report.assumptions if each.kind != ASSUMPTION_KIND_REVIEW_OVERDUE
    )
    return judged.SerializeToString(deterministic=True)
