"""From what was checked to the bytes of its report."""

from collections.abc import Iterator
from functools import cache

from caveat.rules.alerts import alert_id, suppressed_of
from caveat.rules.checked import Checked
from caveat.rules.facts import KnownFact
from caveat.rules.findings import Found
from caveat.rules.folding import Kept
from caveat.rules.level import Level, Outcome
from caveat.rules.rulebook import RuleBook
from caveat.server.convert.enums import LEVELS, OUTCOMES
from caveat.server.convert.reports import fill_suppressed, message_of_pack_use
from caveat.server.wire.fields import field, message, tag_of
from caveat.server.wire.parts import Parts, of_assumption, of_question, of_unrecognised
from caveat.v1 import report_pb2

_REQUEST_ID = tag_of(report_pb2.Report.REQUEST_ID_FIELD_NUMBER)
_ALERTS = tag_of(report_pb2.Report.ALERTS_FIELD_NUMBER)
_SUPPRESSED = tag_of(report_pb2.Report.SUPPRESSED_FIELD_NUMBER)
_PACKS = tag_of(report_pb2.Report.PACKS_FIELD_NUMBER)
_ALERT_ID = tag_of(report_pb2.Alert.ID_FIELD_NUMBER)
_FINDINGS = tag_of(report_pb2.Alert.FINDINGS_FIELD_NUMBER)
_FOLDED = tag_of(report_pb2.Alert.FOLDED_FIELD_NUMBER)
_FINDINGS_OF_FOLDED = tag_of(report_pb2.FoldedRule.FINDINGS_FIELD_NUMBER)


class ReportWriter:
    """Writes the reports of one rule book; safe to share between threads."""

    def __init__(self, book: RuleBook) -> None:
        self._vocabulary = book.vocabulary
        self._parts = Parts(book)
        self._packs = b"".join(
            field(_PACKS, message_of_pack_use(use).SerializeToString()) for use in book.uses
        )

    def report(self, checked: Checked) -> bytes:
        """Give the bytes of a ``caveat.v1.Report``."""
        return b"".join(
            (
                field(_REQUEST_ID, checked.request_id.encode()) if checked.request_id else b"",
                _headline(checked.outcome, checked.level, checked.complete),
                *map(self._alert, checked.kept),
                *map(of_question, checked.open_questions),
                *map(of_unrecognised, checked.unrecognised),
                *self._suppressed(checked),
                *map(of_assumption, checked.assumptions),
                self._packs,
            )
        )

    def _alert(self, kept: Kept) -> bytes:
        parts = [field(_ALERT_ID, alert_id(kept).encode()), self._parts.of_rule(kept.rule).alert]
        parts.extend(message(_FINDINGS, self._finding(found)) for found in kept.found)
        parts.extend(message(_FOLDED, self._folded(found)) for found in kept.folded)
        return message(_ALERTS, parts)

    def _folded(self, found: list[Found]) -> Iterator[bytes]:
        yield self._parts.of_rule(found[0].rule).folded
        for each in found:
            yield message(_FINDINGS_OF_FOLDED, self._finding(each))

    def _finding(self, found: Found) -> list[bytes]:
        """Give the fields of a finding, each use once."""
        parts = self._parts
        fields = [parts.of_rule(found.rule).finding, parts.of_use(found.use)]
        for use in found.uses:
            each = (
                parts.of_fact(use.name, use.text)
                if isinstance(use, KnownFact)
                else parts.of_use(use)
            )
            if each not in fields:
                fields.append(each)
        return fields

    def _suppressed(self, checked: Checked) -> Iterator[bytes]:
        """Write what was withheld in the ordinary way: it is rare, and no two are alike."""
        for each in suppressed_of(checked.folded, checked.withheld, self._vocabulary):
            suppressed = report_pb2.Suppressed()
            fill_suppressed(suppressed, each)
            yield field(_SUPPRESSED, suppressed.SerializeToString())


@cache
def _headline(outcome: Outcome, level: Level | None, complete: bool) -> bytes:  # noqa: FBT001 - a key
    headline = report_pb2.Report(
        outcome=OUTCOMES[outcome],
        complete=complete,
        level=LEVELS[level] if level else report_pb2.LEVEL_UNSPECIFIED,
    )
    return headline.SerializeToString()
