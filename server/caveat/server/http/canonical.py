"""A JSON document in one way of writing, whatever way it was sent in."""

import msgspec


def canonical(document: object) -> bytes:
    """Write a document that was read strictly: keys sorted, nothing between the tokens."""
    return msgspec.json.encode(document, order="sorted")
