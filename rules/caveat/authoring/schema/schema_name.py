"""What there are schemas of, and where an editor finds each."""

from enum import Enum

SCHEMAS = ".schemas"
"""The folder beside a pack.yaml where editors find them; hidden, it is no part of the pack."""


class SchemaName(Enum):
    """What there is a schema of."""

    RULE = "rule"
    RULES = "rules"
    PACK = "pack"
    PATIENT = "patient"
    POLICY = "policy"

    @property
    def file_name(self) -> str:
        """The file that ``caveat schema --out`` writes, which is the schema's id too."""
        return f"{self.value}.schema.json"


def modeline(name: SchemaName, depth: int = 0) -> str:
    """Give the line by which an editor finds the schema, so many folders below that of a pack."""
    return f"# yaml-language-server: $schema={'../' * depth}{SCHEMAS}/{name.file_name}"
