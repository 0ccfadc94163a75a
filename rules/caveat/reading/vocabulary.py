"""The vocabulary: ingredients, classes, products, conditions and observations, and their names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol

from caveat.reading.codes import ATC, ICD10CM, Code
from caveat.reading.names import Match, NameIndex
from caveat.reading.path import Step, StepKind
from caveat.reading.spelling import Spelling
from caveat.reading.status import ConditionStatus
from caveat.reading.text import Token

NO_CONCEPT = ""
"""What a condition's name names where no rule concerns it."""


NONE = frozenset[str]()
_GROUP = "ATC group "


class Substance(NamedTuple):
    """What a name or code of a medicine stands for: ingredients, or one class of them.

    ``label`` is the name as it is usually written, ``route`` what a product implies. A vague name
    such as "sleeping tablet" may mean its class, and is read as it; a usual misspelling has the
    ``distance`` to the name that it means.
    """

    label: str
    terms: tuple[str, ...]
    kind: StepKind
    route: str = ""
    is_vague: bool = False
    distance: int = 0


@dataclass(frozen=True, slots=True)
class MedicineClass:
    """A named set of ingredients; ``members`` holds all of them, those of its classes too."""

    id: str
    title: str
    members: frozenset[str]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A condition that rules can speak of, within broader ones, and the statuses that count."""

    id: str
    title: str
    within: tuple[str, ...]
    counts: frozenset[ConditionStatus]


@dataclass(frozen=True, slots=True)
class ObservationTerm:
    """A fact that can be stated: its unit and believable range, or its choices.

    ``words`` gives the choice that each spoken word stands for.
    """

    name: str
    kind: str
    title: str
    question: str
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    units: Mapping[str, float] | None = None
    choices: Mapping[str, tuple[str, ...]] | None = None
    words: Mapping[str, str] | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words around a name: those that name a route, forms that imply one, and filler.

    ``common`` words say nothing beside a known name; ``condition_words`` are of conditions that
    concern no rule, however they are put together.
    """

    route_names: frozenset[str]
    routes: NameIndex[str]
    form_routes: NameIndex[str]
    filler: NameIndex[str]
    common: frozenset[str]
    condition_words: frozenset[str]


class Further(Protocol):
    """Medicines beyond the vocabulary's own, such as an imported release names them."""

    def by_code(self, code: Code) -> Substance | None:
        """Give what a code stands for."""
        ...

    def at(self, tokens: Sequence[Token], start: int) -> Match[Substance] | None:
        """Give the longest name that begins at a place."""
        ...


class Vocabulary:
    """All that can be recognised; immutable once it is made."""

    def __init__(
        self,
        *,
        classes: Mapping[str, MedicineClass],
        concepts: Mapping[str, Concept],
        observations: Mapping[str, ObservationTerm],
        names: "VocabularyNames",
        codes: Mapping[Code, Substance],
        condition_codes: Mapping[Code, tuple[str, ...]],
    ) -> None:
        self.classes = classes
        self.concepts = concepts
        self.observations = observations
        self.names = names
        self._codes = codes
        self._condition_codes = condition_codes
        self._terms = _terms_of(classes)
        self.steps = cache(self._steps)
        self.narrower_than = cache(self._narrower_than)
        self._broader = {concept: _broader_than(concept, concepts) for concept in concepts}

    @property
    def ingredients(self) -> frozenset[str]:
        """Every ingredient by its name."""
        return self.names.ingredients

    @property
    def codes(self) -> Mapping[Code, Substance]:
        """Every code of a medicine or class but those of an imported release."""
        return self._codes

    @property
    def condition_codes(self) -> Mapping[Code, tuple[str, ...]]:
        """Every code of a condition, an ICD-10-CM category without its point."""
        return self._condition_codes

    @property
    def digest(self) -> str:
        """The SHA-256 of its files and of the code that read them, as hex; empty: of no files."""
        return self.names.digest

    def has_term(self, term: str) -> bool:
        """Say whether a term is an ingredient or a class."""
        return term in self.classes or term in self.names.ingredients

    def terms_of(self, term: str) -> frozenset[str]:
        """Give an ingredient or class with every class that it is in."""
        return self._terms.get(term) or frozenset((term,))

    def is_classified(self, term: str) -> bool:
        """Say whether a term is a class or an ingredient of one."""
        return not self.classes.keys().isdisjoint(self.terms_of(term))

    def broader_than(self, concept: str) -> frozenset[str]:
        """Give a condition with every broader one."""
        return self._broader[concept]

    def members_of(self, term: str) -> frozenset[str]:
        """Give the ingredients of a class, or the ingredient itself."""
        found = self.classes.get(term)
        return found.members if found else frozenset((term,))

    def _narrower_than(self, named: tuple[str, ...]) -> frozenset[str]:
        """Give every term that a medicine may fall under of which only these are known.

        Nothing, where it is known which ingredient it is.
        """
        possible = self._possible(named)
        known = frozenset[str]().union(*map(self.terms_of, named))
        return frozenset[str]().union(*map(self.terms_of, possible)) - known if possible else NONE

    def _possible(self, named: tuple[str, ...]) -> Collection[str]:
        """Give the ingredients that a class, or a group of the ATC, may stand for."""
        classes = [self.classes[term].members for term in named if term in self.classes]
        if classes:
            return classes[0].intersection(*classes[1:])
        groups = (term.removeprefix(_GROUP) for term in named if term.startswith(_GROUP))
        return {term for group in groups for below in self._terms_below(group) for term in below}

    def title_of(self, term: str) -> str:
        """Give the name of an ingredient, class or condition for a person."""
        if term in self.classes:
            return self.classes[term].title
        concept = self.concepts.get(term)
        return concept.title if concept else term

    def substance_of(self, code: Code) -> Substance | None:
        """Give what a medicine's code stands for; an ATC code may stand for a class."""
        system = code.known_system
        if system is None:
            return None
        value = code.value.strip().upper()
        shortest = 1 if system == ATC else len(value)
        for length in range(len(value), max(shortest, 1) - 1, -1):
            found = self._codes.get(Code(system, value[:length]))
            if found and (length == len(value) or found.kind is StepKind.CLASS):
                return _by_route(found, value) if system == ATC else found
        known = self.names.further.by_code(code) if self.names.further else None
        return known or (self._group_of(value) if system == ATC else None)

    def is_mixed_group(self, code: Code) -> bool:
        """Say whether an ATC code is of a group whose medicines rules treat differently."""
        value = code.value.strip().upper()
        return code.known_system == ATC and bool(value) and bool(self._terms_below(value))

    def _terms_below(self, atc: str) -> list[frozenset[str]]:
        return [
            self.terms_of(term)
            for code, substance in self._codes.items()
            if code.system == ATC and code.value.startswith(atc)
            for term in substance.terms
        ]

    def _group_of(self, atc: str) -> Substance | None:
        """Give an ATC group by what its known ingredients share; ``None`` where rules differ."""
        terms = self._terms_below(atc) if atc else []
        if not terms:
            return None
        shared = terms[0].intersection(*terms) & self.classes.keys()
        if shared:
            return Substance(f"ATC {atc}", tuple(sorted(shared)), StepKind.CLASS)
        if any(not self.classes.keys().isdisjoint(each) for each in terms):
            return None
        return Substance(f"ATC {atc}", (f"{_GROUP}{atc}",), StepKind.NAME)

    def concepts_of(self, code: Code) -> tuple[str, ...] | None:
        """Give the conditions of a code; none where it concerns no rule; ``None``: unknown."""
        system = code.known_system
        value = code.value.strip().upper().replace(".", "")
        if system != ICD10CM:
            return self._condition_codes.get(Code(system or "", value))
        if len(value) < _ICD_CATEGORY or not (value[0].isalpha() and value[1].isdigit()):
            return None
        prefixes = (value[:length] for length in range(len(value), _ICD_CATEGORY - 1, -1))
        found = [self._condition_codes.get(Code(ICD10CM, prefix), ()) for prefix in prefixes]
        return tuple(dict.fromkeys(concept for concepts in found for concept in concepts))

    def _steps(self, ingredient: str, term: str) -> tuple[Step, ...]:
        """Give the path from an ingredient or class up to a class that it is in."""
        steps = [self.step(ingredient)]
        current = term
        above: list[Step] = []
        while current != ingredient and current in self.classes:
            above.append(self.step(current))
            parts = self.classes[current].parts
            current = next((part for part in parts if ingredient in self._holds(part)), "")
        return tuple(steps + above[::-1])

    def step(self, term: str) -> Step:
        """Give a term as a step of a path."""
        kind = StepKind.CLASS if term in self.classes else StepKind.INGREDIENT
        return Step(kind, self.title_of(term), term)

    def _holds(self, part: str) -> frozenset[str]:
        return self.members_of(part) | {part}


# groups of the ATC that hold local preparations only
_ATC_ROUTES = {"S01": "ophthalmic", "S02": "otic", "R01A": "nasal", "D": "topical"}


def _by_route(substance: Substance, atc: str) -> Substance:
    """Give a substance the route that its ATC group implies, such as eye drops for S01."""
    routes = (route for group, route in _ATC_ROUTES.items() if atc.startswith(group))
    return substance._replace(route=next(routes, substance.route))


@dataclass(frozen=True, slots=True)
class VocabularyNames:
    """Every name that is looked up, by what it names."""

    ingredients: frozenset[str]
    substances: NameIndex[Substance]
    conditions: NameIndex[str]
    observations: Mapping[str, str]
    lexicon: Lexicon
    substance_spelling: Spelling
    condition_spelling: Spelling
    filler_spelling: Spelling
    further: Further | None = None
    digest: str = ""


_ICD_CATEGORY = 3


def _terms_of(classes: Mapping[str, MedicineClass]) -> dict[str, frozenset[str]]:
    terms: dict[str, set[str]] = {}
    for found in classes.values():
        terms.setdefault(found.id, {found.id})
        for member in found.members:
            terms.setdefault(member, {member}).add(found.id)
    for found in classes.values():
        terms[found.id] |= _classes_above(found.id, classes)
    return {term: frozenset(found) for term, found in terms.items()}


def _classes_above(term: str, classes: Mapping[str, MedicineClass]) -> set[str]:
    """Give the classes that a class is part of; a member that is left out does not matter."""
    above = {found.id for found in classes.values() if term in found.parts}
    return above.union(*(_classes_above(found, classes) for found in above))


def _broader_than(concept: str, concepts: Mapping[str, Concept]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [concept]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(concepts[current].within)
    return frozenset(found)
