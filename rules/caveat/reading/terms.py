"""Reads the vocabulary's files; every mistake in them is a problem with its place."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from caveat.reading.codes import ATC, ICD10CM, RXNORM, SNOMED, Code
from caveat.reading.draft import (
    ClassDraft,
    Reference,
    VocabularyDraft,
    ingredient,
    resolve_classes,
)
from caveat.reading.path import StepKind
from caveat.reading.rxnorm.directory import RxNormDirectory
from caveat.reading.snapshot import digest_of, keep, restore, snapshot_path
from caveat.reading.spelling import distance_of
from caveat.reading.status import ConditionStatus
from caveat.reading.text import fold, key_of
from caveat.reading.vocabulary import (
    NO_CONCEPT,
    Concept,
    MedicineClass,
    ObservationTerm,
    Substance,
    Vocabulary,
)
from caveat.source.document import Node, read_document
from caveat.source.errors import PackError
from caveat.source.problem import Problem
from caveat.source.reader import Reader

BUILT_IN = Path(__file__).parent.parent / "terms"


def load_vocabulary(
    folder: Path = BUILT_IN, rxnorm: Path | None = None, *, cached: bool = True
) -> Vocabulary:
    """Load every YAML file below a folder, and map the file of an imported release of RxNorm.

    Unless ``cached``, no snapshot of the files counts, and none is kept. Raises ``PackError`` with
    all mistakes.
    """
    files = sorted(folder.rglob("*.yaml"))
    digest = digest_of(files)
    path = snapshot_path(digest) if cached else None
    kept = restore(path) if path else None
    draft, classes = kept or _read(files, folder)
    if path and kept is None:
        keep(path, draft, classes)
    return draft.finish(classes, RxNormDirectory(rxnorm) if rxnorm else None, digest)


def _read(
    files: Sequence[Path], folder: Path
) -> tuple[VocabularyDraft, Mapping[str, MedicineClass]]:
    draft = VocabularyDraft()
    readers = [_read_file(path, folder, draft) for path in files]
    if not readers:
        raise PackError([Problem(str(folder), 1, 1, "empty", "no vocabulary here")])
    classes = resolve_classes(draft)
    draft.check_references()
    problems = [problem for reader in readers for problem in reader.problems]
    if problems:
        raise PackError(problems)
    return draft, classes


def _read_file(path: Path, folder: Path, draft: VocabularyDraft) -> Reader:
    reader = Reader(str(path.relative_to(folder.parent)))
    try:
        node = read_document(path.read_bytes(), reader.path)
    except PackError as error:
        reader.problems.extend(error.problems)
        return reader
    fields = reader.fields(node, (*_SECTIONS, "count"), ("count",))
    sections = [(name, field) for name, field in fields.items() if name != "count"]
    if len(sections) != 1:
        reader.problem(node, "wrong sections", "expected one section and its count")
    for name, field in sections:
        read = _SECTIONS[name](reader, field, draft)
        if "count" in fields and reader.number(fields["count"]) != read:
            reader.problem(fields["count"], "wrong count", f"the section has {read} entries")
    return reader


def _medicines(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    entries = reader.entries(node)
    for key, value in entries:
        fields = reader.fields(value, ("rxcui", "atc", "brands", "synonyms", "misspellings"))
        name = key.text
        draft.ingredients.add(name)
        plain = ingredient(name)
        draft.name(reader, key, name, plain)
        for other in (
            *reader.items(fields.get("brands")),
            *reader.items(fields.get("synonyms")),
        ):
            label = reader.text(other)
            draft.name(reader, other, label, ingredient(name, label))
        _misspellings(reader, name, fields, draft)
        for rxcui in reader.words(fields.get("rxcui")):
            draft.code(reader, key, Code(RXNORM, rxcui), plain)
        for item in reader.items(fields.get("atc")):
            draft.code(reader, item, Code(ATC, reader.text(item)), plain)
    return len(entries)


def _misspellings(
    reader: Reader, name: str, fields: Mapping[str, Node], draft: VocabularyDraft
) -> None:
    """Read usual misspellings, each as the name of the medicine that it is nearest to."""
    names = (name, *reader.texts(fields.get("brands")), *reader.texts(fields.get("synonyms")))
    for item in reader.items(fields.get("misspellings")):
        written = reader.text(item)
        label = min(names, key=lambda known: distance_of(written, known))
        distance = distance_of(written, label)
        meant = Substance(label, (name,), StepKind.NAME, distance=distance)
        draft.name(reader, item, written, meant)


def _products(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    entries = reader.entries(node)
    for key, value in entries:
        fields = reader.fields(value, ("ingredients", "aliases", "route"), ("ingredients",))
        terms = reader.texts(fields.get("ingredients"))
        route = reader.text(fields.get("route"))
        for name in (key, *reader.items(fields.get("aliases"))):
            label = reader.text(name)
            draft.name(reader, name, label, Substance(label, terms, StepKind.NAME, route))
        for item in reader.items(fields.get("ingredients")):
            draft.references.append(Reference("ingredient", reader.text(item), reader, item))
    return len(entries)


def _classes(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    entries = reader.entries(node)
    for key, value in entries:
        allowed = ("title", "members", "except", "excludes", "synonyms", "vague", "atc")
        fields = reader.fields(value, allowed, ("title", "members"))
        title = reader.text(fields.get("title"))
        members = reader.texts(fields.get("members"))
        exceptions = reader.texts(fields.get("except"))
        excludes = reader.texts(fields.get("excludes"))
        draft.classes[key.text] = ClassDraft(title, members, exceptions, excludes, reader, key)
        for name in ("synonyms", "vague"):
            for item in reader.items(fields.get(name)):
                label = reader.text(item)
                substance = Substance(label, (key.text,), StepKind.CLASS, is_vague=name == "vague")
                draft.name(reader, item, label, substance)
        for item in reader.items(fields.get("atc")):
            substance = Substance(title, (key.text,), StepKind.CLASS)
            draft.code(reader, item, Code(ATC, reader.text(item)), substance)
    return len(entries)


def _conditions(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    entries = reader.entries(node)
    for key, value in entries:
        allowed = ("title", "within", "synonyms", "icd10cm", "snomed", "counts")
        fields = reader.fields(value, allowed, ("title", "counts"))
        title = reader.text(fields.get("title"))
        counts = (
            reader.choice(item, ConditionStatus) for item in reader.items(fields.get("counts"))
        )
        draft.concepts[key.text] = Concept(
            key.text,
            title,
            reader.texts(fields.get("within")),
            frozenset(status for status in counts if status),
        )
        for name in (fields.get("title"), *reader.items(fields.get("synonyms"))):
            if name is not None:
                draft.condition(reader, name, reader.text(name), key.text)
        for item in reader.items(fields.get("within")):
            draft.references.append(Reference("condition", reader.text(item), reader, item))
        _condition_codes(reader, fields, key.text, draft)
    return len(entries)


def _condition_names(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    """Read further names of conditions that another file defines."""
    entries = reader.entries(node)
    for key, value in entries:
        draft.references.append(Reference("condition", key.text, reader, key))
        for item in reader.items(value):
            draft.condition(reader, item, reader.text(item), key.text)
    return len(entries)


def _condition_codes(
    reader: Reader, fields: Mapping[str, Node], concept: str, draft: VocabularyDraft
) -> None:
    codes = [Code(SNOMED, value) for value in reader.texts(fields.get("snomed"))]
    for value in reader.texts(fields.get("icd10cm")):
        codes.extend(Code(ICD10CM, category) for category in _categories(value))
    for code in codes:
        draft.condition_codes[code] = (*draft.condition_codes.get(code, ()), concept)


def _categories(value: str) -> list[str]:
    """Spread a range of categories, such as F20-F29; a prefix stands for itself."""
    first, _, last = value.replace(".", "").upper().partition("-")
    if not last:
        return [first]
    return [f"{first[0]}{number:02}" for number in range(int(first[1:]), int(last[1:]) + 1)]


def _other_conditions(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    for item in reader.items(node):
        draft.condition(reader, item, reader.text(item), NO_CONCEPT)
    return len(reader.items(node))


def _common_words(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    return _single_words(reader, node, draft.common)


def _condition_words(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    return _single_words(reader, node, draft.condition_words)


def _single_words(reader: Reader, node: Node, words: set[str]) -> int:
    """Take words that are looked up singly; a phrase or a repeated word is a problem."""
    items = reader.items(node)
    for item in items:
        key = key_of(reader.text(item))
        if " " in key or not key:
            reader.problem(item, "wrong word", f"'{key}' is not one word")
        if key in words:
            reader.problem(item, "repeated word", f"'{key}'")
        words.add(key)
    return len(items)


def _observations(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    entries = reader.entries(node)
    for key, value in entries:
        fields = reader.fields(value, _OBSERVATION_FIELDS, ("kind", "title", "question"))
        choices = _choices(reader, fields.get("choices"))
        term = ObservationTerm(
            name=key.text,
            kind=reader.text(fields.get("kind")),
            title=reader.text(fields.get("title")),
            question=reader.text(fields.get("question")),
            unit=reader.text(fields.get("unit")),
            lowest=reader.number(fields["lowest"]) if "lowest" in fields else None,
            highest=reader.number(fields["highest"]) if "highest" in fields else None,
            units=_factors(reader, fields.get("units")),
            choices=choices,
            words={
                key_of(word): choice
                for choice, synonyms in choices.items()
                for word in (choice, *synonyms)
            },
            derived=reader.flag(fields.get("derived")),
        )
        draft.observations[term.name] = term
        draft.observation_names[term.name] = term.name
        for name in (term.name, *reader.texts(fields.get("synonyms"))):
            draft.observation_names[key_of(name)] = term.name
    return len(entries)


_OBSERVATION_FIELDS = (
    *("kind", "unit", "title", "question", "lowest", "highest"),
    *("synonyms", "units", "choices", "derived"),
)


def _factors(reader: Reader, node: Node | None) -> dict[str, float]:
    entries = reader.entries(node) if node else ()
    return {fold(key.text): reader.number(value) for key, value in entries}


def _choices(reader: Reader, node: Node | None) -> dict[str, tuple[str, ...]]:
    entries = reader.entries(node) if node else ()
    return {key.text: reader.texts(value) for key, value in entries}


def _look_alikes(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    groups = reader.each(node, reader.texts)
    for group in groups:
        keys = {key_of(name) for name in group}
        for key in keys:
            draft.look_alikes[key] = draft.look_alikes.get(key, frozenset()) | keys - {key}
    return len(groups)


def _words(reader: Reader, node: Node, draft: VocabularyDraft) -> int:
    fields = reader.fields(node, (*_FILLER, "forms", "routes"), (*_FILLER, "forms", "routes"))
    for name in _FILLER:
        for word in reader.texts(fields.get(name)):
            draft.filler[key_of(word)] = name
    for key, value in reader.entries(fields["routes"]) if "routes" in fields else ():
        draft.route_names.add(key.text)
        for word in reader.texts(value):
            draft.routes[key_of(word)] = key.text
    for _, value in reader.entries(fields["forms"]) if "forms" in fields else ():
        _form(reader, value, draft)
    return len(fields)


def _form(reader: Reader, node: Node, draft: VocabularyDraft) -> None:
    fields = reader.fields(node, ("words", "route"), ("words",))
    route = reader.text(fields.get("route"))
    for word in reader.texts(fields.get("words")):
        draft.filler[key_of(word)] = "forms"
        if route:
            draft.form_routes[key_of(word)] = route


_FILLER = ("salts", "frequencies", "units", "noise")

_SECTIONS: Mapping[str, Callable[[Reader, Node, VocabularyDraft], int]] = {
    "medicines": _medicines,
    "products": _products,
    "classes": _classes,
    "conditions": _conditions,
    "condition-names": _condition_names,
    "other-conditions": _other_conditions,
    "condition-words": _condition_words,
    "common-words": _common_words,
    "observations": _observations,
    "look-alikes": _look_alikes,
    "words": _words,
}
