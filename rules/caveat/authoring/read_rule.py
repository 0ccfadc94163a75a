"""Rules with the patients of their examples, read once, whatever is then asked of them."""

from collections.abc import Iterator
from typing import NamedTuple

from caveat.reading.status import MedicationStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.engine import Engine
from caveat.rules.facts import Facts, Taken
from caveat.rules.model import About, Between, Example, Rule
from caveat.rules.rulebook import CompiledRule, RuleBook, compiled


class ReadExample(NamedTuple):
    """An example, and what is known of its patient."""

    example: Example
    facts: Facts


class ReadRule(NamedTuple):
    """A rule of a book, and its examples as they were read."""

    rule: Rule
    examples: tuple[ReadExample, ...]
    book: RuleBook

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the rule's terms."""
        return self.book.vocabulary

    def compiled(self, changed: Rule) -> CompiledRule:
        """Compile the rule as it would be if it were changed so."""
        own = self.book.compiled(self.book.rules.numbers[self.rule.id])
        scope = next(pack.scope for pack in self.book.packs if pack.id == self.rule.pack_id)
        return compiled(changed, own.number, own.sources, scope, self.vocabulary)

    def decided(self) -> Iterator[tuple[Facts, Taken]]:
        """Give each medicine of each patient that the rule is decided for."""
        term = subject_of(self.rule.scope)
        for _, facts in self.examples:
            for taken in facts.by_term.get(term, ()):
                if is_decided(taken):
                    yield facts, taken


def is_decided(taken: Taken) -> bool:
    """Say whether rules about a medicine, or between two, are decided for this one."""
    return taken.status is not MedicationStatus.STOPPED


def subject_of(scope: Between | About) -> str:
    """Give the medicine that a rule is about; one between two is about its first."""
    return scope.term if isinstance(scope, About) else scope.first


def read_rules(engine: Engine) -> Iterator[ReadRule]:
    """Read the examples of every rule of a book; ``RequestError`` where one cannot be read."""
    book, recogniser = engine.book, engine.recogniser
    for rule in book.rules.values():
        examples = (
            ReadExample(example, recogniser.facts_of(recogniser.read(example.given)))
            for example in rule.examples
        )
        yield ReadRule(rule, tuple(examples), book)
