"""The vocabulary while its files are being read: what they said, and which names are taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from caveat.reading.codes import Code
from caveat.reading.market import Market
from caveat.reading.names import NameIndex
from caveat.reading.path import StepKind
from caveat.reading.rxnorm.directory import RxNormDirectory
from caveat.reading.spelling import Spelling
from caveat.reading.text import key_of
from caveat.reading.vocabulary import (
    Concept,
    Lexicon,
    MedicineClass,
    ObservationTerm,
    Substance,
    Vocabulary,
    VocabularyNames,
)
from caveat.source.document import Node
from caveat.source.reader import Reader, named


@dataclass(frozen=True, slots=True)
class ClassDraft:
    """A class as its file states it, and where."""

    title: str
    members: tuple[str, ...]
    exceptions: tuple[str, ...]
    excludes: tuple[str, ...]
    reader: Reader
    node: Node

    def problem(self, kind: str, what: str) -> None:
        """Note a mistake of this class."""
        self.reader.problem(self.node, kind, what)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names something which another file may define."""

    kind: str
    name: str
    reader: Reader
    node: Node


@dataclass(slots=True)
class VocabularyDraft:
    """What the files have said so far."""

    ingredients: set[str] = field(default_factory=set[str])
    substances: dict[str, Substance] = field(default_factory=dict[str, Substance])
    codes: dict[Code, Substance] = field(default_factory=dict[Code, Substance])
    classes: dict[str, ClassDraft] = field(default_factory=dict[str, ClassDraft])
    concepts: dict[str, Concept] = field(default_factory=dict[str, Concept])
    conditions: dict[str, str] = field(default_factory=dict[str, str])
    condition_codes: dict[Code, tuple[str, ...]] = field(
        default_factory=dict[Code, tuple[str, ...]]
    )
    observations: dict[str, ObservationTerm] = field(default_factory=dict[str, ObservationTerm])
    observation_names: dict[str, str] = field(default_factory=dict[str, str])
    routes: dict[str, str] = field(default_factory=dict[str, str])
    route_names: set[str] = field(default_factory=set[str])
    form_routes: dict[str, str] = field(default_factory=dict[str, str])
    filler: dict[str, str] = field(default_factory=dict[str, str])
    common: set[str] = field(default_factory=set[str])
    condition_words: set[str] = field(default_factory=set[str])
    look_alikes: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    references: list["Reference"] = field(default_factory=list["Reference"])

    def name(self, reader: Reader, node: Node, name: str, substance: Substance) -> None:
        """Give a medicine a name; a name that means something else already is a problem."""
        key = key_of(name)
        taken = self.substances.setdefault(key, substance)
        if taken.terms != substance.terms:
            reader.problem(node, "ambiguous name", f"'{name}' names '{taken.label}' too")

    def condition(self, reader: Reader, node: Node, name: str, concept: str) -> None:
        """Give a condition a name; a name that means something else already is a problem."""
        taken = self.conditions.setdefault(key_of(name), concept)
        if taken != concept:
            reader.problem(node, "ambiguous name", f"'{name}' names '{taken}' too")

    def code(self, reader: Reader, node: Node, code: Code, substance: Substance) -> None:
        """Give a medicine a code; a code of something else is a problem."""
        taken = self.codes.setdefault(code, substance)
        if taken.terms != substance.terms:
            reader.problem(node, "ambiguous code", f"'{code}' is '{taken.label}' too")

    def check_references(self) -> None:
        """Note every name that no file defines."""
        for reference in self.references:
            known = self.ingredients if reference.kind == "ingredient" else self.concepts
            if reference.name not in known:
                kind = f"unknown {reference.kind}"
                reference.reader.problem(reference.node, kind, named(reference.name, known))
        for name in sorted(self.ingredients & self.classes.keys()):
            self.classes[name].problem("ambiguous id", f"'{name}' is an ingredient too")

    def finish(
        self,
        classes: Mapping[str, MedicineClass],
        directory: RxNormDirectory | None,
        digest: str = "",
    ) -> Vocabulary:
        """Make the vocabulary, with the names of an imported release where there is one."""
        substances = NameIndex(self.substances)
        names = VocabularyNames(
            ingredients=frozenset(self.ingredients),
            substances=substances,
            conditions=NameIndex(self.conditions, joining="()[]"),
            observations=self.observation_names,
            lexicon=self._lexicon(),
            substance_spelling=Spelling(
                self.substances, lambda key: self.substances[key].terms, self.look_alikes
            ),
            condition_spelling=Spelling(self.conditions, self.conditions.__getitem__, {}),
            filler_spelling=Spelling(
                (key for key in self.filler if " " not in key), lambda _: None, {}
            ),
            further=Market(directory, self.codes, substances) if directory else None,
            digest=digest,
        )
        return Vocabulary(
            classes=classes,
            concepts=self.concepts,
            observations=self.observations,
            names=names,
            codes=self.codes,
            condition_codes=self.condition_codes,
        )

    def _lexicon(self) -> Lexicon:
        words = (word for name in self.conditions for word in name.split())
        return Lexicon(
            frozenset(self.route_names),
            NameIndex(self.routes),
            NameIndex(self.form_routes),
            NameIndex(self.filler),
            frozenset(self.common).union(words),
            frozenset(self.condition_words),
        )


def resolve_classes(draft: VocabularyDraft) -> dict[str, MedicineClass]:
    """Resolve each class to its ingredients; what it names must exist and not hold itself.

    It must have members, and none of a class that it excludes.
    """
    resolved: dict[str, MedicineClass] = {}
    for name in draft.classes:
        _resolve(name, draft, resolved, ())
    for name, found in resolved.items():
        stated = draft.classes[name]
        if not (found.members or stated.reader.problems):
            stated.problem("class without members", f"'{name}' names no ingredient; drop it")
        for other in stated.excludes:
            _exclude(found, other, draft, resolved)
    return resolved


def _exclude(
    found: MedicineClass,
    other: str,
    draft: VocabularyDraft,
    resolved: Mapping[str, MedicineClass],
) -> None:
    """Note the ingredients that are in a class and in one that it excludes."""
    stated = draft.classes[found.id]
    if other not in resolved:
        stated.problem("unknown class", named(other, resolved))
        return
    for member in sorted(found.members & resolved[other].members):
        what = f"'{member}' is in '{found.id}' and in '{other}'; except it from one"
        stated.problem("excluded member", what)


def _resolve(
    name: str,
    draft: VocabularyDraft,
    resolved: dict[str, MedicineClass],
    above: tuple[str, ...],
) -> frozenset[str]:
    if name in resolved:
        return resolved[name].members
    if name in draft.ingredients:
        return frozenset((name,))
    found = draft.classes[above[-1]] if name not in draft.classes else draft.classes[name]
    if name not in draft.classes:
        known = (*draft.classes, *draft.ingredients)
        found.problem("unknown class or ingredient", named(name, known))
        return frozenset()
    if name in above:
        found.problem("class within itself", " > ".join((*above, name)))
        return frozenset()
    inside = (*above, name)
    members = _united(_resolve(part, draft, resolved, inside) for part in found.members)
    left_out = _united(_resolve(part, draft, resolved, inside) for part in found.exceptions)
    resolved[name] = MedicineClass(name, found.title, members - left_out, found.members)
    return resolved[name].members


def _united(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(member for members in sets for member in members)


def ingredient(name: str, label: str = "", route: str = "") -> Substance:
    """Give the substance that a name of one ingredient stands for."""
    kind = StepKind.NAME if label else StepKind.INGREDIENT
    return Substance(label or name, (name,), kind, route)
