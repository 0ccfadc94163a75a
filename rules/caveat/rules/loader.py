"""Finds packs in folders and reads them, with every mistake of every file at once."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decode import read_pack, read_rule
from caveat.rules.model import Pack, Rule
from caveat.rules.rule_reader import RuleReader
from caveat.source.document import Mapping, Node, read_document
from caveat.source.errors import PackError
from caveat.source.problem import Problem
from caveat.source.reader import named

BUILT_IN = Path(__file__).parent.parent / "packs"
PACK_FILE = "pack.yaml"


def built_in_packs() -> tuple[Path, ...]:
    """Give the folders of the packs that come with Caveat."""
    return tuple(sorted(file.parent for file in BUILT_IN.glob(f"*/{PACK_FILE}")))


def load_packs(folders: Iterable[Path], vocabulary: Vocabulary) -> tuple[Pack, ...]:
    """Load packs; raises ``PackError`` with all mistakes of all their files."""
    readers: list[RuleReader] = []
    packs = tuple(_load_pack(folder, vocabulary, readers) for folder in folders)
    problems = [problem for reader in readers for problem in reader.problems]
    if not packs:
        problems.append(Problem("packs", 1, 1, "empty", "no pack to load"))
    problems.extend(_repeats(packs))
    if not problems:
        problems.extend(_unknown_references(packs, readers))
    if problems:
        raise PackError(problems)
    return packs


def _load_pack(folder: Path, vocabulary: Vocabulary, readers: list[RuleReader]) -> Pack:
    head = RuleReader(f"{folder.name}/{PACK_FILE}", vocabulary)
    readers.append(head)
    node = _document(folder / PACK_FILE, head) or Mapping((), {}, 1, 1)
    pack_id = (
        head.text(node.values.get("id"), folder.name) if isinstance(node, Mapping) else folder.name
    )
    files = sorted(path for path in folder.rglob("*.yaml") if path.name != PACK_FILE)
    rules = tuple(rule for file in files for rule in _load_rule(file, folder, pack_id, readers))
    return read_pack(head, node, rules, _digest(folder, (*files, folder / PACK_FILE)))


def _load_rule(
    file: Path, folder: Path, pack_id: str, readers: list[RuleReader]
) -> tuple[Rule, ...]:
    path = f"{folder.name}/{file.relative_to(folder).as_posix()}"
    reader = RuleReader(path, readers[0].vocabulary)
    readers.append(reader)
    node = _document(file, reader)
    if node is None:
        return ()
    rule = read_rule(reader, node, pack_id)
    if rule.id and rule.id != file.stem:
        reader.problem(node, "wrong file", f"the rule '{rule.id}' stands in '{file.name}'")
    return (rule,)


def _document(file: Path, reader: RuleReader) -> Node | None:
    try:
        return read_document(file.read_bytes(), reader.path)
    except OSError as error:
        reader.problems.append(
            Problem(reader.path, 1, 1, "cannot be read", error.strerror or "unknown")
        )
    except PackError as error:
        reader.problems.extend(error.problems)
    return None


def _digest(folder: Path, files: Sequence[Path]) -> str:
    digest = sha256()
    for file in sorted(files):
        if file.is_file():
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _repeats(packs: Sequence[Pack]) -> Iterable[Problem]:
    first: dict[str, Rule] = {}
    for rule in (rule for pack in packs for rule in pack.rules):
        earlier = first.setdefault(rule.id, rule)
        if earlier is not rule:
            what = f"'{rule.id}' stands in {earlier.place.path} too"
            place = rule.place
            yield Problem(place.path, place.line, place.column, "duplicate id", what)


def _unknown_references(packs: Sequence[Pack], readers: Sequence[RuleReader]) -> Iterable[Problem]:
    rules = {rule.id for pack in packs for rule in pack.rules}
    sources = {source.id for pack in packs for source in pack.sources}
    known = {"rule": rules, "source": sources}
    for reader in readers:
        for reference in reader.references:
            if reference.name not in known[reference.kind]:
                node = reference.node
                kind = f"unknown {reference.kind}"
                what = named(reference.name, known[reference.kind])
                yield Problem(reader.path, node.line, node.column, kind, what)
