"""From what rules found to alerts: one a problem, weaker ones folded, the gravest first."""

from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5

from caveat.reading.path import Step, StepKind
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decision import HeldUse, TakenUse, Use
from caveat.rules.facts import KnownFact, Taken
from caveat.rules.findings import Found, Waiting, Withheld
from caveat.rules.patient import EntryList
from caveat.rules.report import (
    Alert,
    EntryRef,
    Finding,
    FoldedRule,
    Suppressed,
    TracedEntry,
    UsedFact,
)
from caveat.rules.rulebook import CompiledRule, RuleBook
from caveat.rules.wording import in_words


class AlertMaker:
    """Makes the alerts of one check."""

    def __init__(self, book: RuleBook, found: Iterable[Found]) -> None:
        self._book = book
        self._found: dict[str, list[Found]] = {}
        for finding in sorted(found, key=lambda found: found.rule.number):
            self._found.setdefault(finding.rule.rule.id, []).append(finding)
        self._medicines = {rule: _medicines(group) for rule, group in self._found.items()}
        self._kept: dict[str, list[Found]] = {}
        self._folded: list[tuple[Found, str]] = []
        for finding in (finding for group in self._found.values() for finding in group):
            by_rule_id = self._covering(finding)
            if by_rule_id:
                self._folded.append((finding, by_rule_id))
            else:
                self._kept.setdefault(finding.rule.rule.id, []).append(finding)

    def alerts(self) -> tuple[Alert, ...]:
        """Give one alert for each rule that is not wholly covered, gravest first."""
        return tuple(self._alert(kept[0].rule, kept) for kept in self._kept.values())

    def is_covered(self, waiting: Waiting) -> bool:
        """Say whether a rule could only fold; it could not where a further medicine is in doubt."""
        if any(missing.fact == _MEDICINES and missing.entry is None for missing in waiting.missing):
            return False
        covering = self._book.covered_by.get(waiting.rule.rule.id, frozenset())
        concerned = {waiting.subject.entry} | {
            missing.entry
            for missing in waiting.missing
            if missing.entry and missing.entry.list in _OF_MEDICINES
        }
        return any(
            rule_id in covering and concerned <= {entry for entry, _ in others}
            for rule_id, others in self._medicines.items()
        )

    def folded(self) -> tuple[Suppressed, ...]:
        """Give a trace of every finding that was folded."""
        why = "covered by the alert of the same problem"
        return tuple(self._suppressed(found, by, why) for found, by in self._folded)

    def withheld(self, withheld: Iterable[Withheld]) -> tuple[Suppressed, ...]:
        """Give a trace of every finding that a rule's own exception withholds."""
        vocabulary = self._book.vocabulary
        return tuple(
            self._suppressed(item.found, "", f"unless {in_words(item.exception, vocabulary)}")
            for item in sorted(withheld, key=lambda item: item.found.rule.number)
        )

    def _covering(self, found: Found) -> str:
        """Give the gravest rule that found the same problem and covers this one, if any."""
        covering = self._book.covered_by.get(found.rule.rule.id)
        if not covering:
            return ""
        medicines = _medicines((found,))
        for rule_id, others in self._medicines.items():
            if rule_id in covering and medicines <= others:
                return rule_id
        return ""

    def _suppressed(self, found: Found, by_rule_id: str, why: str) -> Suppressed:
        rule = found.rule.rule
        return Suppressed(self._finding(found), rule.level, rule.title, by_rule_id, why)

    def _alert(self, compiled: CompiledRule, kept: Sequence[Found]) -> Alert:
        rule = compiled.rule
        return Alert(
            id=_id(rule.id, kept),
            rule_id=rule.id,
            kind=rule.kind,
            level=rule.level,
            title=rule.title,
            findings=tuple(self._finding(found) for found in kept),
            consequence=rule.consequence,
            mechanism=rule.mechanism,
            management=rule.management,
            serious=rule.serious,
            evidence=rule.evidence,
            sources=compiled.sources,
            pack_id=rule.pack_id,
            folded=self._folded_under(rule.id),
        )

    def _folded_under(self, rule_id: str) -> tuple[FoldedRule, ...]:
        under: dict[str, list[Found]] = {}
        for found, by_rule_id in self._folded:
            if by_rule_id == rule_id:
                under.setdefault(found.rule.rule.id, []).append(found)
        return tuple(self._folded_rule(found) for found in under.values())

    def _folded_rule(self, found: Sequence[Found]) -> FoldedRule:
        rule = found[0].rule.rule
        return FoldedRule(
            rule_id=rule.id,
            kind=rule.kind,
            level=rule.level,
            title=rule.title,
            consequence=rule.consequence,
            management=rule.management,
            findings=tuple(self._finding(each) for each in found),
        )

    def _finding(self, found: Found) -> Finding:
        vocabulary = self._book.vocabulary
        subject = TakenUse(found.subject, found.rule.subject)
        uses: tuple[Use, ...] = (subject, *found.uses)
        entries = [_traced(use, vocabulary) for use in uses if not isinstance(use, KnownFact)]
        facts = [_used(use, vocabulary) for use in uses if isinstance(use, KnownFact)]
        return Finding(
            found.rule.rule.id, tuple(dict.fromkeys(entries)), tuple(dict.fromkeys(facts))
        )


_MEDICINES = EntryList.MEDICATIONS.value
_OF_MEDICINES = (EntryList.PROPOSED, EntryList.MEDICATIONS)


def _medicines(found: Iterable[Found]) -> set[tuple[EntryRef, frozenset[str]]]:
    """Give the medicines of findings; folding must not hide one, nor one of the same entry."""
    return {
        (taken.entry, taken.terms)
        for finding in found
        for taken in (
            finding.subject,
            *(use.taken for use in finding.uses if isinstance(use, TakenUse)),
        )
    }


def _traced(use: TakenUse | HeldUse, vocabulary: Vocabulary) -> TracedEntry:
    if isinstance(use, TakenUse):
        return TracedEntry(use.taken.entry, _taken_path(use.taken, use.term, vocabulary))
    held = use.held
    steps = [*held.steps, Step(StepKind.CONDITION, vocabulary.title_of(held.concept), held.concept)]
    if use.concept != held.concept:
        steps.append(Step(StepKind.CONDITION, vocabulary.title_of(use.concept), use.concept))
    status = held.status.value
    return TracedEntry(held.entry, (*steps, Step(StepKind.STATUS, status, status)))


def _taken_path(taken: Taken, term: str, vocabulary: Vocabulary) -> tuple[Step, ...]:
    for read in taken.substances:
        for named in read.substance.terms:
            if term in vocabulary.terms_of(named):
                return (*read.steps, *vocabulary.steps(named, term))
    return ()


def _used(fact: KnownFact, vocabulary: Vocabulary) -> UsedFact:
    term = vocabulary.observations.get(fact.name)
    return UsedFact(fact.name, term.title if term else fact.name, fact.text)


def _id(rule_id: str, found: Sequence[Found]) -> str:
    """Give the same id for the same problem, whatever the order or wording of the entries."""
    concerned = sorted({name for finding in found for name in _concerned(finding)})
    return str(uuid5(NAMESPACE_URL, "|".join((rule_id, *concerned))))


def _concerned(found: Found) -> Iterable[str]:
    for use in (TakenUse(found.subject, ""), *found.uses):
        if isinstance(use, TakenUse):
            for read in use.taken.substances:
                yield from read.substance.terms
        elif isinstance(use, HeldUse):
            yield use.held.concept
        else:
            yield use.name
