"""From what was checked to the bytes of its report."""

from collections.abc import Iterator
from functools import cache, lru_cache, partial
from uuid import NAMESPACE_URL

from caveat.rules.alerts import alert_id
from caveat.rules.checked import Checked
from caveat.rules.facts import KnownFact
from caveat.rules.findings import Found
from caveat.rules.folding import Kept
from caveat.rules.level import Level, Outcome
from caveat.rules.rulebook import CompiledRule, RuleBook
from caveat.rules.suppressed import changes_of
from caveat.server.convert.enums import LEVELS, OUTCOMES
from caveat.server.convert.policies import message_of_policy_use
from caveat.server.convert.reports import message_of_pack_use
from caveat.server.wire.fields import field, length_of, message, tag_of
from caveat.server.wire.parts import REMEMBERED, Parts, of_assumption, of_question, of_unrecognised
from caveat.v1 import report_pb2

_REQUEST_ID = tag_of(report_pb2.Report.REQUEST_ID_FIELD_NUMBER)
_ALERTS = tag_of(report_pb2.Report.ALERTS_FIELD_NUMBER)
_SUPPRESSED = tag_of(report_pb2.Report.SUPPRESSED_FIELD_NUMBER)
_PACKS = tag_of(report_pb2.Report.PACKS_FIELD_NUMBER)
_RULES_DIGEST = tag_of(report_pb2.Report.RULES_DIGEST_FIELD_NUMBER)
_POLICIES = tag_of(report_pb2.Report.POLICIES_FIELD_NUMBER)
_SUPPRESSED_FINDING = tag_of(report_pb2.Suppressed.FINDING_FIELD_NUMBER)
# every id is as long as any other
_ALERT_ID = tag_of(report_pb2.Alert.ID_FIELD_NUMBER) + length_of(len(str(NAMESPACE_URL)))
_FINDINGS = tag_of(report_pb2.Alert.FINDINGS_FIELD_NUMBER)
_FOLDED = tag_of(report_pb2.Alert.FOLDED_FIELD_NUMBER)
_FINDINGS_OF_FOLDED = tag_of(report_pb2.FoldedRule.FINDINGS_FIELD_NUMBER)


WARMED = 1000
"""So many rules are made ready before a book is taken up; the others when they are met."""


class ReportWriter:
    """Writes the reports of one rule book; safe to share between threads."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._parts = Parts(book)
        # a patient is checked again and again while orders are written
        self._known_alert = lru_cache(REMEMBERED)(partial(_alert, self._parts))
        packs = (field(_PACKS, message_of_pack_use(use).SerializeToString()) for use in book.uses)
        policies = (
            field(_POLICIES, message_of_policy_use(use).SerializeToString())
            for use in book.policies
        )
        digest = field(_RULES_DIGEST, book.rules_digest.encode())
        self._rules = b"".join((*packs, digest, *policies))

    def warming(self) -> Iterator[None]:
        """Compile and encode the gravest rules, one at each step."""
        for number in range(min(WARMED, len(self._book.rules))):
            self._parts.of_rule(self._book.compiled(number))
            yield

    def report(self, checked: Checked) -> bytes:
        """Give the bytes of a ``caveat.v1.Report``."""
        return b"".join(
            (
                field(_REQUEST_ID, checked.request_id.encode()) if checked.request_id else b"",
                _headline(checked.outcome, checked.level, checked.complete),
                *[self._alert(kept) for kept in checked.kept],
                *map(of_question, checked.open_questions),
                *map(of_unrecognised, checked.unrecognised),
                *self._suppressed(checked),
                *map(of_assumption, checked.assumptions),
                self._rules,
            )
        )

    def _alert(self, kept: Kept) -> bytes:
        if not kept.folded:
            return self._known_alert(kept.rule, *kept.found)
        folded = (message(_FOLDED, _folded(self._parts, found)) for found in kept.folded)
        return message(_ALERTS, (*_fields(self._parts, kept), *folded))

    def _suppressed(self, checked: Checked) -> Iterator[bytes]:
        for found, by_rule_id in checked.folded:
            yield _trace(self._parts, found, self._parts.of_folding(found.rule, by_rule_id))
        for found, exception in checked.withheld:
            yield _trace(self._parts, found, self._parts.of_exception(found.rule, exception))
        for found, change in changes_of(checked.changed):
            yield _trace(self._parts, found, self._parts.of_change(found.rule, change))


def _alert(parts: Parts, rule: CompiledRule, *found: Found) -> bytes:
    """Give an alert under which nothing is folded, as a field of the report."""
    return message(_ALERTS, _fields(parts, Kept(rule, list(found), [])))


def _fields(parts: Parts, kept: Kept) -> Iterator[bytes]:
    yield _ALERT_ID
    yield alert_id(kept).encode()
    yield parts.of_rule(kept.rule).alert
    for found in kept.found:
        yield field(_FINDINGS, _finding(parts, found))


def _folded(parts: Parts, found: list[Found]) -> Iterator[bytes]:
    yield parts.of_rule(found[0].rule).folded
    for each in found:
        yield field(_FINDINGS_OF_FOLDED, _finding(parts, each))


def _trace(parts: Parts, found: Found, why: bytes) -> bytes:
    return message(_SUPPRESSED, (field(_SUPPRESSED_FINDING, _finding(parts, found)), why))


def _finding(parts: Parts, found: Found) -> bytes:
    """Give a finding, with each use once."""
    fields = [parts.of_rule(found.rule).finding, parts.of_use(found.use)]
    for use in found.uses:
        each = (
            parts.of_fact(use.name, use.text) if isinstance(use, KnownFact) else parts.of_use(use)
        )
        if each not in fields:
            fields.append(each)
    return b"".join(fields)


@cache
def _headline(outcome: Outcome, level: Level | None, complete: bool) -> bytes:  # noqa: FBT001 - a key
    headline = report_pb2.Report(
        outcome=OUTCOMES[outcome],
        complete=complete,
        level=LEVELS[level] if level else report_pb2.LEVEL_UNSPECIFIED,
    )
    return headline.SerializeToString()
