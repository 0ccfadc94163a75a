"""One resource of a document and how it is called."""

from dataclasses import dataclass

from caveat.server.fhir.node import Node


@dataclass(frozen=True, slots=True)
class Record:
    """A resource and its address: ``Type/id``, else its fullUrl, else its path."""

    node: Node
    address: str
