"""What a card offers to do at a click."""

from typing import cast

from caveat.server.cdshooks.suggestions import LONGEST_LABEL
from caveat.server.http.body import JsonObject
from tests.server.cdshooks.calls import NOTHING, active, cards, hook, order, sign, takes

HEART = "Ketamine with a heart medicine"
TAKEN = takes("Minipress 2 mg at night")


def offered(found: list[JsonObject], title: str) -> list[JsonObject]:
    """Give the suggestions of the card whose summary begins so."""
    (card,) = [each for each in found if str(each["summary"]).startswith(title)]
    assert ("suggestions" in card) == ("selectionBehavior" in card)
    return cast("list[JsonObject]", card.get("suggestions", []))


def test_a_grave_alert_offers_to_take_the_draft_back(plain: str) -> None:
    draft = order("draft-1", "ketamine 40 mg IV")
    (suggestion,) = offered(cards(plain, sign(draft, prefetch=TAKEN)), HEART)
    words = "Take back this order: ketamine 40 mg IV"
    removal = {"type": "delete", "description": words, "resourceId": "MedicationRequest/draft-1"}
    assert suggestion["label"] == words
    assert suggestion["actions"] == [removal]


def test_a_suggestion_keeps_its_uuid(plain: str) -> None:
    call = sign(order("draft-1", "ketamine 40 mg IV"), prefetch=TAKEN)
    assert offered(cards(plain, call), HEART) == offered(cards(plain, call), HEART)


def test_an_alert_that_is_good_to_know_offers_nothing(plain: str) -> None:
    found = cards(plain, sign(order("draft-1", "ketamine 40 mg IV"), prefetch=TAKEN))
    assert offered(found, "Blood pressure and heart rate at every session") == []


def test_a_draft_without_an_id_cannot_be_taken_back(plain: str) -> None:
    draft = order("draft-1", "ketamine 40 mg IV")
    del draft["id"]
    assert offered(cards(plain, sign(draft, prefetch=TAKEN)), HEART) == []


def test_an_order_that_is_signed_is_not_taken_back(plain: str) -> None:
    call = hook("medication-verify", TAKEN, medication=active("m-1", "ketamine 40 mg IV"))
    assert offered(cards(plain, call), HEART) == []


def test_the_drafts_of_one_medicine_are_told_apart(plain: str) -> None:
    drafts = (order("a", "Spravato 56 mg"), order("b", "esketamine 28 mg"), order("c", "ketamine"))
    found = offered(cards(plain, sign(*drafts, prefetch=TAKEN)), HEART)
    actions = [cast("list[JsonObject]", each["actions"])[0] for each in found]
    assert [each["resourceId"] for each in actions] == [
        "MedicationRequest/a",
        "MedicationRequest/c",
    ]


def test_a_long_order_has_a_label_that_is_cut(plain: str) -> None:
    draft = order("draft-1", f"ketamine 40 mg IV {'slowly ' * 40}")
    (suggestion,) = offered(cards(plain, sign(draft, prefetch={**NOTHING, **TAKEN})), HEART)
    label = str(suggestion["label"])
    assert len(label) == LONGEST_LABEL
    assert label.endswith("…")
