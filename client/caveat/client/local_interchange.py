"""Rules in the forms of others and lists of others as packs, by this process."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from caveat.authoring.interchange.fhir.bundle import fhir_of
from caveat.authoring.interchange.pairs.csv_text import MAX_BYTES
from caveat.authoring.interchange.pairs.pack import PackFile, PackOrder, pack_files
from caveat.authoring.interchange.pairs.pair_list import read_pairs
from caveat.authoring.interchange.pairs.rule import Confirmation, slug_of
from caveat.authoring.interchange.pddi.document import pddi_of
from caveat.authoring.interchange.plain import Export
from caveat.authoring.schema.document import write_schemas
from caveat.authoring.schema.schema_name import SCHEMAS
from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker, built_in_packs
from caveat.rules.level import Level
from caveat.rules.rulebook import RuleBook
from caveat.source.errors import PackError, SettingsError

__all__ = [
    "LEVELS",
    "Confirmation",
    "Export",
    "Imported",
    "ListOrder",
    "NoSuchRuleError",
    "exported",
    "import_pairs",
    "slug_of",
    "write_file",
]

LEVELS = {level.word: level for level in Level}
"""The levels by their words, the gravest last."""

_FORMS: Mapping[str, Callable[[RuleBook, Iterable[str]], Export]] = {
    "pddi-cds": pddi_of,
    "fhir": fhir_of,
}


class NoSuchRuleError(Exception):
    """A rule that no loaded pack has, and the ids that there are."""

    def __init__(self, rule_id: str, known: Sequence[str]) -> None:
        super().__init__(rule_id)
        self.rule_id = rule_id
        self.known = known


def exported(form: str, packs: Sequence[Path], rule_ids: Sequence[str]) -> Export:
    """Write rules, by default all, in a form of others.

    ``NoSuchRuleError`` where one is asked for that there is not, ``PackError`` as a check.
    """
    book = Checker.load(packs or built_in_packs()).book
    for rule_id in rule_ids:
        if rule_id not in book.rules:
            raise NoSuchRuleError(rule_id, tuple(book.rules))
    return _FORMS[form](book, rule_ids or book.rules)


def write_file(file: Path, text: str) -> None:
    """Write a file whole or not at all; ``SettingsError`` where it cannot be written."""
    beside = file.with_name(f".{file.name}.partial")
    try:
        beside.write_text(text, encoding="ascii", newline="\n")
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise SettingsError(f"{file}: {error.strerror}") from None


class ListOrder(NamedTuple):
    """What a pack made of a list is to say of itself; ``levels`` are further words for levels."""

    pack_id: str
    title: str
    licence: str
    levels: Mapping[str, Level]
    confirmation: Confirmation


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rules a list became, and what was left out for being there already."""

    rules: int
    repeats: tuple[str, ...]


def import_pairs(file: Path, folder: Path, order: ListOrder) -> Imported:
    """Write a pack of the pairs in a CSV file, whole or not at all.

    ``PackError`` has every mistake in the list, ``SettingsError`` says why nothing can be read or
    written: what is there already is never overwritten.
    """
    if folder.exists() or folder.is_symlink():
        raise SettingsError(f"{folder} is there already, and nothing is overwritten")
    vocabulary = load_vocabulary(rxnorm=installed_path())
    content = _content(file)
    read = read_pairs(content, str(file), vocabulary, order.levels)
    if read.problems:
        raise PackError(read.problems)
    edition = f"SHA-256 {sha256(content).hexdigest()}"
    about = PackOrder(
        order.pack_id, order.title, file.name, edition, order.confirmation, order.licence
    )
    _write_folder(folder, pack_files(read.pairs, about, vocabulary), vocabulary)
    return Imported(len(read.pairs), read.repeats)


def _content(file: Path) -> bytes:
    """Read a file, or so much that it is seen to be too large."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror}") from None


def _write_folder(folder: Path, files: Iterable[PackFile], vocabulary: Vocabulary) -> None:
    """Write a folder beside its place, and move it there once it is whole."""
    try:
        with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            whole = Path(beside) / folder.name
            whole.mkdir()
            for each in files:
                (whole / each.name).write_text(each.text, encoding="utf-8", newline="\n")
            write_schemas(whole / SCHEMAS, vocabulary)
            whole.rename(folder)
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror}") from None
