"""Reads a rule file of a pack: one rule, or a list of them under ``rules``.

What is read is kept as bytes and plain values, so that files can be read in other processes.
"""

from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decode import read_rule
from caveat.rules.model import Rule
from caveat.rules.records import record_of
from caveat.rules.rule_reader import Reference, RuleReader
from caveat.rules.shapes.rule import RULES
from caveat.source.document import Mapping, Node, Singly, read_document
from caveat.source.errors import PackError
from caveat.source.problem import Problem

_MANY = "rules"


class RuleFile(Struct, frozen=True):
    """What a file says: records of its rules, its SHA-256, its mistakes.

    ``references`` are the names that another file of the pack, or another pack, may define. Of a
    file that is not ``whole`` no rule could be read, or not each.
    """

    records: tuple[bytes, ...]
    digest: bytes
    problems: tuple[Problem, ...]
    references: tuple[Reference, ...]
    whole: bool


def path_in_pack(file: Path, folder: Path) -> str:
    """Give the path of a file as problems name it: from the name of its pack's folder on."""
    return f"{folder.name}/{file.relative_to(folder).as_posix()}"


class PackHead(Struct, frozen=True):
    """What the files of a pack need to know of it: its folder, its id, and its sources' ids."""

    folder: str
    id: str
    sources: frozenset[str]


def read_rule_file(file: Path, pack: PackHead, vocabulary: Vocabulary) -> RuleFile:
    """Read a file of a pack; every mistake is part of what is given."""
    reader = RuleReader(path_in_pack(file, Path(pack.folder)), vocabulary)
    records: list[bytes] = []

    def take(node: Node) -> Rule:
        rule = read_rule(reader, node, pack.id)
        records.append(record_of(rule))
        return rule

    content, document = read_file(file, reader, Singly(_MANY, take))
    if document and not _has_many(reader, document):
        _check_name(reader, document, file, take(document))
    return RuleFile(
        records=tuple(records),
        digest=sha256(content).digest(),
        problems=tuple(reader.problems),
        references=tuple(
            reference
            for reference in reader.references
            if reference.kind != "source" or reference.name not in pack.sources
        ),
        whole=document is not None,
    )


def read_file(
    file: Path, reader: RuleReader, singly: Singly | None = None
) -> tuple[bytes, Node | None]:
    """Give the bytes of a file and its document; what cannot be read is a problem."""
    content = b""
    try:
        content = file.read_bytes()
        return content, read_document(content, reader.path, singly)
    except OSError as error:
        what = error.strerror or "unknown"
        reader.problems.append(Problem(reader.path, 1, 1, "cannot be read", what))
    except PackError as error:
        reader.problems.extend(error.problems)
    return content, None


def _has_many(reader: RuleReader, document: Node) -> bool:
    """Say whether a file is a list of rules, which were read as it was."""
    if not isinstance(document, Mapping) or _MANY not in document.values:
        return False
    reader.items(reader.shaped(document, RULES)[_MANY])
    return True


def _check_name(reader: RuleReader, node: Node, file: Path, rule: Rule) -> None:
    if rule.id and rule.id != file.stem:
        reader.problem(node, "wrong file", f"the rule '{rule.id}' stands in '{file.name}'")
