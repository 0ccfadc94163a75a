"""What became of the cards, as an EHR reports it."""

import logging
from datetime import UTC, datetime

import pytest

from caveat.server.cdshooks.feedback import MOST_ANSWERS, read_feedback
from caveat.server.feedback.store import FeedbackStore
from caveat.server.http.body import JsonObject
from caveat.source.errors import RequestError
from tests.server.cdshooks.calls import cards, order, refusal, sign, takes
from tests.server.cdshooks.invariants import broken_by_feedback
from tests.server.http.calling import Answer, post

CARD = "7c0a3a1e-3283-4575-ab82-028d55fe2719"
SUGGESTION = "e56e1945-20b3-4393-8503-a1a20fd73152"
DISMISSED: JsonObject = {
    "card": CARD,
    "outcome": "overridden",
    "outcomeTimestamp": "2026-05-04T12:00:00Z",
}


def refused(*items: JsonObject) -> list[str]:
    with pytest.raises(RequestError) as error:
        read_feedback({"feedback": list(items)})
    return [violation.field for violation in error.value.violations]


def send(base: str, *items: JsonObject, service: str = "caveat-order-sign") -> Answer:
    body: JsonObject = {"feedback": list(items)}
    assert broken_by_feedback(body) == []
    return post(f"{base}/cds-services/{service}/feedback", body)


def shown(base: str) -> str:
    found = cards(base, sign(order("a", "ketamine"), prefetch=takes("prazosin")))
    return str(found[0]["uuid"])


def test_a_card_that_was_set_aside_is_kept_with_its_reason(base: str, store: FeedbackStore) -> None:
    reason = {"code": "risk-benefit-ratio", "system": "http://codes.example", "display": "Risk"}
    item = {
        **DISMISSED,
        "card": shown(base),
        "overrideReason": {"reason": reason, "userComment": "Known to the cardiologist."},
    }
    answer = send(base, item)
    assert (answer.status, answer.body) == (200, b"")
    (row,) = store.export()
    assert (row.rule_id, row.outcome) == ("ketamine-heart-medicine", "overridden")
    assert (row.reason_code, row.reason_system) == ("risk-benefit-ratio", "http://codes.example")
    assert (row.comment, row.user) == ("Known to the cardiologist.", "Practitioner/1")
    assert row.at == datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_feedback_on_a_card_that_was_never_shown_keeps_nothing(
    base: str, store: FeedbackStore
) -> None:
    answer = send(base, {**DISMISSED, "card": shown(base)}, DISMISSED)
    expected = (404, [("feedback[1].card", "was never shown by this service")])
    assert refusal(answer) == expected
    assert list(store.export()) == []


def test_a_card_belongs_to_the_service_that_showed_it(base: str) -> None:
    item = {**DISMISSED, "card": shown(base)}
    assert send(base, item, service="caveat-patient-view").status == 404
    assert send(base, item, service="caveat-none").status == 404


def test_there_is_no_feedback_without_a_store(plain: str) -> None:
    assert send(plain, DISMISSED).status == 404


def test_a_comment_stands_in_no_log(base: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        reason = {"userComment": "confidential"}
        send(base, {**DISMISSED, "card": shown(base), "overrideReason": reason})
        send(base, {**DISMISSED, "overrideReason": reason})
    assert "confidential" not in caplog.text


def test_an_accepted_suggestion_is_read() -> None:
    (answer,) = read_feedback(
        {
            "feedback": [
                {
                    **DISMISSED,
                    "card": f"urn:uuid:{CARD.upper()}",
                    "outcome": "accepted",
                    "acceptedSuggestions": [{"id": SUGGESTION}],
                    "outcomeTimestamp": "2026-05-04T14:00:00.5+02:00",
                }
            ]
        }
    )
    assert (answer.card, answer.accepted_suggestions) == (CARD, (SUGGESTION,))
    assert answer.at == datetime(2026, 5, 4, 12, 0, 0, 500_000, tzinfo=UTC)


def test_a_card_that_suggests_nothing_can_be_accepted() -> None:
    (answer,) = read_feedback({"feedback": [{**DISMISSED, "outcome": "accepted"}]})
    assert (answer.outcome, answer.accepted_suggestions) == ("accepted", ())


def test_no_feedback_is_read_as_none() -> None:
    assert read_feedback({"feedback": []}) == ()


@pytest.mark.parametrize(
    ("field", "item"),
    [
        ("card", {**DISMISSED, "card": "card-1"}),
        ("outcome", {**DISMISSED, "outcome": "ignored"}),
        ("acceptedSuggestions[0].id", {**DISMISSED, "acceptedSuggestions": [{"id": "1"}]}),
        ("overrideReason", {**DISMISSED, "overrideReason": {}}),
        ("overrideReason.reason.code", {**DISMISSED, "overrideReason": {"reason": {}}}),
        ("overrideReason.userComment", {**DISMISSED, "overrideReason": {"userComment": 7}}),
        ("outcomeTimestamp", {**DISMISSED, "outcomeTimestamp": "2026-05-04"}),
        ("outcomeTimestamp", {**DISMISSED, "outcomeTimestamp": "2026-05-04T12:00:00"}),
        ("outcomeTimestamp", {**DISMISSED, "outcomeTimestamp": "2026-02-30T12:00:00Z"}),
        ("outcomeTimestamp", {**DISMISSED, "outcomeTimestamp": "0001-01-01T00:00:00+14:00"}),
        ("outcomeTimestamp", {"card": CARD, "outcome": "overridden"}),
    ],
)
def test_what_is_wrong_is_named_by_its_path(field: str, item: JsonObject) -> None:
    assert refused(DISMISSED, item) == [f"feedback[1].{field}"]


def test_every_wrong_entry_is_named() -> None:
    wrong = {**DISMISSED, "card": "1"}
    assert refused(wrong, DISMISSED, wrong) == ["feedback[0].card", "feedback[2].card"]


def test_there_is_a_most_that_one_call_can_report() -> None:
    assert len(read_feedback({"feedback": [DISMISSED] * MOST_ANSWERS})) == MOST_ANSWERS
    with pytest.raises(RequestError):
        read_feedback({"feedback": [DISMISSED] * (MOST_ANSWERS + 1)})


@pytest.mark.parametrize("body", [{}, {"feedback": {}}, {"feedback": None}])
def test_a_body_without_a_list_is_refused(body: JsonObject) -> None:
    with pytest.raises(RequestError):
        read_feedback(body)
