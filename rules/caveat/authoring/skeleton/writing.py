"""Writes new rules and packs where they belong, and nothing over what is there."""

import re
from pathlib import Path

from caveat.authoring.schema.document import write_schemas
from caveat.authoring.schema.schema_name import SCHEMAS
from caveat.authoring.skeleton.start import RuleStart
from caveat.authoring.skeleton.texts import pack_text, rule_text
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.loader import PACK_FILE, rule_files
from caveat.source.document import Mapping, read_document
from caveat.source.errors import SettingsError

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNT = re.compile(r"^rules: *(\d+) *$", re.MULTILINE)


def new_rule(start: RuleStart, pack: Path, vocabulary: Vocabulary) -> Path:
    """Write a rule that is to be finished into a pack, count it there, and give its file.

    Raises ``SettingsError`` where there is no pack, the rule is there, or a term is unknown;
    ``OSError`` where it cannot be written.
    """
    start.check(vocabulary)
    _check_id(start.id)
    head = pack / PACK_FILE
    if not head.is_file():
        raise SettingsError(f"no {PACK_FILE} in '{pack}'; 'caveat new pack' starts a pack")
    if any(file.stem == start.id for file in rule_files(pack)):
        raise SettingsError(f"the pack has a rule '{start.id}'; nothing was written")
    counted = _one_more(head.read_text(encoding="utf-8"))
    file = _folder_for(start.kind, pack) / f"{start.id}.yaml"
    depth = len(file.relative_to(pack).parts) - 1
    _write(file, rule_text(start, _sources(counted), depth))
    head.write_text(counted, encoding="utf-8")
    _write_schemas(pack, vocabulary)
    return file


def new_pack(pack_id: str, first: RuleStart, within: Path, vocabulary: Vocabulary) -> Path:
    """Write a pack of one rule, both to be finished, and give its folder; raises as above."""
    first.check(vocabulary)
    for each in (pack_id, first.id):
        _check_id(each)
    folder = within / pack_id
    if folder.exists():
        raise SettingsError(f"'{folder}' is there; nothing was written")
    folder.mkdir(parents=True)
    head = pack_text(pack_id, first.terms)
    _write(folder / PACK_FILE, head)
    _write(folder / f"{first.id}.yaml", rule_text(first, _sources(head), 0))
    _write_schemas(folder, vocabulary)
    return folder


def _check_id(name: str) -> None:
    if not _ID.fullmatch(name):
        raise SettingsError(f"'{name}' is no id: lower case letters and digits, with hyphens")


def _one_more(head: str) -> str:
    """Count one more rule in the head of a pack."""
    if not _COUNT.search(head):
        raise SettingsError(f"{PACK_FILE} does not state its 'rules' in a line of its own")
    return _COUNT.sub(lambda found: f"rules: {int(found[1]) + 1}", head, count=1)


def _sources(head: str) -> tuple[str, ...]:
    document = read_document(head, PACK_FILE)
    sources = document.values.get("sources") if isinstance(document, Mapping) else None
    return tuple(sources.values) if isinstance(sources, Mapping) else ()


def _folder_for(kind: str, pack: Path) -> Path:
    """Give the folder of the pack that holds rules of a kind, or else that of the pack."""
    folders = (pack / f"{kind}s", pack / kind) if kind else ()
    return next((folder for folder in folders if folder.is_dir()), pack)


def _write(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    with file.open("x", encoding="utf-8") as stream:
        stream.write(text)


def _write_schemas(pack: Path, vocabulary: Vocabulary) -> None:
    """Write what editors complete by beside a pack, where it is not there yet."""
    if not (pack / SCHEMAS).exists():
        write_schemas(pack / SCHEMAS, vocabulary)
