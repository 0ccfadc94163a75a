"""From a report to its message.

Every message is filled in its place: one that is built first and put in later is copied at
each level on its way up, which takes twice as long.
"""

from collections.abc import Iterable

from caveat.reading.path import Step
from caveat.rules.model import Background, Evidence, Review
from caveat.rules.report import (
    Alert,
    Assumption,
    CitedSource,
    EntryRef,
    Finding,
    FoldedRule,
    OpenQuestion,
    PackUse,
    Report,
    Suppressed,
    TracedEntry,
    Unrecognised,
    UsedFact,
)
from caveat.server.convert.enums import (
    ASSUMPTION_KINDS,
    ENTRY_LISTS,
    KINDS,
    LEVELS,
    OUTCOMES,
    STEP_KINDS,
    SUPPRESSED_KINDS,
)
from caveat.server.convert.policies import message_of_change, message_of_policy_use
from caveat.v1 import report_pb2


def message_of_report(report: Report) -> report_pb2.Report:
    """Write a report as every door hands it on."""
    message = report_pb2.Report(
        request_id=report.request_id,
        outcome=OUTCOMES[report.outcome],
        complete=report.complete,
        level=LEVELS[report.level] if report.level else report_pb2.LEVEL_UNSPECIFIED,
    )
    for alert in report.alerts:
        fill_alert(message.alerts.add(), alert)
    for question in report.open_questions:
        fill_question(message.open_questions.add(), question)
    for unrecognised in report.unrecognised:
        fill_unrecognised(message.unrecognised.add(), unrecognised)
    for suppressed in report.suppressed:
        fill_suppressed(message.suppressed.add(), suppressed)
    for assumption in report.assumptions:
        fill_assumption(message.assumptions.add(), assumption)
    for use in report.packs:
        message.packs.append(message_of_pack_use(use))
    message.rules_digest = report.rules_digest
    message.policies.extend(map(message_of_policy_use, report.policies))
    return message


def message_of_pack_use(use: PackUse) -> report_pb2.PackUse:
    """Write a pack that a check stands on."""
    return report_pb2.PackUse(
        id=use.id, version=use.version, digest=use.digest, reviewed=use.reviewed
    )


def message_of_step(step: Step) -> report_pb2.Step:
    """Write one step of a path."""
    return report_pb2.Step(kind=STEP_KINDS[step.kind], label=step.label, id=step.id)


def fill_evidence(
    message: report_pb2.Evidence, evidence: Evidence, sources: Iterable[CitedSource]
) -> None:
    """Write what supports a rule, with the titles of the sources that it cites."""
    message.grade = evidence.grade
    message.basis = evidence.basis
    message.note = evidence.note
    for source in sources:
        citation, work = source.citation, source.source
        message.sources.add(
            id=work.id,
            title=work.title,
            section=citation.section,
            url=work.url,
            edition=work.edition,
            date=work.date,
            read=citation.read.value if citation.read else "",
        )


def fill_background(message: report_pb2.Background, background: Background) -> None:
    """Write the rest of the minimum information model."""
    message.context = background.context
    message.exposure = background.exposure
    message.harm = background.harm


def fill_review(message: report_pb2.Review, review: Review) -> None:
    """Write who wrote a rule, and when it was reviewed."""
    message.author = review.author
    message.reviewer = review.reviewer
    message.reviewed = review.reviewed
    message.next_review = review.next_review


def fill_alert(message: report_pb2.Alert, alert: Alert) -> None:
    """Write an alert."""
    message.id = alert.id
    message.rule_id = alert.rule_id
    message.kind = KINDS[alert.kind]
    message.level = LEVELS[alert.level]
    message.title = alert.title
    for finding in alert.findings:
        _fill_finding(message.findings.add(), finding)
    message.consequence = alert.consequence
    message.mechanism = alert.mechanism
    message.management = alert.management
    message.serious = alert.serious
    fill_evidence(message.evidence, alert.evidence, alert.sources)
    message.pack_id = alert.pack_id
    for rule in alert.folded:
        fill_folded(message.folded.add(), rule)
    message.hazard = alert.hazard
    message.wrong_when = alert.wrong_when
    fill_background(message.background, alert.background)
    fill_review(message.review, alert.review)
    message.draft = alert.draft
    if alert.change:
        message.change.CopyFrom(message_of_change(alert.change))


def fill_folded(message: report_pb2.FoldedRule, rule: FoldedRule) -> None:
    """Write a rule that is shown under the alert that covers it."""
    message.rule_id = rule.rule_id
    message.kind = KINDS[rule.kind]
    message.level = LEVELS[rule.level]
    message.title = rule.title
    message.consequence = rule.consequence
    message.management = rule.management
    for finding in rule.findings:
        _fill_finding(message.findings.add(), finding)
    message.pack_id = rule.pack_id
    fill_evidence(message.evidence, rule.evidence, rule.sources)
    message.draft = rule.draft


def _fill_finding(message: report_pb2.Finding, finding: Finding) -> None:
    message.rule_id = finding.rule_id
    for traced in finding.entries:
        fill_traced(message.entries.add(), traced)
    for fact in finding.facts:
        fill_fact(message.facts.add(), fact)


def fill_fact(message: report_pb2.UsedFact, fact: UsedFact) -> None:
    """Write a fact that was used."""
    message.name = fact.name
    message.title = fact.title
    message.value = fact.value


def fill_traced(message: report_pb2.TracedEntry, traced: TracedEntry) -> None:
    """Write an entry with its path."""
    _fill_entry(message.entry, traced.entry)
    for step in traced.path:
        message.path.add(kind=STEP_KINDS[step.kind], label=step.label, id=step.id)


def _fill_entry(message: report_pb2.EntryRef, entry: EntryRef) -> None:
    message.list = ENTRY_LISTS[entry.list]
    message.index = entry.index
    message.text = entry.text


def fill_question(message: report_pb2.OpenQuestion, question: OpenQuestion) -> None:
    """Write an open question."""
    message.fact = question.fact
    message.text = question.text
    message.rule_ids.extend(question.rule_ids)
    message.level = LEVELS[question.level]
    if question.entry:
        _fill_entry(message.entry, question.entry)


def fill_unrecognised(message: report_pb2.Unrecognised, unrecognised: Unrecognised) -> None:
    """Write an entry that names nothing known."""
    _fill_entry(message.entry, unrecognised.entry)
    message.part = unrecognised.part
    message.reason = unrecognised.reason
    message.suggestions.extend(unrecognised.suggestions)


def fill_suppressed(message: report_pb2.Suppressed, suppressed: Suppressed) -> None:
    """Write a finding that was withheld or changed."""
    _fill_finding(message.finding, suppressed.finding)
    message.level = LEVELS[suppressed.level]
    message.title = suppressed.title
    message.by_rule_id = suppressed.by_rule_id
    message.why = suppressed.why
    message.kind = SUPPRESSED_KINDS[suppressed.kind]
    if suppressed.change:
        message.change.CopyFrom(message_of_change(suppressed.change))


def fill_assumption(message: report_pb2.Assumption, assumption: Assumption) -> None:
    """Write what was taken as given."""
    message.kind = ASSUMPTION_KINDS[assumption.kind]
    message.text = assumption.text
    if assumption.entry:
        _fill_entry(message.entry, assumption.entry)
    message.distance = assumption.distance
