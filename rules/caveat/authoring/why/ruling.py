"""The tree of one rule for one patient: a case for each medicine that the rule is about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from caveat.authoring.why.deciding import Case
from caveat.authoring.why.entries import medicines
from caveat.authoring.why.explanation import Explained, SeenEntry
from caveat.authoring.why.telling import absent, tell
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.alerts import trace, why_withheld
from caveat.rules.criteria import CURRENT
from caveat.rules.decision import TakenUse, Truth, Use
from caveat.rules.evaluator import Withholder
from caveat.rules.facts import NOBODY, Facts, Missing, Taken
from caveat.rules.findings import Findings, Found
from caveat.rules.model import About, Criterion, MedicationCriterion
from caveat.rules.rulebook import CompiledRule

_LEAVING = {Truth.YES: Truth.NO, Truth.UNKNOWN: Truth.UNKNOWN, Truth.NO: Truth.YES}
"""Whether an exception that withholds something holds, by what it leaves."""

_SAME = "is the same medicine, listed twice"


class Ruling(NamedTuple):
    """A rule, what is known of a patient, and what the engine found by this rule alone."""

    rule: CompiledRule
    facts: Facts
    findings: Findings
    vocabulary: Vocabulary

    def tree(self) -> Explained:
        """Tell of the rule; it holds where one of its cases does."""
        wanted = MedicationCriterion(self.rule.subject, CURRENT)
        seen = medicines(wanted, self._case_of(NOBODY))
        cases = tuple(map(self._told, self._subjects()))
        unread = self.facts.missing_proposed
        open_ends = (*unread, *self.findings.waiting)
        truth = _any_of([*(each.truth for each in cases), *(Truth.UNKNOWN for _ in open_ends)])
        return Explained(
            asks=self._asks(),
            truth=truth,
            entries=tuple(each for each in seen if each.truth is not Truth.YES) if cases else (),
            absent=absent(unread, self.vocabulary),
            within=cases or self._without_subject(seen, truth),
        )

    def _asks(self) -> str:
        title = self.vocabulary.title_of(self.rule.subject)
        if self.rule.partner:
            return f"two entries: {title}, and {self.vocabulary.title_of(self.rule.partner)}"
        return f"about {title}"

    def _subjects(self) -> list[Taken]:
        """Give the medicines that the rule is decided for; one that was stopped is none."""
        of_term = self.facts.by_term.get(self.rule.subject, ())
        return [taken for taken in of_term if taken.status in CURRENT]

    def _without_subject(self, seen: tuple[SeenEntry, ...], truth: Truth) -> tuple[Explained, ...]:
        """Tell what came near the medicine that is missing, and of the partner, if there is one."""
        asks = f"takes {self.vocabulary.title_of(self.rule.subject)}"
        partner = (tell(each, self._case_of(NOBODY)) for each in self._partner())
        missing = absent(self._missing(), self.vocabulary)
        return (Explained(asks, truth, entries=seen, absent=missing), *partner)

    def _missing(self) -> Iterator[Missing]:
        """Give what the rule waits for, each once."""
        waiting = (each.missing for each in self.findings.waiting)
        return iter(dict.fromkeys(chain.from_iterable(waiting)))

    def _told(self, subject: Taken) -> Explained:
        case = self._case_of(subject)
        scope = self.rule.rule.scope
        when = scope.when if isinstance(scope, About) else ()
        traced = trace(TakenUse(subject, self.rule.subject), self.vocabulary)
        return Explained(
            asks=f"for this {self.vocabulary.title_of(self.rule.subject)}",
            truth=self._truth(subject),
            entries=(SeenEntry(traced, Truth.YES),),
            within=(
                *(tell(criterion, case) for criterion in when),
                *(self._marked(tell(partner, case), subject) for partner in self._partner()),
                *(self._exception(each, case) for each in self.rule.exceptions),
            ),
        )

    def _partner(self) -> tuple[Criterion, ...]:
        partner = self.rule.partner
        return (MedicationCriterion(partner, CURRENT),) if partner else ()

    def _marked(self, partner: Explained, subject: Taken) -> Explained:
        """Mark the entries of the partner whose finding is withheld, and what may be another."""
        withheld = {
            trace(use, self.vocabulary): why_withheld(each.exception, self.vocabulary)
            for each in self.findings.withheld
            for use in each.found.uses
            if isinstance(use, TakenUse)
        }
        entries = (
            replace(seen, why=f"withheld: {withheld[seen.traced]}")
            if seen.traced in withheld
            else seen
            for seen in partner.entries
        )
        waiting = (each.missing for each in self.findings.waiting if each.subject is subject)
        missing = absent(chain.from_iterable(waiting), self.vocabulary)
        told = replace(partner, entries=tuple(entries), absent=missing)
        return self._without_same(told, subject)

    def _without_same(self, partner: Explained, subject: Taken) -> Explained:
        """Take back the entries of the partner that are the very medicine of the rule."""
        same = {
            trace(TakenUse(taken, self.rule.partner), self.vocabulary)
            for taken in self.facts.by_term.get(self.rule.partner, ())
            if taken is not subject and taken.is_same_as(subject)
        }
        entries = tuple(
            replace(seen, truth=Truth.NO, why=_SAME) if seen.traced in same else seen
            for seen in partner.entries
        )
        if entries == partner.entries:
            return partner
        others = (each.truth for each in entries)
        truth = _any_of([*others, *(Truth.UNKNOWN for _ in partner.absent)])
        return replace(partner, entries=entries, truth=truth)

    def _truth(self, subject: Taken) -> Truth:
        """Say what the engine found for a medicine, its exceptions with it."""
        if any(self._concerns(found, subject) for found in self.findings.found):
            return Truth.YES
        waits = any(each.subject is subject for each in self.findings.waiting)
        return Truth.UNKNOWN if waits else Truth.NO

    def _exception(self, exception: tuple[Criterion, Withholder], case: Case) -> Explained:
        """Tell of an exception, which holds for a medicine where it leaves nothing of it."""
        criterion, withholds = exception
        told = tell(criterion, case)
        asks, used = f"unless {told.asks}", self._used(case.subject)
        if isinstance(criterion, MedicationCriterion) and not any(used):
            return Explained(asks, Truth.NO)  # it speaks of what was used, and nothing was
        if any(withholds(case.facts, case.subject, uses) for uses in used):
            return replace(told, asks=asks, truth=_LEAVING[self._truth(case.subject)])
        possible = Truth.UNKNOWN if told.truth is Truth.UNKNOWN else Truth.NO
        return replace(told, asks=asks, truth=possible)

    def _used(self, subject: Taken) -> Sequence[tuple[Use, ...]]:
        """Give what each finding used; an exception can hold where there is none, too.

        One of a rule between two may speak of either, so that each is looked at by itself.
        """
        findings = (*self.findings.found, *(each.found for each in self.findings.withheld))
        concerned = [each for each in findings if self._concerns(each, subject)]
        own = [(each.use,) for each in concerned if self.rule.partner]
        return [*(each.uses for each in concerned), *own] or [()]

    def _concerns(self, found: Found, subject: Taken) -> bool:
        """Say whether a finding is of a medicine; a pair that could change places is of both."""
        if found.subject is subject or not self.rule.partner:
            return found.subject is subject
        return any(isinstance(use, TakenUse) and use.taken is subject for use in found.uses)

    def _case_of(self, subject: Taken) -> Case:
        return Case(self.facts, subject, self.vocabulary)


def _any_of(truths: Iterable[Truth]) -> Truth:
    found = set(truths)
    return next((each for each in (Truth.YES, Truth.UNKNOWN) if each in found), Truth.NO)
