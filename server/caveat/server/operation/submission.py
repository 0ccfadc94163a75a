"""One submission: the request that is checked, and where each of its entries came from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from caveat.rules import Patient, Request
from caveat.rules.patient import EntryList
from caveat.server.fhir.bundles import entries_of
from caveat.server.fhir.chart import read_chart
from caveat.server.fhir.extensions import TRIAL, is_trial
from caveat.server.fhir.located import located
from caveat.server.fhir.node import Node
from caveat.server.fhir.orders import ORDER_TYPES, read_proposals
from caveat.server.fhir.records import Record, Records, read_records
from caveat.server.http.body import JsonObject
from caveat.server.operation.parameters import read_parameters, written_path
from caveat.server.operation.sources import Sources
from caveat.source.errors import RequestError, Violation


@dataclass(frozen=True, slots=True)
class Submission:
    """A request with the address of its patient, and the addresses and paths of its records."""

    request: Request
    patient: str
    sources: Sources
    paths: Mapping[str, str]

    def located(self, error: RequestError) -> RequestError:
        """Name the caller's own resources where the engine names entries of its request."""
        return located(error, self._path)

    def _path(self, among: EntryList, place: int) -> str | None:
        address = self.sources.get((among, place), "")
        return self.paths.get(address, address)


def read_submission(document: JsonObject, today: date) -> Submission:
    """Read Parameters or a Bundle; ``RequestError`` names what cannot be read by its path."""
    try:
        return _read(document, today)
    except RequestError as error:
        violations = (Violation(written_path(each.field), each.reason) for each in error.violations)
        raise RequestError(violations) from None


def _read(document: JsonObject, today: date) -> Submission:
    parameters = read_parameters(document)
    records = read_records((parameters.patient, *parameters.proposed), None)
    listed = _listed(parameters.patient, records)
    orders = _orders(parameters.proposed, records) or _drafts(listed)
    proposed = read_proposals(orders, records)
    asked = parameters.asked | _present(listed, orders)
    chart = read_chart(records, asked, today, orders)
    patient = next(iter(records.of("Patient")), None)
    return Submission(
        Request(_with_trials(chart.patient, asked), proposed),
        patient.address if patient else "",
        {**chart.sources, **_ordered(orders)},
        {record.address: record.node.path for record in (*listed, *orders)},
    )


def _listed(bundle: Node, records: Records) -> tuple[Record, ...]:
    """Give the patient's own records."""
    kinds = {node.kind for node, _ in entries_of(bundle)}
    prefix = f"{bundle.path}."
    return tuple(r for r in records.of(*kinds) if r.node.path.startswith(prefix))


def _with_trials(patient: Patient, asked: Collection[str]) -> Patient:
    """Take no trial for none where trials were asked for; FHIR has no list of them to be empty."""
    return replace(patient, trials=patient.trials or ()) if TRIAL in asked else patient


def _ordered(orders: Sequence[Record]) -> Sources:
    return {(EntryList.PROPOSED, place): order.address for place, order in enumerate(orders)}


def _present(listed: Sequence[Record], orders: Sequence[Record]) -> set[str]:
    """Give the types of a patient's lists; what is proposed and what was tried are no such list."""
    proposed = {order.address for order in orders}
    return {
        record.node.kind
        for record in listed
        if record.address not in proposed and not is_trial(record.node)
    }


def _orders(nodes: Sequence[Node], records: Records) -> tuple[Record, ...]:
    own = {id(node) for node in nodes}
    return tuple(record for record in records.of(*ORDER_TYPES) if id(record.node) in own)


def _drafts(listed: Sequence[Record]) -> tuple[Record, ...]:
    """Give the orders that nobody has signed yet: where none is named, they are proposed."""
    return tuple(
        record
        for record in listed
        if record.node.kind == "MedicationRequest" and record.node.text("status") == "draft"
    )
