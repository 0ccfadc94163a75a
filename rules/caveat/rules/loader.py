"""Finds packs in folders and reads them, with every mistake of every file at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decode import read_pack
from caveat.rules.model import Pack, Place
from caveat.rules.reading_crew import Readings, read_here
from caveat.rules.records import RuleRecords, heads_of
from caveat.rules.rule_count import Uncounted
from caveat.rules.rule_file import PackHead, path_in_pack, read_file
from caveat.rules.rule_reader import Reference, RuleReader
from caveat.source.document import Mapping as MappingNode
from caveat.source.document import Node
from caveat.source.errors import PackError
from caveat.source.problem import Problem
from caveat.source.reader import named

BUILT_IN = Path(__file__).parent.parent / "packs"
PACK_FILE = "pack.yaml"
_YAML = ".yaml"
_NEARLY_YAML = frozenset((".yml", _YAML))

Progress = Callable[[int, int], None]
"""Told how many rules were read, and how many there are by what the packs state."""


def built_in_packs() -> tuple[Path, ...]:
    """Give the folders of the packs that come with Caveat."""
    return tuple(sorted(file.parent for file in BUILT_IN.glob(f"*/{PACK_FILE}")))


def rule_files(folder: Path) -> list[Path]:
    """Give the rule files of a pack, in order."""
    return [path for path in files_in(folder) if is_rule_file(path)]


def is_rule_file(path: Path) -> bool:
    """Say whether a file of a pack holds rules, by its name."""
    return path.suffix == _YAML and path.name != PACK_FILE


def files_in(folder: Path) -> list[Path]:
    """Give all files in a folder and in those within it, in order, but what is hidden.

    A folder may be a link to another, as in what Kubernetes mounts, where the files themselves
    stand in a hidden one.
    """
    return sorted(_files_in(folder, frozenset()))


def _files_in(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    here = folder.resolve()
    if here in above or not folder.is_dir():  # a link may lead round in a circle
        return
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir() and path.suffix != _YAML:  # which would look like a rule file
            yield from _files_in(path, above | {here})
        else:
            yield path


def load_packs(
    folders: Iterable[Path],
    vocabulary: Vocabulary,
    readings: Readings = read_here,
    progress: Progress | None = None,
) -> tuple[Pack, ...]:
    """Load packs; raises ``PackError`` with all mistakes of all their files.

    ``readings`` reads their rule files: in this process, or in some.
    """
    loaded = [_load_pack(folder, vocabulary, readings, progress) for folder in folders]
    packs = tuple(each.pack for each in loaded)
    problems = [problem for each in loaded for problem in each.problems]
    if not packs:
        problems.append(Problem("packs", 1, 1, "empty", "no pack to load"))
    rules = _first_places(loaded, problems)
    if not problems:
        references = (reference for each in loaded for reference in each.references)
        problems.extend(_unknown_references(packs, rules, references))
    if problems:
        raise PackError(problems)
    return packs


class _Loaded(NamedTuple):
    """A pack, the records of its rules, its mistakes, and names that another pack may define."""

    pack: Pack
    records: list[bytes]
    problems: list[Problem]
    references: list[Reference]


def _load_pack(
    folder: Path, vocabulary: Vocabulary, readings: Readings, progress: Progress | None
) -> _Loaded:
    head = RuleReader(path_in_pack(folder / PACK_FILE, folder), vocabulary)
    content, document = read_file(folder / PACK_FILE, head)
    node = document or MappingNode((), {}, 1, 1)
    stated = node.values if isinstance(node, MappingNode) else {}
    about = PackHead(str(folder), head.text(stated.get("id"), folder.name), _source_ids(stated))
    files = rule_files(folder)
    records: list[bytes] = []
    problems: list[Problem] = []
    references: list[Reference] = []
    digests: dict[Path, bytes] = {folder / PACK_FILE: sha256(content).digest()}
    count = head.number(stated["rules"]) if "rules" in stated else 0
    broken = False
    for file, read in zip(files, readings(files, about, vocabulary), strict=True):
        records.extend(read.records)
        problems.extend(read.problems)
        references.extend(read.references)
        digests[file] = read.digest
        broken = broken or not read.whole
        if progress:
            progress(len(records), int(count))
    uncounted = Uncounted(broken, _misnamed(folder))
    pack = read_pack(head, node, RuleRecords(records), _digest(folder, digests), uncounted)
    return _Loaded(pack, records, [*head.problems, *problems], [*head.references, *references])


def _misnamed(folder: Path) -> tuple[str, ...]:
    """Give the files of a pack that look like rule files, but for how their names end."""
    misnamed = (path for path in files_in(folder) if path.suffix.lower() in _NEARLY_YAML)
    return tuple(path_in_pack(path, folder) for path in misnamed if path.suffix != _YAML)


def _source_ids(stated: Mapping[str, Node]) -> frozenset[str]:
    sources = stated.get("sources")
    return frozenset(sources.values) if isinstance(sources, MappingNode) else frozenset()


def digest_of_pack(folder: Path) -> str:
    """Give the SHA-256 of all files of a pack, as hex; ``OSError`` if one cannot be read."""
    files = [*rule_files(folder), folder / PACK_FILE]
    return _digest(folder, {file: sha256(file.read_bytes()).digest() for file in files})


def _digest(folder: Path, digests: dict[Path, bytes]) -> str:
    there = {file: digest for file, digest in digests.items() if file.is_file()}
    return digest_of_files({file.relative_to(folder): digest for file, digest in there.items()})


def digest_of_files(digests: Mapping[Path, bytes]) -> str:
    """Give the SHA-256 of a pack, as hex, from those of its files by their paths in it."""
    digest = sha256()
    for file in sorted(digests):
        digest.update(file.as_posix().encode() + b"\0")
        digest.update(digests[file])
    return digest.hexdigest()


def _first_places(loaded: Iterable[_Loaded], problems: list[Problem]) -> dict[str, Place]:
    """Give the place of each rule; one that stands twice is a problem."""
    first: dict[str, Place] = {}
    for head in (head for each in loaded for head in heads_of(each.records)):
        place = head.place
        earlier = first.setdefault(head.id, place)
        if earlier is not place:
            what = f"'{head.id}' stands in {earlier.path} too"
            problems.append(Problem(place.path, place.line, place.column, "duplicate id", what))
    return first


def _unknown_references(
    packs: Sequence[Pack], rules: Collection[str], references: Iterable[Reference]
) -> Iterator[Problem]:
    sources = {source.id for pack in packs for source in pack.sources}
    known = {"rule": rules, "source": sources}
    for reference in references:
        if reference.name not in known[reference.kind]:
            place = reference.place
            kind = f"unknown {reference.kind}"
            what = named(reference.name, known[reference.kind])
            yield Problem(place.path, place.line, place.column, kind, what)
