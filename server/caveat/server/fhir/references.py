"""References of FHIR: what they name, and the resource among those at hand that they mean."""

from collections.abc import Iterable
from typing import NamedTuple

from caveat.server.fhir.node import Node
from caveat.server.fhir.record import Record

_SHORTEST_PATH = 2


class Target(NamedTuple):
    """The type and id that a reference ends in; the type is empty for ``urn:uuid:`` and ids."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


def target_of(reference: str) -> Target:
    """Read ``Patient/1``, an absolute URL, one with a version, a ``urn:uuid:`` or a bare id."""
    unversioned = reference.strip().partition("/_history/")[0]
    if unversioned.startswith("urn:"):
        return Target("", unversioned.rpartition(":")[2])
    segments = unversioned.split("/")
    if len(segments) < _SHORTEST_PATH:
        return Target("", unversioned)
    return Target(segments[-2], segments[-1])


class References:
    """Finds the resource that a reference means."""

    def __init__(self, records: Iterable[tuple[Record, str]]) -> None:
        self._by_url: dict[str, Record] = {}
        self._by_target: dict[str, Record] = {}
        self._without_server: dict[str, Record] = {}
        for record, full_url in records:
            self._add(record, full_url)

    def _add(self, record: Record, full_url: str) -> None:
        identifier = record.node.text("id")
        target = str(Target(record.node.kind, identifier)) if identifier else ""
        if full_url:
            self._by_url.setdefault(full_url, record)
        if target:
            self._by_target.setdefault(target, record)
        if target and "://" not in full_url:
            self._without_server.setdefault(target, record)

    def resolve(self, reference: Node, owner: Record) -> Record | None:
        """Give what a Reference means, ``None`` where that is not at hand.

        ``#x`` is looked for in the owner, an absolute URL by fullUrl and then among resources of
        which no server is known, all else by type and id.
        """
        written = (reference.text("reference") or "").strip()
        if written.startswith("#"):
            return _contained(written[1:], owner)
        named = str(target_of(written))
        found = self._by_url.get(written) or self._by_url.get(written.partition("/_history/")[0])
        index = self._without_server if "://" in written else self._by_target
        return found or index.get(named)


def _contained(identifier: str, owner: Record) -> Record | None:
    for inner in owner.node.children("contained"):
        if identifier and inner.text("id") == identifier:
            return Record(inner, f"{owner.address}#{identifier}")
    return None
