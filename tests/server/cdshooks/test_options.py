"""The options of PDDI-CDS: what they leave out, and what they say of it."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from caveat.server.http.body import JsonObject
from tests.server.cdshooks.calls import (
    cards,
    configured,
    order,
    refusal,
    select,
    send,
    sign,
    takes,
    uncertain,
)
from tests.server.cdshooks.conftest import Clock

KETAMINE = order("a", "ketamine 40 mg IV")
DATA = takes("prazosin")
SERVER = {"fhirServer": "https://ehr.example/fhir"}
SELECT: JsonObject = {**select(["a"], KETAMINE, prefetch=DATA), **SERVER}
SIGN: JsonObject = {**sign(KETAMINE, prefetch=DATA), **SERVER}
REMEMBERING = configured(SELECT, cache_for_order_sign_filtering=True)
FILTERING = configured(SIGN, filter_out_repeated_alerts=True)


def uuids(found: list[JsonObject]) -> set[object]:
    return {card["uuid"] for card in found if "uuid" in card}


def by(user: str, call: JsonObject) -> JsonObject:
    context = call["context"]
    assert isinstance(context, dict)
    return {**call, "context": {**context, "userId": user}}


def test_by_default_nothing_is_left_out(base: str) -> None:
    first = cards(base, SELECT)
    assert cards(base, SIGN) == first
    assert "left out" not in str(uncertain(first)["detail"])


def test_only_serious_alerts_where_that_is_asked_with_the_rest_counted(base: str) -> None:
    every = cards(base, SIGN)
    found = cards(base, configured(SIGN, alert_non_serious=False))
    assert uuids(found) == uuids(every[:1])
    said = "alert-non-serious: 4 info alerts left out, as this request asks"
    assert said in str(uncertain(found)["detail"])


def test_evidence_is_left_out_where_that_is_asked(base: str) -> None:
    found = cards(base, configured(SIGN, show_evidence_support=False))
    assert all("show-evidence-support" in str(card["detail"]) for card in found if "uuid" in card)
    assert uuids(found) == uuids(cards(base, SIGN))


def test_what_select_showed_is_not_repeated_at_signing(base: str) -> None:
    shown = cards(base, REMEMBERING)
    found = cards(base, FILTERING)
    assert uuids(found) == set()
    assert len(uuids(shown)) == 5
    said = "filter-out-repeated-alerts: 1 major and 4 info alerts left out"
    assert said in str(uncertain(found)["detail"])


def test_only_what_was_shown_is_left_out(base: str) -> None:
    shown = cards(
        base, configured(REMEMBERING, cache_for_order_sign_filtering=True, alert_non_serious=False)
    )
    found = cards(base, FILTERING)
    assert uuids(shown).isdisjoint(uuids(found))
    assert uuids(found) | uuids(shown) == uuids(cards(base, SIGN))


@pytest.mark.parametrize(
    "earlier",
    [
        SELECT,
        configured(SELECT, cache_for_order_sign_filtering=False),
        SIGN,
        by("Practitioner/2", REMEMBERING),
        {**REMEMBERING, "fhirServer": "https://other.example/fhir"},
        select([], KETAMINE),
    ],
)
def test_what_this_user_was_not_shown_to_remember_is_never_left_out(
    base: str, earlier: JsonObject
) -> None:
    cards(base, earlier)
    assert cards(base, FILTERING) == cards(base, SIGN)


def test_patients_of_servers_that_are_not_named_are_not_taken_for_the_same(base: str) -> None:
    for call in (REMEMBERING, FILTERING):
        nowhere = {name: value for name, value in call.items() if name != "fhirServer"}
        assert uuids(cards(base, nowhere))


def test_a_day_later_all_is_shown_again(base: str, clock: Clock) -> None:
    cards(base, REMEMBERING)
    clock.pass_by(timedelta(hours=24, seconds=1))
    assert cards(base, FILTERING) == cards(base, SIGN)


def test_a_problem_that_came_up_since_is_shown(base: str) -> None:
    cards(base, REMEMBERING)
    more: JsonObject = {**sign(KETAMINE, order("b", "oxycodone"), prefetch=DATA), **SERVER}
    found = cards(base, configured(more, filter_out_repeated_alerts=True))
    assert "Ketamine with an opioid" in str(found[0]["summary"])


def test_without_a_store_nothing_is_left_out(plain: str) -> None:
    cards(plain, REMEMBERING)
    assert cards(plain, FILTERING) == cards(plain, SIGN)


def test_a_store_that_fails_costs_no_card(
    base: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = cards(base, REMEMBERING)
    with closing(sqlite3.connect(tmp_path / "feedback.sqlite")) as behind_its_back:
        behind_its_back.execute("DROP TABLE shown")
    with caplog.at_level(logging.ERROR):
        assert cards(base, FILTERING) == whole
    assert len([each for each in caplog.records if each.levelno == logging.ERROR]) == 2
    assert not any(word in caplog.text for word in ("pat-1", "ketamine", "Practitioner"))


@pytest.mark.parametrize("value", ["true", 1, None, []])
def test_an_option_of_the_wrong_type_is_an_error(base: str, value: object) -> None:
    items = {"alert-non-serious": value}
    answer = send(base, {**SIGN, "extension": {"pddi-configuration-items": items}})
    field = "extension.pddi-configuration-items.alert-non-serious"
    assert refusal(answer) == (400, [(field, "expected true or false")])


def test_an_option_of_another_service_changes_nothing(base: str) -> None:
    cards(base, REMEMBERING)
    asked = configured(SELECT, filter_out_repeated_alerts=True)
    assert cards(base, asked) == cards(base, SELECT)
