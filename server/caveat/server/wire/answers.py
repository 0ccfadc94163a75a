"""The one door to the short way: a request whose entries are bytes in, a report as bytes out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count
from typing import NamedTuple, TypeVar

from google.protobuf.message import DecodeError

from caveat.rules import Checker, Request
from caveat.rules.checked import Checked
from caveat.rules.intake import MAX_REQUEST_ID
from caveat.rules.recogniser import ReadRequest
from caveat.rules.report import Report
from caveat.server.convert.reports import message_of_report
from caveat.server.convert.requests import request_of_message
from caveat.server.recording.decided import Decided, of_checked, of_report
from caveat.server.wire.memory import LONGEST, EntryMemory, UnusualError
from caveat.server.wire.writing import ReportWriter
from caveat.v1 import checker_pb2, report_pb2
from caveat.wire.v1 import envelope_pb2

_Read = TypeVar("_Read")


class Answer(NamedTuple):
    """The bytes of a ``caveat.v1.Report``, and what they were written from."""

    report: bytes
    findings: Checked | Report
    rules_digest: str

    def decided(self) -> Decided:
        """Give what of it stands in the decision log."""
        if isinstance(self.findings, Report):
            return of_report(self.findings)
        return of_checked(self.findings, self.rules_digest)


class Answers:
    """Answers requests with one checker; safe to share between threads.

    What those ``before`` it have read with the same vocabulary is known to it too.
    """

    def __init__(self, checker: Checker, before: "Answers | None" = None) -> None:
        self._checker = checker
        self._engine = checker.engine
        self.memory: EntryMemory = EntryMemory(
            self._engine.recogniser, before.memory if before else None
        )
        self._writer = ReportWriter(self._engine.book)

    @property
    def is_current(self) -> bool:
        """Whether the checker still checks with the rules that these answer by."""
        return self._checker.engine is self._engine

    def following(self) -> "Answers":
        """Give those by the rules that the checker checks with now."""
        return Answers(self._checker, self)

    def warming(self) -> Iterator[None]:
        """Make the gravest rules ready step by step: the first calls would else wait for them."""
        return self._writer.warming()

    def report(self, request: envelope_pb2.CheckRequest) -> bytes:
        """Give the bytes of a ``caveat.v1.Report``; raises as ``answer`` does."""
        return self.answer(request).report

    def answer(self, request: envelope_pb2.CheckRequest) -> Answer:
        """Check one patient.

        ``RequestError`` names the fields that cannot be used, ``DecodeError`` is of an entry that
        is no message of the contract.
        """
        digest = self._engine.book.rules_digest
        try:
            read = self._read(request)
        except (UnusualError, DecodeError):
            report = self._checker.check(ordinary_request(request))
            return Answer(message_of_report(report).SerializeToString(), report, digest)
        checked = self._engine.decide(read)
        return Answer(self._writer.report(checked), checked, digest)

    def _read(self, request: envelope_pb2.CheckRequest) -> ReadRequest:
        if len(request.request_id) > MAX_REQUEST_ID:
            raise UnusualError
        if request.nothing_proposed and request.proposed:
            raise UnusualError
        patient, memory = request.patient, self.memory
        asked = patient.HasField
        each = _each if request.ByteSize() <= LONGEST else _each_in_bounds
        most = self._checker.most_entries
        return ReadRequest(
            request.request_id,
            each(most["proposed"], memory.proposal, request.proposed),
            each(most["medications"], memory.medication, patient.medications.items)
            if asked("medications")
            else None,
            each(most["conditions"], memory.condition, patient.conditions.items)
            if asked("conditions")
            else None,
            each(most["observations"], memory.observation, patient.observations),
            each(most["allergies"], memory.allergy, patient.allergies.items)
            if asked("allergies")
            else None,
            each(most["trials"], memory.trial, patient.trials.items) if asked("trials") else None,
            request.nothing_proposed,
        )


def ordinary_request(request: envelope_pb2.CheckRequest) -> Request:
    """Read a request in the ordinary way; raises as ``Answers.answer`` does."""
    return request_of_message(checker_pb2.CheckRequest.FromString(request.SerializeToString()))


def report_on(request: checker_pb2.CheckRequest, checker: Checker) -> report_pb2.Report:
    """Check one patient in the ordinary way; ``RequestError`` names fields that cannot be used."""
    return message_of_report(checker.check(request_of_message(request)))


def _each(
    most: int,
    read: Callable[[bytes, int], _Read],
    entries: Collection[bytes],
) -> Sequence[_Read]:
    """Read a list; what is too many is left to the ordinary way."""
    if not entries:
        return ()
    if len(entries) > most:
        raise UnusualError
    return list(map(read, entries, count()))


def _each_in_bounds(
    most: int,
    read: Callable[[bytes, int], _Read],
    entries: Collection[bytes],
) -> Sequence[_Read]:
    """Read a list; what is too many or too long is left to the ordinary way."""
    if len(entries) <= most and any(len(raw) > LONGEST for raw in entries):
        raise UnusualError
    return _each(most, read, entries)
