"""Calls as an EHR makes them, and their answers, which must keep to every invariant."""

from collections.abc import Mapping
from typing import cast

from caveat.server.cdshooks.templates import TEMPLATES
from caveat.server.http.body import JsonObject
from tests.server.cdshooks.invariants import broken_by_request, broken_by_response
from tests.server.http.calling import JSON, Answer, post

INSTANCE = "0d3c1ab0-6bd5-4b25-9a0c-5b0dd9a3f1c4"
PATIENT_ID = "pat-1"
SUBJECT = {"reference": f"Patient/{PATIENT_ID}"}
NOTHING: Mapping[str, object] = dict.fromkeys(TEMPLATES)
"""An EHR that was asked everything, and has nothing."""


def order(identifier: str, text: str = "", **members: object) -> JsonObject:
    """Give a draft order of a medicine."""
    drafted: JsonObject = {
        "resourceType": "MedicationRequest",
        "id": identifier,
        "status": "draft",
        "intent": "order",
        "subject": SUBJECT,
    }
    named: JsonObject = {"medicationCodeableConcept": {"text": text}} if text else {}
    return {**drafted, **named, **members}


def active(identifier: str, text: str) -> JsonObject:
    """Give an order that the patient's medication stands on."""
    return order(identifier, text, status="active")


def bundle(*resources: JsonObject, **members: object) -> JsonObject:
    """Give a Bundle of what a search found."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, **members}


def takes(*texts: str) -> JsonObject:
    """Give the prefetch of a patient who takes these medicines, and has nothing else."""
    orders = [active(f"taken-{place}", text) for place, text in enumerate(texts)]
    return {**NOTHING, "medicationRequests": bundle(*orders)}


def hook(name: str, prefetch: Mapping[str, object] = NOTHING, **context: object) -> JsonObject:
    """Give a call of a hook."""
    return {
        "hook": name,
        "hookInstance": INSTANCE,
        "context": {"userId": "Practitioner/1", "patientId": PATIENT_ID, **context},
        "prefetch": prefetch,
    }


def sign(*orders: JsonObject, prefetch: Mapping[str, object] = NOTHING) -> JsonObject:
    """Give a call of order-sign with these drafts."""
    return hook("order-sign", prefetch, draftOrders=bundle(*orders, type="collection"))


def select(
    selections: list[str], *orders: JsonObject, prefetch: Mapping[str, object] = NOTHING
) -> JsonObject:
    """Give a call of order-select with these drafts, of which some are selected."""
    drafts = bundle(*orders, type="collection")
    return hook("order-select", prefetch, draftOrders=drafts, selections=selections)


def configured(call: JsonObject, **options: bool) -> JsonObject:
    """Give a call with options of PDDI-CDS, written with underscores."""
    items = {name.replace("_", "-"): value for name, value in options.items()}
    return {**call, "extension": {"pddi-configuration-items": items}}


def send(base: str, call: JsonObject, headers: Mapping[str, str] = JSON) -> Answer:
    """Call the service of the call's hook."""
    return post(f"{base}/cds-services/caveat-{call['hook']}", call, headers)


def cards(base: str, call: JsonObject) -> list[JsonObject]:
    """Call a service that answers, and give its cards."""
    assert broken_by_request(call) == []
    answer = send(base, call)
    assert answer.status == 200, answer.body
    response = cast("JsonObject", answer.json)
    assert broken_by_response(response) == []
    return cast("list[JsonObject]", response["cards"])


def summaries(found: list[JsonObject]) -> list[object]:
    """Give the summaries of cards."""
    return [card["summary"] for card in found]


def uncertain(found: list[JsonObject]) -> JsonObject:
    """Give the card of what was not settled, which is always the last and the only one."""
    unnamed = [card for card in found if "uuid" not in card]
    assert unnamed == found[-1:]
    return unnamed[0]


def refusal(answer: Answer) -> tuple[int, list[tuple[str, str]]]:
    """Give the status of a refusal, and its fields with their reasons."""
    problem = cast("JsonObject", answer.json)
    violations = cast("list[dict[str, str]]", problem.get("violations", []))
    return answer.status, [(each["field"], each["reason"]) for each in violations]
