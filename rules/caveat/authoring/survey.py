"""How well the examples of a rule book show what its rules say."""

from collections.abc import Iterator
from dataclasses import dataclass

from caveat.authoring.atoms import Atom, atoms_of
from caveat.authoring.mutation.killing import Killed, Killing
from caveat.authoring.read_rule import ReadRule, read_rules
from caveat.rules.decision import Truth
from caveat.rules.engine import Engine
from caveat.rules.model import Place

_TOUCHED = (Truth.YES, Truth.NO)


@dataclass(frozen=True, slots=True)
class Untouched:
    """A part of a rule in words, and the answers that no example gives: ``yes``, ``no``."""

    words: str
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSurvey:
    """One rule: how many parts it has, those that no example touches, and its mutants."""

    rule_id: str
    place: Place
    parts: int
    untouched: tuple[Untouched, ...]
    mutants: Killed


@dataclass(frozen=True, slots=True)
class Survey:
    """All rules of a book, in the order of their ids."""

    rules: tuple[RuleSurvey, ...]

    @property
    def parts(self) -> int:
        """Count the parts of all rules."""
        return sum(rule.parts for rule in self.rules)

    @property
    def touched(self) -> int:
        """Count the parts that some example decides to hold, and another not to."""
        return self.parts - sum(len(rule.untouched) for rule in self.rules)

    @property
    def made(self) -> int:
        """Count the mutants, but those left out."""
        return sum(rule.mutants.made for rule in self.rules)

    @property
    def left_out(self) -> int:
        """Count the mutants that cannot be told from their rules, or that no pack may hold."""
        return sum(rule.mutants.left_out for rule in self.rules)

    @property
    def killed(self) -> int:
        """Count the mutants that an example notices."""
        return self.made - sum(len(rule.mutants.survivors) for rule in self.rules)


def survey(engine: Engine) -> Survey:
    """Say of each rule of a book what its examples touch, and which mistakes they would notice.

    The examples must hold, as ``verify`` sees to; ``RequestError`` where one cannot be read.
    """
    killing = Killing(engine.book)
    return Survey(tuple(_of_rule(read, killing.of_rule(read)) for read in read_rules(engine)))


def _of_rule(read: ReadRule, mutants: Killed) -> RuleSurvey:
    atoms = tuple(atoms_of(read))
    rule = read.rule
    return RuleSurvey(rule.id, rule.place, len(atoms), tuple(_untouched(atoms)), mutants)


def _untouched(atoms: tuple[Atom, ...]) -> Iterator[Untouched]:
    for words, decided in atoms:
        never = tuple(truth.value for truth in _TOUCHED if truth not in decided)
        if never:
            yield Untouched(words, never)
