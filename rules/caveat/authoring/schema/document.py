"""The schemas as documents, of the shapes that the decoder reads by and the vocabulary's names."""

import json
from collections.abc import Mapping
from pathlib import Path

from caveat.authoring.schema.names import Names
from caveat.authoring.schema.schema_name import SchemaName
from caveat.authoring.schema.writer import SchemaWriter
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.shapes.pack import PACK
from caveat.rules.shapes.patient import PATIENT
from caveat.rules.shapes.policy import POLICY
from caveat.rules.shapes.rule import RULE, RULES
from caveat.source.shape import Shape

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


_SHAPES: Mapping[SchemaName, Shape] = {
    SchemaName.RULE: RULE,
    SchemaName.RULES: RULES,
    SchemaName.PACK: PACK,
    SchemaName.PATIENT: PATIENT,
    SchemaName.POLICY: POLICY,
}


def schema_text(name: SchemaName, vocabulary: Vocabulary) -> str:
    """Give a schema, draft 2020-12, as JSON; it refers to no other file."""
    head = {"$schema": _DIALECT, "$id": name.file_name}
    schema = head | SchemaWriter(Names(vocabulary)).schema(_SHAPES[name])
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path, vocabulary: Vocabulary) -> tuple[Path, ...]:
    """Write every schema into a folder, and give the files; ``OSError`` where it cannot be."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / name.file_name: schema_text(name, vocabulary) for name in SchemaName}
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    return tuple(files)
