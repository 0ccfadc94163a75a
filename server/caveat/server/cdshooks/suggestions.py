"""What a clinician can do about an alert at a click: take the order back."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from caveat.rules.level import Level
from caveat.rules.patient import EntryList
from caveat.rules.report import Alert
from caveat.server.cdshooks.markdown import clean
from caveat.server.http.body import JsonObject

LONGEST_LABEL = 80

_SUGGESTED_FROM = Level.MAJOR


def suggestions(alert: Alert, card: str, drafts: Mapping[int, str]) -> Sequence[JsonObject]:
    """Offer to take back each draft order that a grave alert is about.

    ``drafts`` holds the references of draft orders, such as ``MedicationRequest/12``, by the
    index of the proposed medicine. A suggestion has the same UUID whenever the card has.
    """
    if alert.level < _SUGGESTED_FROM:
        return ()
    return [
        _removal(text, drafts[place], card)
        for place, text in sorted(_proposed(alert))
        if place in drafts
    ]


def _proposed(alert: Alert) -> set[tuple[int, str]]:
    entries = (traced.entry for finding in alert.findings for traced in finding.entries)
    return {(entry.index, entry.text) for entry in entries if entry.list is EntryList.PROPOSED}


def _removal(text: str, reference: str, card: str) -> JsonObject:
    label = _cut(f"Take back this order: {clean(text)}")
    action = {"type": "delete", "description": label, "resourceId": reference}
    return {"label": label, "uuid": str(uuid5(UUID(card), reference)), "actions": [action]}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
