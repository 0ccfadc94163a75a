"""What a caller submits: Parameters of FHIR, or a patient's Bundle and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from caveat.server.fhir.allergies import ALLERGY
from caveat.server.fhir.conditions import CONDITION, FAMILY_HISTORY
from caveat.server.fhir.courses import MEDICATION_TYPES
from caveat.server.fhir.extensions import TRIAL
from caveat.server.fhir.gathering import read_each
from caveat.server.fhir.node import Node
from caveat.server.fhir.orders import ORDER_TYPES
from caveat.server.http.body import JsonObject

PATIENT = "patient"
PROPOSED = "proposed"
ASKED = "asked"

_LISTS = (*sorted(MEDICATION_TYPES), CONDITION, FAMILY_HISTORY, ALLERGY, TRIAL)
_NAMES = (PATIENT, PROPOSED, ASKED)

_CONCEPT = "valueCodeableConcept"
_STRING = "valueString"
_RESOURCE = "resource"
_VALUES = (_RESOURCE, _CONCEPT, _STRING)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The patient's Bundle, the orders proposed apart from it, and types of which none exist."""

    patient: Node
    proposed: tuple[Node, ...] = ()
    asked: frozenset[str] = frozenset()


def read_parameters(document: JsonObject) -> Parameters:
    """Read the body; ``RequestError`` names every parameter that is missing, twice or unknown."""
    body = Node(document, "body")
    kind = body.kind
    if kind not in {"Bundle", "Parameters"}:
        raise body.wrong("expected Parameters or a Bundle", "resourceType")
    root = Node(document, kind)
    if kind == "Bundle":
        return Parameters(root)
    parameters = root.children("parameter")
    named = list(zip(read_each(parameters, _name), parameters, strict=True))
    values = cast("Sequence[JsonObject]", document.get("parameter", ()))
    proposed = [
        (parameter, value)
        for (name, parameter), value in zip(named, values, strict=True)
        if name == PROPOSED
    ]
    return Parameters(
        _patient([parameter for name, parameter in named if name == PATIENT], root),
        tuple(read_each(proposed, lambda each: _proposed(*each))),
        frozenset(read_each([p for name, p in named if name == ASKED], _asked)),
    )


def _name(parameter: Node) -> str:
    name = parameter.text("name")
    if name not in _NAMES:
        raise parameter.wrong(f"is unknown: expected one of {', '.join(_NAMES)}", "name")
    return name


def written_path(path: str) -> str:
    """Turn the path within an order that was made of a text or a concept into the caller's."""
    concept = "medicationCodeableConcept"
    as_text = path.replace(f"{_STRING}.{concept}.text", _STRING)
    return as_text.replace(f"{_CONCEPT}.{concept}", _CONCEPT)


def _patient(found: Sequence[Node], root: Node) -> Node:
    if len(found) != 1:
        reason = f"expected one parameter with the name {PATIENT}"
        raise root.wrong(reason, "parameter")
    bundle = found[0].child(_RESOURCE)
    if bundle is None or bundle.kind != "Bundle":
        raise found[0].wrong("expected a Bundle", _RESOURCE)
    return bundle


def _proposed(parameter: Node, raw: JsonObject) -> Node:
    """Give an order; a text or a concept is read as the order of that medicine."""
    given = [name for name in _VALUES if parameter.has(name)]
    if len(given) != 1:
        raise parameter.wrong(f"expected one of {', '.join(_VALUES)}")
    order = parameter.child(_RESOURCE)
    if order is not None:
        if order.kind not in ORDER_TYPES:
            raise order.wrong(f"expected one of {', '.join(sorted(ORDER_TYPES))}", "resourceType")
        return order
    if given == [_CONCEPT]:
        return _order_of(raw[_CONCEPT], parameter.path_of(_CONCEPT))
    text = parameter.text(_STRING)
    if text is None:
        raise parameter.wrong("is empty", _STRING)
    return _order_of({"text": text}, parameter.path_of(_STRING))


def _order_of(concept: object, path: str) -> Node:
    order: JsonObject = {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "proposal",
        "medicationCodeableConcept": concept,
    }
    return Node(order, path)


def _asked(parameter: Node) -> str:
    kind = parameter.text("valueCode")
    if kind not in _LISTS:
        raise parameter.wrong(f"expected one of {', '.join(_LISTS)}", "valueCode")
    return kind
