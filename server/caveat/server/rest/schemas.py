"""From the contract's messages to JSON schemas, by the protobuf JSON mapping."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from caveat.server.http.body import JsonObject
from caveat.server.rest.comments import contract_comments
from caveat.server.rest.limits import LARGEST_NUMBER, LONGEST_LIST, LONGEST_TEXT, NEEDED

_SCALARS: Mapping[int, JsonObject] = {
    FieldDescriptor.TYPE_STRING: {"type": "string"},
    FieldDescriptor.TYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.TYPE_DOUBLE: {"type": "number", "format": "double"},
    FieldDescriptor.TYPE_INT32: {"type": "integer", "format": "int32"},
    # numbers of JSON are too short for it
    FieldDescriptor.TYPE_INT64: {"type": "string", "format": "int64"},
}

_WELL_KNOWN: Mapping[str, JsonObject] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
}


def reference(kind: Descriptor | EnumDescriptor) -> JsonObject:
    """Refer to the schema of a message or an enum."""
    return {"$ref": f"#/components/schemas/{kind.name}"}


def schemas_of(asked: Iterable[Descriptor], answered: Iterable[Descriptor]) -> JsonObject:
    """Write the schemas of messages that are asked with and answered, by name.

    What is asked has no field but the known ones; what is answered has every field that is
    always written.
    """
    comments = contract_comments()
    schemas: JsonObject = {}
    for kind in reachable(asked):
        needed = _required(kind, lambda field: field.full_name in NEEDED)
        schemas[kind.name] = _schema(kind, comments) | needed | _closed(kind)
    for kind in reachable(answered):
        written = _required(kind, lambda field: not field.has_presence)
        schemas[kind.name] = _schema(kind, comments) | written
    return dict(sorted(schemas.items()))


def reachable(kinds: Iterable[Descriptor]) -> Iterator[Descriptor | EnumDescriptor]:
    """Give the messages and every message and enum inside of them, each once."""
    waiting: list[Descriptor | EnumDescriptor] = list(kinds)
    seen: set[str] = set()
    while waiting:
        kind = waiting.pop()
        if kind.full_name in seen:
            continue
        seen.add(kind.full_name)
        yield kind
        fields = kind.fields if isinstance(kind, Descriptor) else ()
        inner = (field.message_type or field.enum_type for field in fields)
        waiting.extend(each for each in inner if each and each.full_name not in _WELL_KNOWN)


def _closed(kind: Descriptor | EnumDescriptor) -> JsonObject:
    return {"additionalProperties": False} if isinstance(kind, Descriptor) else {}


def _required(
    kind: Descriptor | EnumDescriptor, is_required: Callable[[FieldDescriptor], bool]
) -> JsonObject:
    fields = kind.fields if isinstance(kind, Descriptor) else ()
    required = [field.json_name for field in fields if is_required(field)]
    return {"required": required} if required else {}


def _schema(kind: Descriptor | EnumDescriptor, comments: Mapping[str, str]) -> JsonObject:
    if isinstance(kind, Descriptor):
        properties = {field.json_name: _property(field, comments) for field in kind.fields}
        return {
            "type": "object",
            "description": comments[kind.full_name],
            "properties": properties,
        }
    names = [each.name for each in kind.values]
    meanings = [f"- `{name}`: {comments[f'{kind.full_name}.{name}']}" for name in names]
    description = "\n".join((comments[kind.full_name], "", *meanings))
    return {"type": "string", "description": description, "enum": names}


def _property(field: FieldDescriptor, comments: Mapping[str, str]) -> JsonObject:
    value = _value(field)
    if field.is_repeated:
        most = LONGEST_LIST.get(field.full_name)
        bound: JsonObject = {"maxItems": most} if most else {}
        value = {"type": "array", "items": value} | bound
    return {"description": comments[field.full_name]} | value


def _value(field: FieldDescriptor) -> JsonObject:
    if kind := field.message_type or field.enum_type:
        return _WELL_KNOWN.get(kind.full_name) or reference(kind)
    value = dict(_SCALARS[field.type])
    if longest := LONGEST_TEXT.get(field.full_name):
        value["maxLength"] = longest
    if largest := LARGEST_NUMBER.get(field.full_name):
        value |= {"minimum": -largest, "maximum": largest}
    return value
