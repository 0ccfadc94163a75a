"""Whom one resource of a FHIR export belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

from caveat.server.fhir.allergies import ALLERGY
from caveat.server.fhir.conditions import CONDITION, FAMILY_HISTORY
from caveat.server.fhir.courses import MEDICATION_TYPES
from caveat.server.fhir.identity import PATIENT
from caveat.server.fhir.node import Node
from caveat.server.fhir.observations import OBSERVATION
from caveat.server.fhir.references import target_of
from caveat.server.http.body import MOST_BYTES, parse_object
from caveat.server.screening.lines import Line
from caveat.server.screening.worker import Worker
from caveat.source.errors import RequestError

_OF_PATIENT = MEDICATION_TYPES | {CONDITION, FAMILY_HISTORY, ALLERGY, OBSERVATION}
_SHARED = frozenset(("Medication", "Substance"))
_NOT_DATA = {
    "OperationOutcome": "is an OperationOutcome: not all of the data could be had",
    "Bundle": "is a Bundle: expected its resources, a line each",
}


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a resource is to the patients of an export.

    ``patient`` is the id of the patient it belongs to, ``shared`` its own id where any patient's
    resource may refer to it, ``stray`` why nobody can say whom it belongs to; one that concerns no
    check has none of them. ``refers`` are the references to resources that are shared.
    """

    kind: str = ""
    patient: str = ""
    shared: str = ""
    stray: str = ""
    refers: tuple[str, ...] = ()


def sort_resources(_: Worker, lines: tuple[Line, ...]) -> tuple[Sorted, ...]:
    """Sort some lines; each is read for itself."""
    return tuple(map(_sorted, lines))


def _sorted(line: Line) -> Sorted:
    if line.text is None:
        return Sorted(stray=f"longer than {MOST_BYTES} bytes")
    try:
        node = Node(parse_object(line.text), "")
        return _by_kind(node, node.kind)
    except RequestError as error:
        return Sorted(stray="; ".join(map(_said, error.violations)))


def _said(violation: object) -> str:
    return str(violation).removeprefix("body: ").removeprefix(": ")


def _by_kind(node: Node, kind: str) -> Sorted:
    if kind in _NOT_DATA:
        return Sorted(kind, stray=_NOT_DATA[kind])
    if kind == PATIENT:
        return Sorted(kind, patient=_id_of(node))
    if kind in _SHARED:
        return Sorted(kind, shared=_id_of(node), refers=tuple(_references(node)))
    if kind in _OF_PATIENT:
        return Sorted(kind, patient=_subject_of(node), refers=tuple(_references(node)))
    return Sorted(kind)


def _id_of(node: Node) -> str:
    identifier = node.text("id")
    if identifier is None:
        raise node.wrong("is missing", "id")
    return identifier


def _subject_of(node: Node) -> str:
    reference = node.child("subject") or node.child("patient")
    written = reference.text("reference") if reference else None
    if reference is None or written is None or written.startswith("#"):
        raise node.wrong("does not say whom it is about")
    target = target_of(written)
    if target.kind not in {"", PATIENT}:
        raise reference.wrong("is not about one patient")
    return target.id


def _references(node: Node) -> Iterator[str]:
    """Give what a medicine refers to; what is wrong there is told when the patient is read."""
    try:
        owners = (node, *node.children("contained"))
        for owner in owners:
            yield from _written(owner.child("medicationReference"))
            for ingredient in owner.children("ingredient"):
                yield from _written(ingredient.child("itemReference"))
    except RequestError:
        return


def _written(reference: Node | None) -> Iterator[str]:
    written = (reference.text("reference") or "").strip() if reference else ""
    if written and not written.startswith("#"):
        yield written
