"""Fields of protobuf messages as bytes: a tag, a length and the content."""

from collections.abc import Iterable

_LENGTH_DELIMITED = 2
_SEVEN_BITS = 0x7F
_MORE = 0x80


def tag_of(number: int) -> bytes:
    """Give the tag of a field that holds a text, bytes or a message."""
    return _varint(number << 3 | _LENGTH_DELIMITED)


def field(tag: bytes, content: bytes) -> bytes:
    """Give a field with its content."""
    return tag + length_of(len(content)) + content


def message(tag: bytes, parts: Iterable[bytes]) -> bytes:
    """Give a field that holds a message of these fields."""
    return field(tag, b"".join(parts))


def length_of(number: int) -> bytes:
    """Give a length as it stands before a content."""
    return _SHORT[number] if number < _MOST_SHORT else _varint(number)


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > _SEVEN_BITS:
        encoded.append(number & _SEVEN_BITS | _MORE)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


_MOST_SHORT = 1 << 14
_SHORT = tuple(map(_varint, range(_MOST_SHORT)))
