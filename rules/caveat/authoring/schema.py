"""The JSON Schemas of rules, packs and patient files, with which editors help to write them."""

from enum import Enum
from pathlib import Path

_SCHEMAS = Path(__file__).parent / "schemas"


class SchemaName(Enum):
    """What there is a schema of; one refers to another by its file name."""

    RULE = "rule"
    RULES = "rules"
    PACK = "pack"
    PATIENT = "patient"

    @property
    def file_name(self) -> str:
        """The file that the other schemas expect beside them."""
        return f"{self.value}.schema.json"


def schema_text(name: SchemaName) -> str:
    """Give a schema, draft 2020-12, as JSON."""
    return (_SCHEMAS / name.file_name).read_text(encoding="utf-8")
