"""From a message to JSON."""

import json

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from starlette.responses import Response

MEDIA_TYPE = "application/json"


def json_of(message: Message) -> bytes:
    """Write a message with every field that holds its default: no reader need know them."""
    document = MessageToDict(message, always_print_fields_with_no_presence=True)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def answer(message: Message) -> Response:
    """Answer with a message."""
    return Response(json_of(message), media_type=MEDIA_TYPE)


def with_member(document: bytes, name: str, member: bytes) -> bytes:
    """Add a member to an object that is not empty; both are JSON already."""
    return b'%b,"%b":%b}' % (document[:-1], name.encode(), member)
