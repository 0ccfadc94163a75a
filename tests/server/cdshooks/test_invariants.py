"""The checks of the invariants can fail: each is broken here by the least that breaks it."""

import pytest

from caveat.server.http.body import JsonObject
from tests.server.cdshooks.invariants import (
    broken_by_feedback,
    broken_by_request,
    broken_by_response,
)

CARD: JsonObject = {"summary": "a", "indicator": "info", "source": {"label": "b"}}
DISMISSED: JsonObject = {"card": "c", "outcome": "overridden"}


def of_card(**members: object) -> list[str]:
    return broken_by_response({"cards": [{**CARD, **members}]})


def of_action(**action: object) -> list[str]:
    described = {"description": "d", **action}
    return of_card(suggestions=[{"label": "e", "actions": [described]}], selectionBehavior="any")


def names(broken: list[str]) -> list[str]:
    return [each.partition(":")[0] for each in broken]


def test_what_keeps_to_all_breaks_none() -> None:
    assert of_card() == []
    assert broken_by_response({"cards": []}) == []
    assert of_action(type="delete", resourceId="MedicationRequest/1") == []
    assert broken_by_feedback({"feedback": [DISMISSED]}) == []
    granted = {"scope": "patient/*.read", "patient": "1"}
    assert broken_by_request({"fhirServer": "https://a", "fhirAuthorization": granted}) == []


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("cds-r-1", {"fhirAuthorization": {"scope": "user/*.read"}}),
        ("cds-r-2", {"fhirServer": "f", "fhirAuthorization": {"scope": "patient/*.read"}}),
    ],
)
def test_a_request_can_break_each(name: str, request_: JsonObject) -> None:
    assert [name] == names(broken_by_request(request_))


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        (
            "cds-resp-1",
            of_card(
                selectionBehavior="at-most-one",
                suggestions=[{"label": "a", "isRecommended": True}] * 2,
            ),
        ),
        ("cds-resp-2", of_action(type="delete")),
        ("cds-resp-2", of_action(type="delete", resourceId="a", resource={"id": "a"})),
        (
            "cds-resp-3",
            of_card(links=[{"label": "a", "url": "b", "type": "absolute", "appContext": "c"}]),
        ),
        ("cds-resp-4", of_card(overrideReasons=[{"code": "a"}])),
        (
            "cds-resp-5",
            of_card(
                selectionBehavior="any",
                suggestions=[{"label": "a", "actions": [{"type": "create"}]}],
            ),
        ),
        ("cds-resp-6", of_card(suggestions=[{"label": "a"}])),
        (
            "cds-resp-7",
            of_card(
                selectionBehavior="any",
                suggestions=[{"label": "a", "actionSelectionBehavior": "some"}],
            ),
        ),
    ],
)
def test_a_response_can_break_each(name: str, broken: list[str]) -> None:
    assert [name] == names(broken)


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("cds-fb-1", {"outcome": "ignored"}),
        ("cds-fb-2", {"outcome": "accepted"}),
        ("cds-fb-3", {**DISMISSED, "overrideReason": {}}),
    ],
)
def test_feedback_can_break_each(name: str, item: JsonObject) -> None:
    assert [name] == names(broken_by_feedback({"feedback": [item]}))


@pytest.mark.parametrize(
    "member",
    [
        {"uuid": None},
        {"detail": ""},
        {"links": []},
        {"summary": "a" * 140},
        {"indicator": "hard-stop"},
        {"source": {"url": "https://a"}},
        {"uuid": "card-1"},
    ],
)
def test_the_shape_of_a_card_can_be_broken(member: JsonObject) -> None:
    assert of_card(**member)
