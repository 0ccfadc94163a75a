"""The medicines that somebody means to give."""

from collections.abc import Sequence

from caveat.rules.patient import Proposal
from caveat.server.fhir.courses import MEDICATION_TYPES
from caveat.server.fhir.extensions import PLAN, extension_of, read_facts
from caveat.server.fhir.gathering import read_each
from caveat.server.fhir.medications import read_medication
from caveat.server.fhir.records import Record, Records

ORDER_TYPES: frozenset[str] = MEDICATION_TYPES


def read_proposals(orders: Sequence[Record], records: Records) -> tuple[Proposal, ...]:
    """Read each order as a proposal, in the same order and never fewer.

    The status of an order is left to the caller, who knows what is proposed. Raises
    ``RequestError`` with all that cannot be read.
    """
    return tuple(read_each(orders, lambda order: _proposal(order, records)))


def _proposal(order: Record, records: Records) -> Proposal:
    plan = read_facts(extension_of(order.node, PLAN))
    return Proposal(read_medication(order, records), plan)
