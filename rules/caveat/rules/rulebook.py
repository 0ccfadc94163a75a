"""Packs compiled for checking: immutable, shared, and indexed by what a patient has."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.evaluator import Decider, Withholder, decider_of_all, withholder_of
from caveat.rules.index import RuleIndex
from caveat.rules.level import Level
from caveat.rules.model import (
    About,
    AllCriterion,
    AnyCriterion,
    Between,
    CountCriterion,
    Criterion,
    MedicationCriterion,
    Pack,
    Rule,
    Source,
    TrialDefinition,
)
from caveat.rules.records import RuleRecords
from caveat.rules.report import CitedSource, PackUse, PolicyUse


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRule:
    """A rule as it is decided, with the titles of the sources that its alert cites.

    It is about ``subject``; ``partner`` is the other term of a rule between two, else empty.
    ``number`` orders rules, gravest first. ``exceptions`` are those of ``unless``. ``review_by`` is
    the day by which it was to be reviewed, as year-month-day, or empty. ``waits_for_either`` says
    that it stays open for its partner too while other medicines are not known.
    """

    rule: Rule
    number: int
    id: str
    subject: str
    partner: str
    decide: Decider
    exceptions: tuple[tuple[Criterion, Withholder], ...]
    sources: tuple[CitedSource, ...]
    review_by: str
    waits_for_either: bool


def waits_for_either(rule_scope: Between | About, pack_scope: Collection[str]) -> bool:
    """Say whether a rule is open as soon as a medicine is there that it waits for.

    It always is for the one that it is about; a pack that speaks for the other too asks then.
    """
    if isinstance(rule_scope, Between):
        return rule_scope.second in pack_scope
    return any(term in pack_scope for term in _medicines(rule_scope.when))


def _medicines(criteria: Iterable[Criterion]) -> Iterator[str]:
    for criterion in criteria:
        match criterion:
            case (
                MedicationCriterion(term=term)
                | CountCriterion(medication=MedicationCriterion(term=term))
            ):
                yield term
            case AllCriterion(criteria=inner) | AnyCriterion(criteria=inner):
                yield from _medicines(inner)
            case _:
                pass


def compiled(
    rule: Rule,
    number: int,
    sources: tuple[CitedSource, ...],
    pack_scope: Collection[str],
    vocabulary: Vocabulary,
) -> CompiledRule:
    """Compile a rule of a pack with this scope; one between two is about its first."""
    scope = rule.scope
    if isinstance(scope, About):
        subject, partner, when = scope.term, "", scope.when
    else:
        subject, partner, when = scope.first, scope.second, ()
    return CompiledRule(
        rule=rule,
        number=number,
        id=rule.id,
        subject=subject,
        partner=partner,
        decide=decider_of_all(when, vocabulary),
        exceptions=tuple((each, withholder_of(each, vocabulary)) for each in rule.unless),
        sources=sources,
        review_by=rule.review.next_review,
        waits_for_either=waits_for_either(scope, pack_scope),
    )


@dataclass(frozen=True, slots=True)
class RulesById(Mapping[str, Rule]):
    """The rules of a book by id, in the order of their ids; ``numbers`` gives their places."""

    rules: RuleRecords
    numbers: Mapping[str, int]

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[self.numbers[rule_id]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What a check is decided with; ``covered_by`` follows covering rules all the way up.

    ``index`` finds the numbers of rules, ``compiled`` gives the rule of a number. ``digest`` is the
    SHA-256 of all that the book is made of, as hex; empty where its parts are not known by theirs.
    ``rules_digest`` is that of the packs, the vocabulary and the policies alone, whatever reads
    them. Of the rules that ``policies`` change, those that are ``silenced`` give no alert; on the
    day ``ends``, if there is one, some change no longer holds, and ``reopen`` opens the book that
    follows on a day.
    """

    packs: tuple[Pack, ...]
    rules: RulesById
    vocabulary: Vocabulary
    index: RuleIndex
    compiled: Callable[[int], CompiledRule]
    covered_by: Mapping[str, frozenset[str]]
    scope: frozenset[str]
    assumes: tuple[str, ...]
    trials: TrialDefinition | None
    sources: Mapping[tuple[str, str], Source]
    uses: tuple[PackUse, ...]
    worst: Level
    digest: str = ""
    rules_digest: str = ""
    changed: frozenset[str] = frozenset()
    silenced: frozenset[str] = frozenset()
    policies: tuple[PolicyUse, ...] = ()
    ends: dt.date | None = None
    reopen: Callable[[dt.date], "RuleBook"] | None = None

    def on(self, day: dt.date) -> "RuleBook":
        """Give the book of a day, which is this one as long as all of its changes hold."""
        return self if self.holds_on(day) or self.reopen is None else self.reopen(day)

    def holds_on(self, day: dt.date) -> bool:
        """Say whether it is the book of a day, or of any."""
        return self.ends is None or day < self.ends
