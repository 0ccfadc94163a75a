"""What became of the cards, as an EHR reports it."""

import re
from datetime import UTC, datetime

from caveat.server.cdshooks.request import is_uuid
from caveat.server.feedback.records import Answer
from caveat.server.fhir.gathering import read_each
from caveat.server.fhir.node import Node
from caveat.server.http.body import JsonObject
from caveat.source.errors import Violation

MOST_ANSWERS = 1000
MOST_COMMENT = 16384

_PREFIX = "urn:uuid:"
_TIMESTAMP = "outcomeTimestamp"
_ACCEPTED, _OVERRIDDEN = "accepted", "overridden"
# RFC 3339, section 5.6: a date, a time and an offset
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def read_feedback(document: JsonObject) -> tuple[Answer, ...]:
    """Read feedback; raises ``RequestError`` with everything in it that cannot be read."""
    body = Node(document, "")
    if not body.has("feedback"):
        raise body.wrong("is missing", "feedback")
    items = body.children("feedback")
    if len(items) > MOST_ANSWERS:
        raise body.wrong(f"more than {MOST_ANSWERS} entries", "feedback")
    return tuple(read_each(items, _answer))


def unknown_cards(answers: tuple[Answer, ...], cards: tuple[str, ...]) -> tuple[Violation, ...]:
    """Say which entries are about cards that were never shown."""
    return tuple(
        Violation(f"feedback[{place}].card", "was never shown by this service")
        for place, answer in enumerate(answers)
        if answer.card in cards
    )


def _answer(item: Node) -> Answer:
    outcome = item.text("outcome")
    if outcome not in {_ACCEPTED, _OVERRIDDEN}:
        raise item.wrong(f"is neither {_ACCEPTED} nor {_OVERRIDDEN}", "outcome")
    # Our cards suggest nothing, so an acceptance need not say which suggestion it is of.
    accepted = tuple(_uuid(each, "id") for each in item.children("acceptedSuggestions"))
    code, system, comment = _reason(item.child("overrideReason"))
    return Answer(
        card=_uuid(item, "card"),
        outcome=outcome,
        reason_code=code,
        reason_system=system,
        comment=comment,
        accepted_suggestions=accepted,
        user="",
        location="",
        at=_instant(item),
    )


def _uuid(item: Node, name: str) -> str:
    text = item.text(name) or ""
    if not is_uuid(text):
        raise item.wrong("is no UUID", name)
    return text.lower().removeprefix(_PREFIX)


def _reason(override: Node | None) -> tuple[str, str, str]:
    """Read the code, its system and the comment, each empty where it was not given."""
    if override is None:
        return "", "", ""
    reason = override.child("reason")
    comment = override.text("userComment", MOST_COMMENT) or ""
    if reason is None and not comment:
        raise override.wrong("has neither a reason nor a userComment")
    if reason is None:
        return "", "", comment
    code = reason.text("code")
    if code is None:
        raise reason.wrong("is missing", "code")
    reason.text("display")
    return code, reason.text("system") or "", comment


def _instant(item: Node) -> datetime:
    text = item.text("outcomeTimestamp") or ""
    refusal = item.wrong("is no date, time and offset of RFC 3339", _TIMESTAMP)
    if not _INSTANT.fullmatch(text):
        raise refusal
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refusal from None
