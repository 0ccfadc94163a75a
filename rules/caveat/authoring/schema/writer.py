"""Writes JSON Schema of the shapes that the decoder reads by."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from caveat.authoring.schema.json_value import Json, JsonObject
from caveat.authoring.schema.names import Names
from caveat.rules.shapes.criterion import OBSERVATION
from caveat.source.shape import (
    Either,
    Facts,
    Flag,
    Form,
    Keyed,
    Known,
    Later,
    Listed,
    Number,
    Shape,
    Text,
    Words,
)


class SchemaWriter:
    """Writes one schema; what it refers to by name stands under its ``$defs``."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._defined: dict[str, JsonObject] = {}
        # each form is written by the method for its own type, which no checker can follow
        self._writers: Mapping[type[Any], Callable[[Any], JsonObject]] = {
            Text: _text,
            Number: _number,
            Flag: lambda form: {"const": True} if form.never_false else {"type": "boolean"},
            Words: lambda form: {"enum": list(form.words)},
            Known: lambda form: self._defining(f"{form.sort}-name", lambda: names.known(form.sort)),
            Facts: lambda _: self._defining("facts", names.facts),
            Listed: self._listed,
            Keyed: lambda form: {"type": "object", "additionalProperties": self._form(form.of)},
            Either: self._either,
            Later: lambda form: self._defining(form.name, lambda: self._form(form.form())),
            Shape: lambda form: self._defining(form.name, lambda: self._shape(form)),
        }

    def schema(self, shape: Shape) -> JsonObject:
        """Give the schema of a document of this shape, with all that it refers to."""
        written = self._shape(shape)
        return written | {"$defs": dict(sorted(self._defined.items()))}

    def _form(self, form: Form) -> JsonObject:
        return self._writers[type(form)](form)

    def _defining(self, name: str, write: Callable[[], JsonObject]) -> JsonObject:
        """Refer to a definition, which is written where the first one refers to it."""
        if name not in self._defined:
            self._defined[name] = {}  # so that what holds itself comes to an end
            self._defined[name] = write()
        return {"$ref": f"#/$defs/{name}"}

    def _shape(self, shape: Shape) -> JsonObject:
        fields = shape.fields.items()
        written: JsonObject = {
            "title": shape.name.replace("-", " ").capitalize(),
            "description": shape.help,
            "type": "object",
            "additionalProperties": False,
            "properties": {
                name: {**self._form(field.holds), "description": field.help}
                for name, field in fields
            },
        }
        if shape.required:
            written["required"] = list(shape.required)
        return written | _together(shape) | self._of_facts(shape)

    def _of_facts(self, shape: Shape) -> JsonObject:
        return {"allOf": self._names.values_by_fact()} if shape is OBSERVATION else {}

    def _listed(self, form: Listed) -> JsonObject:
        item = self._form(form.of)
        written: JsonObject = {"type": "array", "items": item}
        if form.at_least:
            written["minItems"] = form.at_least
        if form.at_most:
            written["maxItems"] = form.at_most
        return {"anyOf": [item, written]} if form.singly else written

    def _either(self, form: Either) -> JsonObject:
        told: JsonObject = {"description": form.help} if form.help else {}
        return told | {"anyOf": [self._form(each) for each in form.forms]}


def _text(form: Text) -> JsonObject:
    further = (("number", form.of_number), ("boolean", form.of_flag))
    types = ["string", *(name for name, is_read in further if is_read)]
    written: JsonObject = {"type": types[0] if len(types) == 1 else types, "pattern": form.pattern}
    if form.such_as:
        written["examples"] = list(form.such_as)
    if form.told:
        written["patternErrorMessage"] = form.told
    return written


def _number(form: Number) -> JsonObject:
    written: JsonObject = {"type": "integer" if form.whole else "number"}
    return written | ({} if form.lowest is None else {"minimum": form.lowest})


def _together(shape: Shape) -> JsonObject:
    """Say which keys exclude each other, and which need another."""
    written: JsonObject = {}
    if shape.one_of:
        written["oneOf"] = [_some_of(group) for group in shape.one_of]
    if shape.any_of:
        written |= _some_of(shape.any_of)
    if shape.with_others:
        written["dependentRequired"] = {key: [other] for key, other in shape.with_others.items()}
    return written


def _some_of(names: Iterable[str]) -> JsonObject:
    each: list[Json] = [{"required": [name]} for name in names]
    return {"anyOf": each} if len(each) > 1 else {"required": [next(iter(names))]}
