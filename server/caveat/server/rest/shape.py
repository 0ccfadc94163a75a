"""Whether a JSON value has the shape of a message; what protobuf's own reader lets pass is not.

That reader takes ``true`` for 1, an empty list for an empty message, and the last of two
spellings of a field; and its errors quote the patient. Here not even the name of a field that
is not known is quoted: a medicine may stand there.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from caveat.server.http.body import JsonObject
from caveat.server.rest.limits import LONGEST_LIST
from caveat.source.errors import Violation


def misshapen(value: object, message: Descriptor, path: str = "") -> Iterator[Violation]:
    """Give each place that a message of this kind cannot be read from; no value is quoted."""
    if not isinstance(value, dict):
        yield Violation(path or "request", "is not an object")
        return
    members = cast("JsonObject", value)
    fields = _fields(message)
    if not members.keys() <= fields.keys():
        names = ", ".join(field.json_name for field in message.fields)
        yield Violation(path or "request", f"has a field that is not one of {names}")
    yield from _twice(members, message, path)
    yield from _at_odds(members, message, path)
    for name, member in members.items():
        if name in fields:
            yield from _member(member, fields[name], _within(path, name))


@cache
def _fields(message: Descriptor) -> dict[str, FieldDescriptor]:
    """Give the fields by both of their spellings."""
    original = {field.name: field for field in message.fields}
    return original | {field.json_name: field for field in message.fields}


def _twice(members: JsonObject, message: Descriptor, path: str) -> Iterator[Violation]:
    fields = _fields(message)
    given = Counter(fields[name].json_name for name in members if name in fields)
    for name in (name for name, times in given.items() if times > 1):
        yield Violation(_within(path, name), "is given in two spellings")


def _at_odds(members: JsonObject, message: Descriptor, path: str) -> Iterator[Violation]:
    for choice in message.oneofs:
        names = [each.json_name for each in choice.fields if _is_stated(members, each)]
        if len(names) > 1:
            yield Violation(_within(path, choice.name), f"has more than one of {', '.join(names)}")


def _is_stated(members: JsonObject, field: FieldDescriptor) -> bool:
    return any(members.get(name) is not None for name in (field.name, field.json_name))


def _within(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _member(value: object, field: FieldDescriptor, path: str) -> Iterator[Violation]:
    if field.is_repeated:
        yield from _elements(value, field, path)
    elif value is not None:
        yield from _single(value, field, path)


def _elements(value: object, field: FieldDescriptor, path: str) -> Iterator[Violation]:
    """Check a list; ``null`` is none, as it could mean "not asked" or "none known"."""
    if not isinstance(value, list):
        yield Violation(path, "is not a list")
        return
    elements = cast("list[object]", value)
    most = LONGEST_LIST[field.full_name]
    if len(elements) > most:
        yield Violation(path, f"more than {most} entries")
        return
    for place, element in enumerate(elements):
        yield from _single(element, field, f"{path}[{place}]")


def _single(value: object, field: FieldDescriptor, path: str) -> Iterator[Violation]:
    if field.message_type:
        yield from misshapen(value, field.message_type, path)
    elif field.enum_type:
        names = [each.name for each in field.enum_type.values]
        if value not in names:
            yield Violation(path, f"is not one of {', '.join(names)}")
    else:
        fits, reason = _SCALARS[field.type]
        if not fits(value):
            yield Violation(path, reason)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= sys.float_info.max


_SCALARS: dict[int, tuple[Callable[[object], bool], str]] = {
    FieldDescriptor.TYPE_STRING: (lambda value: isinstance(value, str), "is not a string"),
    FieldDescriptor.TYPE_BOOL: (lambda value: isinstance(value, bool), "is not true or false"),
    FieldDescriptor.TYPE_DOUBLE: (_is_number, "is not a number"),
}
