"""From a JSON document to a message, and from the contract's paths to those of the document."""

from collections.abc import Generator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar, cast

from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message

from caveat.server.http.body import JsonObject
from caveat.server.rest.shape import misshapen
from caveat.source.errors import RequestError, Violation

_Message = TypeVar("_Message", bound=Message)

_MOST_VIOLATIONS = 100


def read_message(document: object, message: _Message) -> _Message:
    """Fill a message; ``RequestError`` names each place that cannot be read, at most 100."""
    kind = cast("Descriptor", message.DESCRIPTOR)  # the stubs know two names of one class
    violations = tuple(islice(misshapen(document, kind), _MOST_VIOLATIONS))
    if violations:
        raise RequestError(violations)
    return ParseDict(cast("JsonObject", document), message)


@contextmanager
def json_paths(message: Descriptor) -> Generator[None]:
    """Have a ``RequestError`` about a message of this kind name the places of its document."""
    try:
        yield
    except RequestError as error:
        violations = (
            Violation(json_path(each.field, message), each.reason) for each in error.violations
        )
        raise RequestError(violations) from None


def json_path(path: str, message: Descriptor) -> str:
    """Write a path such as ``patient.medications[0].last_taken`` as the document has it."""
    step, _, rest = path.partition(".")
    name, bracket, place = step.partition("[")
    field = message.fields_by_name.get(name)
    if field is None:
        return path
    inner, written = field.message_type, field.json_name
    if inner and bracket and not field.is_repeated:  # the list stands in a message of its own
        inner, written = inner.fields_by_name["items"].message_type, f"{written}.items"
    written += bracket + place
    return f"{written}.{json_path(rest, inner)}" if rest and inner else written
