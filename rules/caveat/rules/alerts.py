"""From what rules found to alerts: one a problem, weaker ones folded, the gravest first."""

from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5

from caveat.reading.path import Step, StepKind
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decision import HeldUse, TakenUse, Use
from caveat.rules.facts import KnownFact, Taken
from caveat.rules.findings import Found, Withheld
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
        for finding in found:
            self._found.setdefault(finding.rule.rule.id, []).append(finding)

    def alerts(self) -> tuple[Alert, ...]:
        """Give one alert for each rule that is not wholly covered, gravest first."""
        groups = sorted(self._found.values(), key=lambda group: group[0].rule.number)
        return tuple(
            self._alert(group[0].rule, kept)
            for group in groups
            if (kept := [found for found in group if not self.covering(found)])
        )

    def covering(self, found: Found) -> str:
        """Give the gravest rule that found the same problem and covers this one, if any."""
        covering = self._book.covered_by.get(found.rule.rule.id, frozenset())
        raised = [rule for rule in covering if rule in self._found]
        medicines = _medicines((found,))
        same = [rule for rule in raised if medicines <= _medicines(self._found[rule])]
        return min(same, key=lambda rule: self._found[rule][0].rule.number, default="")

    def is_covered(self, rule_id: str) -> bool:
        """Say whether a rule could only fold under one that has found something."""
        covering = self._book.covered_by.get(rule_id, frozenset())
        return any(rule in self._found for rule in covering)

    def folded(self) -> tuple[Suppressed, ...]:
        """Give a trace of every finding that was folded."""
        return tuple(
            self._suppressed(found, by, "covered by the alert of the same problem")
            for group in self._found.values()
            for found in group
            if (by := self.covering(found))
        )

    def withheld(self, withheld: Iterable[Withheld]) -> tuple[Suppressed, ...]:
        """Give a trace of every finding that a rule's own exception withholds."""
        vocabulary = self._book.vocabulary
        return tuple(
            self._suppressed(item.found, "", f"unless {in_words(item.exception, vocabulary)}")
            for item in withheld
        )

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
        folded: list[FoldedRule] = []
        for group in sorted(self._found.values(), key=lambda group: group[0].rule.number):
            under = [found for found in group if self.covering(found) == rule_id]
            rule = group[0].rule.rule
            if under:
                findings = tuple(self._finding(found) for found in under)
                folded.append(
                    FoldedRule(
                        rule_id=rule.id,
                        kind=rule.kind,
                        level=rule.level,
                        title=rule.title,
                        consequence=rule.consequence,
                        management=rule.management,
                        findings=findings,
                    )
                )
        return tuple(folded)

    def _finding(self, found: Found) -> Finding:
        vocabulary = self._book.vocabulary
        subject = TakenUse(found.subject, found.rule.subject)
        uses: tuple[Use, ...] = (subject, *found.uses)
        entries = [_traced(use, vocabulary) for use in uses if not isinstance(use, KnownFact)]
        facts = [_used(use, vocabulary) for use in uses if isinstance(use, KnownFact)]
        return Finding(
            found.rule.rule.id, tuple(dict.fromkeys(entries)), tuple(dict.fromkeys(facts))
        )


def _medicines(found: Iterable[Found]) -> set[EntryRef]:
    """Give the medicines of findings; folding must not hide one."""
    entries: set[EntryRef] = set()
    for finding in found:
        entries.add(finding.subject.entry)
        entries.update(use.taken.entry for use in finding.uses if isinstance(use, TakenUse))
    return entries


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
