"""A reader that shows which fields the decoder knows."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from caveat.authoring.schema.schema_name import SchemaName
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decode import read_pack, read_rule
from caveat.rules.patient_file import read_request_node
from caveat.rules.policy_file import read_policy_node
from caveat.rules.rule_reader import RuleReader
from caveat.rules.shapes.rule import RULES
from caveat.source.document import Node, read_document


class ReadFields(dict[str, Node]):
    """The fields of a mapping, which note what is asked of them."""

    def __init__(self, values: Mapping[str, Node], read: set[str]) -> None:
        super().__init__(values)
        self._read = read

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401  as a dict has it
        self._read.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Node:
        self._read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._read.add(str(key))
        return super().__contains__(key)


class RecordingReader(RuleReader):
    """A reader that keeps which fields each shape of mapping has, and which of them are read."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__("file.yaml", vocabulary)
        self.read: dict[frozenset[str], set[str]] = {}

    def fields(
        self, node: Node, allowed: Iterable[str], required: Iterable[str] = ()
    ) -> dict[str, Node]:
        shape = frozenset(allowed)
        read = self.read.setdefault(shape, set())
        return ReadFields(super().fields(node, shape, required), read)

    def decode(self, name: SchemaName, text: str) -> None:
        node = read_document(text, self.path)
        match name:
            case SchemaName.RULE:
                read_rule(self, node, "small")
            case SchemaName.RULES:
                for item in self.items(self.shaped(node, RULES)["rules"]):
                    read_rule(self, item, "small")
            case SchemaName.PACK:
                read_pack(self, node, (), "")
            case SchemaName.PATIENT:
                read_request_node(self, node)
            case SchemaName.POLICY:
                read_policy_node(self, node, date(2026, 11, 26))
