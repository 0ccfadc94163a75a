"""Which orders of a call are proposed medicines, and which only stand beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from caveat.server.cdshooks.services import MEDICATION_VERIFY, ORDER_SELECT, PATIENT_VIEW
from caveat.server.fhir.bundles import entries_of
from caveat.server.fhir.node import Node
from caveat.server.fhir.orders import ORDER_TYPES
from caveat.source.errors import RequestError, Violation

_DRAFTS = "draftOrders"
_SELECTIONS = "selections"
_VERIFIED = ("medication", "order")
_NO_ORDERS = frozenset(("Medication", "MedicationKnowledge"))


@dataclass(frozen=True, slots=True)
class Orders:
    """What holds the orders of a call, and the paths of those whose medicine is proposed.

    Without a document nothing is proposed, and the medicine that the rules assume is checked.
    """

    document: Node | None = None
    proposed: tuple[str, ...] = ()
    are_drafts: bool = False

    @property
    def need_a_check(self) -> bool:
        """Say whether there is a medicine to check."""
        return self.document is None or bool(self.proposed)


def read_orders(context: Node, selections: object, hook: str) -> Orders:
    """Read the orders of a call; raises ``RequestError`` for what cannot be told apart."""
    if hook == PATIENT_VIEW:
        return Orders()
    if hook == MEDICATION_VERIFY:
        return _verified(context)
    document = _drafts(context)
    drafts = tuple(order for order, _ in entries_of(document))
    medicines = {order.path for order in drafts if _is_of_medicine(order)}
    chosen = _selected(context, selections, drafts) if hook == ORDER_SELECT else drafts
    proposed = tuple(order.path for order in chosen if order.path in medicines)
    return Orders(document, proposed, are_drafts=True)


def _drafts(context: Node) -> Node:
    drafts = context.child(_DRAFTS)
    if drafts is None:
        raise context.wrong("is missing", _DRAFTS)
    if drafts.kind != "Bundle":
        raise drafts.wrong("is no Bundle")
    return drafts


def _verified(context: Node) -> Orders:
    given = [node for node in map(context.child, _VERIFIED) if node]
    if not given:
        raise context.wrong("is missing", _VERIFIED[0])
    if len(given) > 1:
        raise given[1].wrong(f"stands beside {_VERIFIED[0]}: expected one of the two")
    document = given[0].child("resource") or given[0]
    orders = [order for order, _ in entries_of(document) if _is_of_medicine(order)]
    if not orders:
        raise document.wrong("holds no medication order")
    return Orders(document, tuple(order.path for order in orders))


def _is_of_medicine(order: Node) -> bool:
    """Tell medication orders from others; one of another release of FHIR is not passed over."""
    kind = order.kind
    if kind in ORDER_TYPES:
        return True
    if kind.startswith("Medication") and kind not in _NO_ORDERS:
        raise order.wrong("is no medication order of FHIR R4", "resourceType")
    return False


def _selected(context: Node, selections: object, drafts: Sequence[Node]) -> Iterable[Node]:
    """Give the drafts that the selections name, as ``MedicationRequest/123`` or ``123``."""
    if not isinstance(selections, list):
        raise context.wrong("expected an array", _SELECTIONS)
    named = _by_name(drafts)
    chosen: dict[Node, None] = {}
    violations: list[Violation] = []
    for place, selection in enumerate(cast("Sequence[object]", selections)):
        found = named.get(selection) if isinstance(selection, str) else None
        chosen.update(dict.fromkeys(found or ()))
        if not found:
            field = f"{context.path_of(_SELECTIONS)}[{place}]"
            violations.append(Violation(field, "names no draft order"))
    if violations:
        raise RequestError(violations)
    return chosen


def _by_name(drafts: Iterable[Node]) -> Mapping[str, Sequence[Node]]:
    """Give the drafts by ``Type/id`` and by ``id``, which more than one may have."""
    named: dict[str, list[Node]] = {}
    for draft in drafts:
        if identifier := draft.text("id"):
            named.setdefault(identifier, []).append(draft)
            named.setdefault(f"{draft.kind}/{identifier}", []).append(draft)
    return named
