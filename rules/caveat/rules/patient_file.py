"""The patient file, as YAML, JSON or a plain mapping; examples of rules are written in it too.

proposed:     medicines that somebody means to give: a text, or {text, code, codes, dose, route,
              plan: {fact: value}}; left out: a pack may assume its own; none: the list by itself
medications:  what the patient takes: a text, or {text, code, codes, dose, route, status,
              last-taken, reason}; left out: not asked; []: none
history:      conditions: a text, or {text, code, codes, status}
allergies:    a text, or {text, code, codes}
observations: {fact: value}, such as {age: 44, weight: 80 kg}
trials:       {medication, adequate-dose, adequate-duration, adherent, improvement-percent,
              remission}
request-id:   handed back unread
"""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules.patient import (
    Allergy,
    Condition,
    Medication,
    Observation,
    Patient,
    Proposal,
    Request,
    Trial,
)
from caveat.rules.shapes.patient import (
    ALLERGY,
    CODE,
    CONDITION,
    MEDICATION,
    PATIENT,
    PROPOSAL,
    TRIAL,
)
from caveat.source.document import Node, Scalar, node_of, read_document
from caveat.source.errors import PackError, RequestError, Violation
from caveat.source.reader import Reader

_FILE = "patient"
_NONE = "none"

EntryT = TypeVar("EntryT")


def read_request(text: str) -> Request:
    """Read a patient file, YAML or JSON; raises ``RequestError`` with every mistake."""
    try:
        node = _json_node(text) if text.lstrip().startswith("{") else None
        return _decode(node or read_document(text, _FILE))
    except PackError as error:
        raise RequestError(_as_violations(error)) from None


def request_of(value: object) -> Request:
    """Read a plain mapping of the same shape; raises ``RequestError`` with every mistake."""
    try:
        return _decode(node_of(value, _FILE))
    except PackError as error:
        raise RequestError(_as_violations(error)) from None


def _decode(node: Node) -> Request:
    reader = Reader(_FILE)
    request = read_request_node(reader, node)
    if reader.problems:
        raise PackError(reader.problems)
    return request


def _as_violations(error: PackError) -> tuple[Violation, ...]:
    """Say where and what kind, without the words of the file: they may be a patient's."""
    return tuple(
        Violation(f"line {problem.line}, column {problem.column}", _without_words(problem.kind))
        for problem in error.problems
    )


def _without_words(kind: str) -> str:
    return _HINTS.get(kind, kind)


_HINTS = {
    "unknown key": "an unknown key; a patient file has " + ", ".join(PATIENT.fields),
    "wrong type": "a value of the wrong type",
}


def _json_node(text: str) -> Node | None:
    """Give a JSON document as a node; ``None`` where it is none, so that YAML may be tried."""
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return None
    return node_of(value, _FILE)


def _without_repeats(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise RequestError([Violation("patient file", "a key is given twice")])
    return dict(pairs)


def read_request_node(reader: Reader, node: Node) -> Request:
    """Decode a patient file that is part of another document."""
    fields = reader.shaped(node, PATIENT)
    patient = Patient(
        medications=_entries(reader, fields.get("medications"), _medication),
        conditions=_entries(reader, fields.get("history"), _condition),
        observations=_observations(reader, fields.get("observations")),
        allergies=_entries(reader, fields.get("allergies"), _allergy),
        trials=_entries(reader, fields.get("trials"), _trial),
    )
    nothing_proposed = _is_none(fields.get("proposed"))
    proposed = () if nothing_proposed else _entries(reader, fields.get("proposed"), _proposal) or ()
    request_id = reader.text(fields.get("request-id"))
    return Request(patient, proposed, request_id, nothing_proposed)


def _is_none(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.text == _NONE


def _entries(
    reader: Reader, node: Node | None, read: Callable[[Reader, Node], EntryT]
) -> tuple[EntryT, ...] | None:
    return reader.each(node, partial(read, reader)) if node else None


def _proposal(reader: Reader, node: Node) -> Proposal:
    if isinstance(node, Scalar):
        return Proposal(_medication(reader, node))
    fields = reader.shaped(node, PROPOSAL)
    return Proposal(_taken(reader, fields), _observations(reader, fields.get("plan")))


def _medication(reader: Reader, node: Node) -> Medication:
    if isinstance(node, Scalar):
        return Medication(reader.text(node))
    return _taken(reader, reader.shaped(node, MEDICATION))


def _taken(reader: Reader, fields: dict[str, Node]) -> Medication:
    return Medication(
        text=reader.text(fields.get("text")),
        codes=_codes(reader, fields),
        dose=reader.text(fields.get("dose")),
        route=reader.text(fields.get("route")),
        status=reader.choice(_hyphened(fields.get("status")), MedicationStatus),
        last_taken=reader.text(fields.get("last-taken")),
        reason=reader.text(fields.get("reason")),
    )


def _condition(reader: Reader, node: Node) -> Condition:
    if isinstance(node, Scalar):
        return Condition(reader.text(node))
    fields = reader.shaped(node, CONDITION)
    status = reader.choice(_hyphened(fields.get("status")), ConditionStatus)
    return Condition(reader.text(fields.get("text")), _codes(reader, fields), status)


def _hyphened(node: Node | None) -> Node | None:
    """Write ``family_history`` and ``Family history`` as the status is named."""
    if not isinstance(node, Scalar):
        return node
    text = node.text.strip().lower().replace("_", "-").replace(" ", "-")
    return Scalar(text, node.line, node.column)


def _allergy(reader: Reader, node: Node) -> Allergy:
    if isinstance(node, Scalar):
        return Allergy(reader.text(node))
    fields = reader.shaped(node, ALLERGY)
    return Allergy(reader.text(fields.get("text")), _codes(reader, fields))


def _codes(reader: Reader, fields: dict[str, Node]) -> tuple[Code, ...]:
    nodes = [*([fields["code"]] if "code" in fields else ()), *reader.items(fields.get("codes"))]
    return tuple(_code(reader, node) for node in nodes)


def _code(reader: Reader, node: Node) -> Code:
    fields = reader.shaped(node, CODE)
    return Code(reader.text(fields.get("system")), reader.text(fields.get("value")))


def _observations(reader: Reader, node: Node | None) -> tuple[Observation, ...]:
    if node is None:
        return ()
    entries = reader.entries(node)
    return tuple(Observation(key.text, _value(reader, value)) for key, value in entries)


def _value(reader: Reader, node: Node) -> float | str | bool:
    text = reader.text(node)
    if text in {"true", "false"}:
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def _trial(reader: Reader, node: Node) -> Trial:
    if isinstance(node, Scalar):
        return Trial(_medication(reader, node))
    fields = reader.shaped(node, TRIAL)
    flags = {
        name.replace("-", "_"): reader.flag(fields[name]) if name in fields else None
        for name in ("adequate-dose", "adequate-duration", "adherent", "remission")
    }
    percent = fields.get("improvement-percent")
    return Trial(
        medication=_medication(reader, fields.get("medication", node)),
        improvement_percent=reader.number(percent) if percent else None,
        **flags,
    )
