"""Bytes that are no message are the caller's mistake, at every method, and said without a trace."""

import random
from collections.abc import Iterator

import grpc
import pytest

from caveat.v1 import admin_pb2, checker_pb2, knowledge_pb2

METHODS = [
    f"/{service.full_name}/{method.name}"
    for file in (checker_pb2, knowledge_pb2, admin_pb2)
    for service in file.DESCRIPTOR.services_by_name.values()
    for method in service.methods
] + ["/grpc.health.v1.Health/Check"]


def nested(depth: int) -> bytes:
    """Give a message of fields that hold each other."""
    inner = b""
    for _ in range(depth):
        inner = b"\x0a" + length(len(inner)) + inner
    return inner


def length(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def random_bytes() -> bytes:
    """Give bytes of which no reading comes to an end: the last field is cut."""
    drawn = random.Random(6)  # noqa: S311 - the same ones each time
    return drawn.randbytes(300) + b"\x0a\xff\x01"


MALFORMED = {
    "not UTF-8": b"\x0a\x02\xff\xfe",
    "cut": b"\x0a\x7f\x0a",
    "a cut number": b"\x08\xff",
    "random": random_bytes(),
    "an end without a beginning": b"\x0c",
    "nested": nested(5000) + b"\x0a\x05",
}


def calls(channel: grpc.Channel, method: str, raw: bytes) -> bytes:
    if method.endswith("StreamCheck"):
        stream = channel.stream_stream(method, bytes, bytes)
        return next(iter(stream(iter([raw]), timeout=30)))
    return channel.unary_unary(method, bytes, bytes)(raw, timeout=30)


def messages_without_text() -> Iterator[str]:
    """Give the methods whose request has no field of the number that the text stands in."""
    for file in (checker_pb2, knowledge_pb2, admin_pb2):
        for service in file.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                field = method.input_type.fields_by_number.get(1)
                if field is None or field.type == field.TYPE_BOOL:
                    yield f"/{service.full_name}/{method.name}"


HOLD_NO_TEXT = frozenset(messages_without_text())


# An unknown field may hold anything.
CASES = [
    (method, what)
    for method in METHODS
    for what in MALFORMED
    if what != "not UTF-8" or method not in HOLD_NO_TEXT
]


@pytest.mark.parametrize(("method", "what"), CASES)
def test_malformed_bytes_are_an_invalid_argument_and_nothing_of_python_is_said(
    channel: grpc.Channel, method: str, what: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        calls(channel, method, MALFORMED[what])
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    said = "The message cannot be read: it is cut, or a text in it is not UTF-8."
    assert caught.value.details() == said
