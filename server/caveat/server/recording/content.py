"""A request as bytes: what the operator may have kept, encrypted, and what replays it."""

import msgspec

from caveat.rules.patient import Request


def written(request: Request) -> bytes:
    """Write a request, as every door hands it to the engine, as JSON."""
    return msgspec.json.encode(request)


def read(content: bytes) -> Request:
    """Read it back; ``ValueError`` for what is no request, without quoting it."""
    try:
        return msgspec.json.decode(content, type=Request)
    except msgspec.DecodeError:
        raise ValueError("the content of a record is no request") from None
