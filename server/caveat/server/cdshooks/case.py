"""What one check is about: the patient, the proposed medicines, and where each entry came from."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from caveat.reading.status import MedicationStatus
from caveat.rules.patient import EntryList, Medication, Proposal, Request
from caveat.server.cdshooks.orders import Orders
from caveat.server.cdshooks.prefetch import Prefetched
from caveat.server.cdshooks.templates import TYPES
from caveat.server.fhir.chart import read_chart
from caveat.server.fhir.located import located
from caveat.server.fhir.node import Node
from caveat.server.fhir.orders import ORDER_TYPES, read_proposals
from caveat.server.fhir.records import Record, read_records
from caveat.source.errors import RequestError

Addresses = Mapping[tuple[EntryList, int], str]

_OF_PATIENT = re.compile(r"(?:.*/)?Patient/")


@dataclass(frozen=True, slots=True)
class Case:
    """A request to the engine, and the address of the record that each entry came from.

    ``drafts`` are the references of the draft orders, by the index of their proposal.
    """

    request: Request
    addresses: Addresses
    drafts: Mapping[int, str] = field(default_factory=dict[int, str])

    def with_planned(self, places: Collection[int]) -> "Case":
        """Take these proposals as medications that are planned: they are checked beside the rest.

        What was stated of how they are to be given has no place there.
        """
        if not places:
            return self
        proposed, patient = self.request.proposed, self.request.patient
        kept = [place for place in range(len(proposed)) if place not in places]
        moved = sorted(places)
        listed = (*(patient.medications or ()), *(_planned(proposed[place]) for place in moved))
        request = replace(
            self.request,
            patient=replace(patient, medications=listed),
            proposed=tuple(proposed[place] for place in kept),
        )
        drafts = {
            place: self.drafts[before] for place, before in enumerate(kept) if before in self.drafts
        }
        return Case(request, self._readdressed(kept, moved), drafts)

    def _readdressed(self, kept: Sequence[int], moved: Sequence[int]) -> Addresses:
        old = self.addresses
        first = len(self.request.patient.medications or ())
        others = {entry: old[entry] for entry in old if entry[0] is not EntryList.PROPOSED}
        proposed = {
            (EntryList.PROPOSED, place): old[EntryList.PROPOSED, before]
            for place, before in enumerate(kept)
        }
        listed = {
            (EntryList.MEDICATIONS, place): old[EntryList.PROPOSED, before]
            for place, before in enumerate(moved, first)
        }
        return {**others, **proposed, **listed}

    def located(self, error: RequestError) -> RequestError:
        """Say of what the engine refuses which record it came from."""
        return located(error, self._name)

    def _name(self, among: EntryList, place: int) -> str | None:
        """Give the address of a record; the id of a patient stands in no error."""
        address = self.addresses.get((among, place))
        return "prefetch.patient" if address and _OF_PATIENT.match(address) else address


def read_case(patient_id: str, orders: Orders, data: Prefetched, today: date) -> Case:
    """Read the orders and the data of a call; ``RequestError`` names what cannot be used."""
    records = read_records(_documents(orders, data), patient_id)
    every = records.of(*sorted(ORDER_TYPES))
    paths = frozenset(orders.proposed)
    proposed = [record for record in every if record.node.path in paths]
    chart = read_chart(records, TYPES, today, without=proposed)
    request = Request(chart.patient, read_proposals(proposed, records))
    drafts = _references(proposed if orders.are_drafts else ())
    return Case(request, {**chart.sources, **_places(proposed)}, drafts)


def _planned(proposal: Proposal) -> Medication:
    return replace(proposal.medication, status=MedicationStatus.PLANNED)


def _documents(orders: Orders, data: Prefetched) -> Iterator[Node]:
    if orders.document is not None:
        yield orders.document
    for key, document in data.documents.items():
        yield Node(document, f"prefetch.{key}")


def _references(drafts: Sequence[Record]) -> Mapping[int, str]:
    """Give the references by which a client can take back what is not signed yet."""
    named = ((place, each.node, each.node.text("id")) for place, each in enumerate(drafts))
    return {place: f"{node.kind}/{identifier}" for place, node, identifier in named if identifier}


def _places(proposed: Sequence[Record]) -> Addresses:
    return {(EntryList.PROPOSED, place): record.node.path for place, record in enumerate(proposed)}
