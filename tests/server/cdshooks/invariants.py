"""What every document of CDS Hooks must keep to, by the names that HL7's logical models use.

``cds-r`` is about requests, ``cds-resp`` about responses, ``cds-fb`` about feedback.
"""

import re
from collections.abc import Iterator
from typing import cast

from caveat.server.http.body import JsonObject

SELECTIONS = (None, "all", "any", "at-most-one")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def broken_by_request(request: JsonObject) -> list[str]:
    """Name what a request breaks."""
    return list(_of_request(request))


def broken_by_response(response: JsonObject) -> list[str]:
    """Name what a response breaks, the shape of the whole included."""
    found = [*_empty(response, "response"), *_of_actions(objects(response, "systemActions"))]
    for card in objects(response, "cards"):
        found += [*_of_card(card), *_of_suggestions(card)]
    if "cards" not in response:
        found.append("cards are missing")
    return found


def broken_by_feedback(body: JsonObject) -> list[str]:
    """Name what feedback breaks."""
    return [name for item in objects(body, "feedback") for name in _of_feedback(item)]


def objects(parent: JsonObject, name: str) -> list[JsonObject]:
    """Give the objects of an array."""
    return cast("list[JsonObject]", parent.get(name, []))


def _of_request(request: JsonObject) -> Iterator[str]:
    access = cast("JsonObject | None", request.get("fhirAuthorization"))
    if access is None:
        return
    if not request.get("fhirServer"):
        yield "cds-r-1: access is granted to a server that is not named"
    if "patient/" in str(access.get("scope", "")) and not access.get("patient"):
        yield "cds-r-2: the scope is of one patient, who is not named"


def _of_card(card: JsonObject) -> Iterator[str]:
    if not 0 < len(str(card.get("summary", ""))) < 140:
        yield "a summary has 1 to 139 characters"
    if card.get("indicator") not in {"info", "warning", "critical"}:
        yield "an indicator is one of three words"
    if not cast("JsonObject", card.get("source", {})).get("label"):
        yield "a source has a label"
    if "uuid" in card and not UUID.fullmatch(str(card["uuid"])):
        yield "a uuid is one"
    for link in objects(card, "links"):
        yield from _of_link(link)
    for reason in objects(card, "overrideReasons"):
        yield from _of_reason(reason)


def _of_link(link: JsonObject) -> Iterator[str]:
    if link.get("type") != "smart" and "appContext" in link:
        yield "cds-resp-3: only a SMART app is handed a context"
    if not (link.get("label") and link.get("url") and link.get("type") in {"absolute", "smart"}):
        yield "a link has a label, a URL and one of two types"


def _of_reason(reason: JsonObject) -> Iterator[str]:
    if not reason.get("display"):
        yield "cds-resp-4: a reason to override is shown in words"
    if not reason.get("code"):
        yield "a reason to override has a code"


def _of_suggestions(card: JsonObject) -> Iterator[str]:
    suggestions = objects(card, "suggestions")
    recommended = [each for each in suggestions if each.get("isRecommended")]
    if card.get("selectionBehavior") == "at-most-one" and len(recommended) > 1:
        yield "cds-resp-1: where one can be chosen, one is recommended at most"
    if suggestions and "selectionBehavior" not in card:
        yield "cds-resp-6: suggestions say how many of them can be chosen"
    for suggestion in suggestions:
        actions = objects(suggestion, "actions")
        yield from _of_actions(actions)
        if not all(action.get("description") for action in actions):
            yield "cds-resp-5: a suggested action is described"
        if suggestion.get("actionSelectionBehavior") not in SELECTIONS:
            yield "cds-resp-7: how actions are chosen is one of three words"


def _of_actions(actions: list[JsonObject]) -> Iterator[str]:
    for action in actions:
        if action.get("type") == "delete" and ("resourceId" not in action or "resource" in action):
            yield "cds-resp-2: what is deleted is named and not repeated"


def _of_feedback(item: JsonObject) -> Iterator[str]:
    if item.get("outcome") not in {"accepted", "overridden"}:
        yield "cds-fb-1: a card is accepted or overridden"
    if item.get("outcome") == "accepted" and not item.get("acceptedSuggestions"):
        yield "cds-fb-2: what was accepted is named"
    reason = cast("JsonObject | None", item.get("overrideReason"))
    if reason is not None and not (reason.get("reason") or reason.get("userComment")):
        yield "cds-fb-3: a reason to override is a code or a comment"


def _empty(value: object, path: str) -> Iterator[str]:
    """Name everything that is null or empty, which only the list of cards may be."""
    if value in (None, "", {}) or (value == [] and path != "response.cards"):
        yield f"{path} is empty"
    if isinstance(value, dict):
        for name, member in cast("JsonObject", value).items():
            yield from _empty(member, f"{path}.{name}")
    if isinstance(value, list):
        for place, item in enumerate(cast("list[object]", value)):
            yield from _empty(item, f"{path}[{place}]")
