"""A reader that shows which fields the decoder knows."""

from collections.abc import Iterable

from caveat.authoring.schema import SchemaName
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decode import read_pack, read_rule
from caveat.rules.patient_file import read_request_node
from caveat.rules.rule_reader import RuleReader
from caveat.source.document import Node, read_document

Shape = frozenset[str]


class RecordingReader(RuleReader):
    """A reader that keeps which fields each shape of mapping may and must have."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__("file.yaml", vocabulary)
        self.shapes: dict[Shape, Shape] = {}

    def fields(
        self, node: Node, allowed: Iterable[str], required: Iterable[str] = ()
    ) -> dict[str, Node]:
        shape, needed = tuple(allowed), tuple(required)
        self.shapes[frozenset(shape)] = frozenset(needed)
        return super().fields(node, shape, needed)

    def decode(self, name: SchemaName, text: str) -> None:
        node = read_document(text, self.path)
        match name:
            case SchemaName.RULE:
                read_rule(self, node, "small")
            case SchemaName.RULES:
                for item in self.items(self.fields(node, ("rules",), ("rules",)).get("rules")):
                    read_rule(self, item, "small")
            case SchemaName.PACK:
                read_pack(self, node, (), "")
            case SchemaName.PATIENT:
                read_request_node(self, node)
