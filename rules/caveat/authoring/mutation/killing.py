"""Which mutants of a rule its examples notice."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from caveat.authoring.mutation.change import Kind
from caveat.authoring.mutation.mutants import Mutant, mutants_of
from caveat.authoring.mutation.normal import Normal
from caveat.authoring.read_rule import ReadRule
from caveat.authoring.verify import outcome_in
from caveat.rules.compiler import wrong_covers
from caveat.rules.decode import GRAVEST_DRAFT
from caveat.rules.findings import decide_each
from caveat.rules.records import RuleHead, heads_of, record_of, records_of
from caveat.rules.rulebook import RuleBook


class Survivor(NamedTuple):
    """A mistake that no example of its rule notices."""

    kind: Kind
    words: str


class Killed(NamedTuple):
    """How many mutants of a rule were made and counted, and those that no example notices.

    ``left_out`` were not counted: no patient tells them from the rule, or no pack may hold them.
    """

    made: int
    left_out: int
    survivors: tuple[Survivor, ...]


class Killing:
    """Tries the mutants of the rules of a book."""

    def __init__(self, book: RuleBook) -> None:
        self._normal = Normal(book.vocabulary)
        self._heads = tuple(heads_of(records_of(book.rules.rules)))

    def of_rule(self, read: ReadRule) -> Killed:
        """Try every mutant of a rule on the patients of its examples."""
        mutants = mutants_of(read, self._normal)
        counted = [each for each in mutants.made if not _is_refused(each, self._heads)]
        is_noticed = _noticing(read)
        survivors = (Survivor(each.kind, each.words) for each in counted if not is_noticed(each))
        left_out = len(mutants.same) + len(mutants.made) - len(counted)
        return Killed(len(counted), left_out, tuple(survivors))


def _noticing(read: ReadRule) -> Callable[[Mutant], bool]:
    """Make what decides a mutant beside the rules that cover it, as the rule itself is decided."""
    rule_id, book = read.rule.id, read.book
    covering_ids = book.covered_by.get(rule_id, frozenset())
    covering = [book.compiled(book.rules.numbers[each]) for each in covering_ids]

    def is_noticed(mutant: Mutant) -> bool:
        if mutant.kind is Kind.LEVEL:
            return any(each.example.level for each in read.examples)
        rules = (read.compiled(mutant.rule), *covering)
        for example, facts in read.examples:
            findings = decide_each(rules, facts)
            if outcome_in(findings, rule_id, facts, book.covered_by) is not example.expect:
                return True
        return False

    return is_noticed


def _is_refused(mutant: Mutant, heads: Sequence[RuleHead]) -> bool:
    """Say whether no pack may hold a mutant: a draft too grave, a rule graver than what covers it.

    Only a level can be refused: each other mistake is one that could stand in a file.
    """
    rule = mutant.rule
    if mutant.kind is not Kind.LEVEL:
        return False
    if rule.draft and rule.level > GRAVEST_DRAFT:
        return True
    (changed,) = heads_of([record_of(rule)])
    others = [changed if head.id == rule.id else head for head in heads]
    return any(wrong_covers(others))
