"""The contract's comments, by the names of its descriptors."""

from collections.abc import Iterator

from google.protobuf.descriptor import FileDescriptor

from caveat.server.rest.comments import comments_of, contract_comments
from caveat.v1 import checker_pb2, knowledge_pb2, patient_pb2, report_pb2

FILES = (checker_pb2, knowledge_pb2, patient_pb2, report_pb2)


def names(file: FileDescriptor) -> Iterator[str]:
    """Give the full name of whatever a file describes."""
    for message in file.message_types_by_name.values():
        yield message.full_name
        yield from (field.full_name for field in message.fields)
    for enum in file.enum_types_by_name.values():
        yield enum.full_name
        yield from (f"{enum.full_name}.{value.name}" for value in enum.values)


def test_whatever_the_contract_describes_has_its_comment() -> None:
    comments = contract_comments()
    described = [name for each in FILES for name in names(each.DESCRIPTOR)]
    assert [name for name in described if not comments.get(name)] == []


def test_a_comment_is_that_of_the_lines_above() -> None:
    comments = contract_comments()
    assert comments["caveat.v1.Alert.management"] == "What to do."
    assert comments["caveat.v1.Level.LEVEL_MODERATE"] == "A warning."
    assert comments["caveat.v1.Observation.flag"] == "Yes or no."
    first, second = (
        "Whether everything that matters could be checked.",
        "A report with alerts may be",
    )
    assert f"{first} {second} incomplete too." == comments["caveat.v1.Report.complete"]


def test_a_name_without_a_comment_takes_none_from_above() -> None:
    lines = [
        "package a;",
        "// Of B.",
        "message B {",
        "string c = 1;",
        "// Of D.",
        "bool d = 2;",
        "}",
    ]
    assert comments_of(lines) == {"a.B": "Of B.", "a.B.c": "", "a.B.d": "Of D."}
