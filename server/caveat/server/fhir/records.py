"""Every resource at hand, all of one patient."""

from collections.abc import Iterable, Sequence

from caveat.server.fhir.bundles import entries_of
from caveat.server.fhir.gathering import read_each
from caveat.server.fhir.identity import check_identity
from caveat.server.fhir.node import Node
from caveat.server.fhir.record import Record
from caveat.server.fhir.references import References

__all__ = ["Record", "Records", "read_records"]


class Records:
    """Resources of one or more documents, by type and by reference."""

    def __init__(self, entries: Sequence[tuple[Record, str]]) -> None:
        self._references = References(entries)
        self._by_type: dict[str, list[Record]] = {}
        self._place: dict[Record, int] = {}
        for place, (record, _) in enumerate(entries):
            self._place[record] = place
            self._by_type.setdefault(record.node.kind, []).append(record)

    def of(self, *types: str) -> tuple[Record, ...]:
        """Give the resources of these types, in the order of the documents."""
        found = (record for kind in dict.fromkeys(types) for record in self._by_type.get(kind, ()))
        return tuple(sorted(found, key=self._place.__getitem__))

    def resolve(self, reference: Node, owner: Record) -> Record | None:
        """Give what a Reference of ``owner`` means; ``None`` where that is not at hand."""
        return self._references.resolve(reference, owner)


def read_records(documents: Iterable[Node], patient_id: str | None) -> Records:
    """Take documents apart; each is a resource or a Bundle.

    ``patient_id`` may be an id, ``Patient/id`` or an absolute URL; ``None``: whoever the data are
    of. Raises ``RequestError`` for what is no resource, for a Bundle of which a part is missing,
    and for data of more than one patient.
    """
    entries = [
        entry
        for found in read_each(documents, lambda document: tuple(entries_of(document)))
        for entry in found
    ]
    named = read_each(entries, lambda entry: (_record(*entry), entry[1]))
    records = Records(named)
    check_identity((record for record, _ in named), records.resolve, patient_id)
    return records


def _record(node: Node, full_url: str) -> Record:
    identifier = node.text("id")
    address = f"{node.kind}/{identifier}" if identifier else full_url
    return Record(node, address or node.path)
