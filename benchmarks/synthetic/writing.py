"""Writes made-up rules as the files of a pack."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.synthetic.pack import HEAD, subject_of
from benchmarks.synthetic.plain import Plain, PlainValue, plain_rule
from benchmarks.synthetic.sources import SOURCES
from caveat.rules.model import Rule

FILES_A_FOLDER = 1000


def write_pack(folder: Path, rules: Iterable[Rule], rules_a_file: int = 1) -> Path:
    """Write a pack into a folder that need not exist, and give the folder.

    A file of one rule has its id for a name; a file of more holds them under ``rules``. Rules are
    written as they come and not kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count, scope, cited = 0, set[str](), set[str]()
    for number, batch in enumerate(_batches(rules, rules_a_file)):
        count += len(batch)
        scope.update(map(subject_of, batch))
        cited.update(each.source_id for rule in batch for each in rule.evidence.citations)
        _write(_path(folder, number, batch, rules_a_file), _text(batch, rules_a_file))
    head: Plain = {**HEAD, "scope": sorted(scope), "rules": count, "sources": _sources(cited)}
    _write(folder / "pack.yaml", "".join(_lines(head, "")))
    return folder


def _sources(cited: Collection[str]) -> Plain:
    """Give the works that are cited: one that is not would be a problem of the pack."""
    return {
        name: {"title": source.title, "year": source.year}
        for name, source in SOURCES.items()
        if name in cited
    }


def _batches(rules: Iterable[Rule], size: int) -> Iterator[tuple[Rule, ...]]:
    waiting = iter(rules)
    return iter(lambda: tuple(islice(waiting, size)), ())


def _path(folder: Path, number: int, batch: Sequence[Rule], rules_a_file: int) -> Path:
    name = batch[0].id if rules_a_file == 1 else f"rules-{number:05}"
    return folder / f"part-{number // FILES_A_FOLDER:03}" / f"{name}.yaml"


def _text(batch: Sequence[Rule], rules_a_file: int) -> str:
    if rules_a_file == 1:
        return "".join(_lines(plain_rule(batch[0]), ""))
    return "rules:\n" + "".join(map(_item, batch))


def _item(rule: Rule) -> str:
    return "  - " + "".join(_lines(plain_rule(rule), "    ")).lstrip()


def _lines(fields: Mapping[str, PlainValue], indent: str) -> Iterator[str]:
    """Write a field a line, and a list of mappings with a line for each."""
    for key, value in fields.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{key}:\n"
            yield from (f"{indent}  - {_flow(item)}\n" for item in value)
        else:
            yield f"{indent}{key}: {_flow(value)}\n"


def _flow(value: PlainValue) -> str:
    """Write a value as JSON, which is YAML too."""
    return json.dumps(value)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
