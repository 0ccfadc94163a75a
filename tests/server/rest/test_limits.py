"""What the description says of lengths and needed fields is what is enforced."""

from collections.abc import Sequence

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from caveat.server.rest.limits import LARGEST_NUMBER, LONGEST_LIST, LONGEST_TEXT, NEEDED
from caveat.server.rest.schemas import reachable
from caveat.v1.checker_pb2 import BatchCheckRequest, CheckRequest
from caveat.v1.knowledge_pb2 import RecogniseRequest
from tests.server.http.calling import post
from tests.server.rest.documents import violations

DOORS: dict[str, Descriptor] = {
    "/v1/check": CheckRequest.DESCRIPTOR,
    "/v1/check:batch": BatchCheckRequest.DESCRIPTOR,
    "/v1/recognise": RecogniseRequest.DESCRIPTOR,
}

# An observation without a value is refused before its texts are read.
BESIDE = {f"caveat.v1.Observation.{name}": {"flag": True} for name in ("name", "unit")}


def way_to(full_name: str, message: Descriptor) -> tuple[FieldDescriptor, ...]:
    """Give the fields on the way from a message to a field inside of it."""
    for field in message.fields:
        if field.full_name == full_name:
            return (field,)
        if field.message_type and (rest := way_to(full_name, field.message_type)):
            return (field, *rest)
    return ()


def door_to(full_name: str) -> tuple[str, tuple[FieldDescriptor, ...]]:
    """Give the first door that takes a field, and the way to it."""
    ways = ((path, way_to(full_name, message)) for path, message in DOORS.items())
    return next((path, way) for path, way in ways if way)


def document(way: Sequence[FieldDescriptor], value: object) -> object:
    """Write a document that holds nothing but the value at the end of the way."""
    *above, last = way
    inner: object = {last.json_name: value} | BESIDE.get(last.full_name, {})
    for field in reversed(above):
        inner = {field.json_name: [inner] if field.is_repeated else inner}
    return inner


def place(way: Sequence[FieldDescriptor]) -> str:
    """Write the path of the first value at the end of the way."""
    *above, last = way
    steps = [f"{each.json_name}[0]" if each.is_repeated else each.json_name for each in above]
    return ".".join((*steps, last.json_name))


def complaints(url: str, full_name: str, value: object) -> list[str]:
    """Send a value; give what is said of its place."""
    path, way = door_to(full_name)
    answer = post(url + path, document(way, value))
    found = [] if answer.status == 200 else violations(answer)
    return [each for each in found if each.startswith(f"{place(way)}: ")]


@pytest.mark.parametrize(("full_name", "longest"), LONGEST_TEXT.items())
def test_a_text_may_be_as_long_as_described_and_no_longer(
    url: str, full_name: str, longest: int
) -> None:
    (complaint,) = complaints(url, full_name, "x" * (longest + 1))
    assert f"longer than {longest} characters" in complaint
    assert complaints(url, full_name, "x" * longest) == []


@pytest.mark.parametrize(("full_name", "longest"), LONGEST_LIST.items())
def test_a_list_may_be_as_long_as_described_and_no_longer(
    url: str, full_name: str, longest: int
) -> None:
    (complaint,) = complaints(url, full_name, [None] * (longest + 1))
    assert f"more than {longest} " in complaint
    assert complaints(url, full_name, [None] * longest) == []


@pytest.mark.parametrize(("full_name", "largest"), LARGEST_NUMBER.items())
def test_a_number_may_be_as_large_as_described_and_no_larger(
    url: str, full_name: str, largest: int
) -> None:
    for number in (largest + 0.5, -largest - 0.5):
        assert complaints(url, full_name, number)
    for number in (largest, -largest):
        assert complaints(url, full_name, number) == []


@pytest.mark.parametrize("full_name", sorted(NEEDED))
def test_what_is_described_as_required_is(url: str, full_name: str) -> None:
    path, way = door_to(full_name)
    nothing: dict[str, object] = {}
    answer = post(url + path, document(way[:-1], [nothing] if way[-2].is_repeated else nothing))
    owner = place(way).rpartition(".")[0]
    assert any(each.startswith(owner) for each in violations(answer))


def test_every_text_and_list_that_is_asked_for_has_a_limit() -> None:
    kinds = [kind for kind in reachable(DOORS.values()) if isinstance(kind, Descriptor)]
    fields = [field for kind in kinds for field in kind.fields]
    texts = {each.full_name for each in fields if each.type == FieldDescriptor.TYPE_STRING}
    lists = {each.full_name for each in fields if each.is_repeated}
    assert texts == set(LONGEST_TEXT)
    assert lists == set(LONGEST_LIST)
