"""What changed in packs from one version of them to the next, rule by rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.level import Level
from caveat.rules.model import About, Between, Criterion, Pack, Rule
from caveat.rules.rulebook import RuleBook
from caveat.rules.wording import in_words


class EditKind(Enum):
    """What became of a pack or a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that differs, by its name in the model; in words, where a few words can say it."""

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A pack or a rule that differs; a rule has the words of its levels, empty for none."""

    id: str
    kind: EditKind
    parts: tuple[Part, ...] = ()
    level_before: str = ""
    level_after: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """All packs and all rules that differ, each in the order of their ids.

    ``same_version`` has the ids of packs of other content under one version.
    """

    packs: tuple[Edit, ...]
    rules: tuple[Edit, ...]
    same_version: tuple[str, ...] = ()


_NO_PART_OF_RULE = ("id", "place")
_NO_PART_OF_PACK = ("id", "rules", "digest", "place")
_Edited = Pack | Rule


def revision_of(old: RuleBook, new: RuleBook) -> Revision:
    """Hold the packs and rules of two books against each other; they share a vocabulary."""
    return Revision(
        packs=tuple(_edits(_packs(old), _packs(new), old.vocabulary)),
        rules=tuple(_edits(old.rules, new.rules, old.vocabulary)),
        same_version=tuple(_same_version(_packs(old), _packs(new))),
    )


def _packs(book: RuleBook) -> dict[str, Pack]:
    return {pack.id: pack for pack in book.packs}


def _same_version(old: Mapping[str, Pack], new: Mapping[str, Pack]) -> Iterator[str]:
    for name in sorted(old.keys() & new.keys()):
        before, after = old[name], new[name]
        if before.version == after.version and before.digest != after.digest:
            yield name


def _edits(
    old: Mapping[str, _Edited], new: Mapping[str, _Edited], vocabulary: Vocabulary
) -> Iterator[Edit]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        edit = _edit(name, before, after, vocabulary)
        if edit.parts or edit.kind is not EditKind.CHANGED:
            yield edit


def _edit(name: str, before: _Edited | None, after: _Edited | None, vocabulary: Vocabulary) -> Edit:
    levels = (_level(before), _level(after))
    if before is None:
        return Edit(name, EditKind.ADDED, (), *levels)
    if after is None:
        return Edit(name, EditKind.REMOVED, (), *levels)
    parts = tuple(_parts(before, after, vocabulary))
    return Edit(name, EditKind.CHANGED, parts, *levels)


def _level(edited: _Edited | None) -> str:
    return edited.level.word if isinstance(edited, Rule) else ""


def _parts(before: _Edited, after: _Edited, vocabulary: Vocabulary) -> Iterator[Part]:
    left_out = _NO_PART_OF_RULE if isinstance(before, Rule) else _NO_PART_OF_PACK
    for name in (field.name for field in fields(before) if field.name not in left_out):
        if _value(before, name) != _value(after, name):
            words = (_words(name, each, vocabulary) for each in (before, after))
            yield Part(name, *words)


def _value(edited: _Edited, name: str) -> object:
    """Give a part; where in its file an example stands is none of it."""
    if name == "examples" and isinstance(edited, Rule):
        return tuple((each.name, each.given, each.expect) for each in edited.examples)
    return getattr(edited, name)


def _words(name: str, edited: _Edited, vocabulary: Vocabulary) -> str:
    """Say a part in words; empty where that would take more than a few."""
    value: object = getattr(edited, name)
    if isinstance(edited, Rule) and name == "unless":
        return _criteria(edited.unless, vocabulary)
    match value:
        case Level():
            return value.word
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case _:
            return value if isinstance(value, str) else _scope(value, vocabulary)


def _scope(value: object, vocabulary: Vocabulary) -> str:
    match value:
        case Between(first=first, second=second):
            return f"between {first} and {second}"
        case About(term=term, when=when):
            return ": ".join(filter(None, (f"about {term}", _criteria(when, vocabulary))))
        case _:
            return ""


def _criteria(criteria: tuple[Criterion, ...], vocabulary: Vocabulary) -> str:
    return "; ".join(in_words(criterion, vocabulary) for criterion in criteria)
