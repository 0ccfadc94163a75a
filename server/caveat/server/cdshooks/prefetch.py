"""What came along with a call, told apart: had, known to be empty, or not to be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from caveat.server.cdshooks.templates import PATIENT, TEMPLATES
from caveat.server.http.body import JsonObject
from caveat.source.errors import RequestError, Violation

LEFT_OUT = "was left out"
REFUSED = "was refused by the EHR"
IN_PART = "is one page of several"
SHORT = "holds fewer entries than its total"

_OUTCOME = "OperationOutcome"
_FAILED = frozenset(("fatal", "error"))


@dataclass(frozen=True, slots=True)
class Prefetched:
    """Answers to the templates, by key.

    ``documents`` holds a resource or a Bundle for each key that was answered; ``none`` the keys
    that the EHR has nothing for; ``lacking`` why each other key could not be had; ``warned`` the
    keys whose answer comes with a warning that something may be held back.
    """

    documents: Mapping[str, JsonObject]
    none: frozenset[str]
    lacking: Mapping[str, str]
    warned: frozenset[str]


def sort_out(answers: Mapping[str, object]) -> Prefetched:
    """Tell the answers to all templates apart; other keys are not looked at.

    Raises ``RequestError`` with the path of an answer that is of no use to anybody.
    """
    none = frozenset(key for key in TEMPLATES if key in answers and answers[key] is None)
    sent = {key: _resource(key, answers[key]) for key in TEMPLATES if key in answers.keys() - none}
    reasons = {key: _lack(resource) for key, resource in sent.items()}
    left_out = {key: LEFT_OUT for key in TEMPLATES if key not in answers}
    return Prefetched(
        documents={key: _without_outcomes(sent[key]) for key, why in reasons.items() if not why},
        none=none,
        lacking={**left_out, **{key: why for key, why in reasons.items() if why}},
        warned=frozenset(key for key, resource in sent.items() if _warns(resource)),
    )


def _resource(key: str, answer: object) -> JsonObject:
    if not isinstance(answer, dict):
        raise _wrong(key, "is neither a resource nor null")
    resource = cast("JsonObject", answer)
    kind = resource.get("resourceType")
    if kind in {"Bundle", _OUTCOME} or (key == PATIENT and kind == "Patient"):
        return resource
    raise _wrong(key, "is no Patient" if key == PATIENT else "is no Bundle")


def _lack(resource: JsonObject) -> str:
    """Say why an answer is none, or not all; empty where it is whole."""
    if resource["resourceType"] == _OUTCOME:
        return REFUSED
    if any(_severities(outcome) & _FAILED for outcome in _outcomes(resource)):
        return REFUSED
    links = _objects(resource.get("link"))
    if any(link.get("relation") == "next" for link in links):
        return IN_PART
    total = resource.get("total")
    is_short = isinstance(total, int) and total > len(_objects(resource.get("entry")))
    return SHORT if is_short else ""


def _without_outcomes(resource: JsonObject) -> JsonObject:
    """Take out what a search says about itself, which is no data."""
    entries = resource.get("entry")
    if not isinstance(entries, list) or not _outcomes(resource):
        return resource
    kept = [entry for entry in cast("list[object]", entries) if _outcome_of(entry) is None]
    return {**resource, "entry": kept}


def _warns(resource: JsonObject) -> bool:
    return any("warning" in _severities(outcome) for outcome in _outcomes(resource))


def _outcomes(resource: JsonObject) -> list[JsonObject]:
    found = map(_outcome_of, _objects(resource.get("entry")))
    return [outcome for outcome in found if outcome is not None]


def _outcome_of(entry: object) -> JsonObject | None:
    inner = cast("JsonObject", entry).get("resource") if isinstance(entry, dict) else None
    if not isinstance(inner, dict):
        return None
    resource = cast("JsonObject", inner)
    return resource if resource.get("resourceType") == _OUTCOME else None


def _severities(outcome: JsonObject) -> set[object]:
    """Give what an outcome's issues are; one without issues says that something failed."""
    issues = _objects(outcome.get("issue"))
    return {issue.get("severity") for issue in issues} if issues else set(_FAILED)


def _objects(value: object) -> list[JsonObject]:
    """Give the objects of an array; what is of another type is found when the data are read."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("JsonObject", item) for item in items if isinstance(item, dict)]


def _wrong(key: str, reason: str) -> RequestError:
    return RequestError([Violation(f"prefetch.{key}", reason)])
