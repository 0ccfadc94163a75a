"""Identifiers of what is exported, the same whenever and wherever it is."""

from uuid import NAMESPACE_URL, uuid5


def id_of(*names: str) -> str:
    """Give the UUID of what has these names."""
    return str(uuid5(NAMESPACE_URL, ":".join(("urn:caveat", *names))))
