"""Takes documents apart into the resources that they carry."""

from collections.abc import Iterator

from caveat.server.fhir.node import Node

_OUTCOME = "OperationOutcome"


def entries_of(document: Node) -> Iterator[tuple[Node, str]]:
    """Give every resource of a document with its fullUrl, which may be empty.

    A document is a resource or a Bundle, which may hold further Bundles. Raises ``RequestError``
    for what is no resource, an entry without one, an OperationOutcome in the place of data, and a
    Bundle that is only the first of several pages.
    """
    yield from _resources(document, "")


def _resources(resource: Node, full_url: str) -> Iterator[tuple[Node, str]]:
    kind = resource.kind
    if kind == _OUTCOME:
        raise resource.wrong("is an OperationOutcome: not all of the data could be had")
    if kind != "Bundle":
        yield resource, full_url
        return
    _refuse_further_pages(resource)
    for entry in resource.children("entry"):
        inner = entry.child("resource")
        if inner is None:
            raise entry.wrong("has no resource")
        yield from _resources(inner, entry.text("fullUrl") or "")


def _refuse_further_pages(bundle: Node) -> None:
    for link in bundle.children("link"):
        if link.text("relation") == "next":
            raise link.wrong("is a further page: expected a Bundle with all entries")
