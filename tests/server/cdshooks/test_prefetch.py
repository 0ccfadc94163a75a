"""Data that came along, told apart: had, none, or not to be had."""

from typing import cast

import pytest

from caveat.server.cdshooks.prefetch import IN_PART, LEFT_OUT, REFUSED, SHORT, sort_out
from caveat.server.cdshooks.templates import TEMPLATES, query_of
from caveat.server.http.body import JsonObject
from caveat.source.errors import RequestError
from tests.server.cdshooks.calls import NOTHING, PATIENT_ID, bundle, cards, order, sign, uncertain

CONDITION: JsonObject = {"resourceType": "Condition", "id": "c", "code": {"text": "asthma"}}
NEXT = [{"relation": "self", "url": "a"}, {"relation": "next", "url": "b"}]


def outcome(*severities: str) -> JsonObject:
    issues = [{"severity": severity, "code": "processing"} for severity in severities]
    return {"resourceType": "OperationOutcome", "issue": issues}


def lacking(answer: object) -> str:
    return sort_out({**NOTHING, "conditions": answer}).lacking.get("conditions", "")


def test_null_says_that_the_patient_has_none() -> None:
    found = sort_out(NOTHING)
    assert found.lacking == {}
    assert found.documents == {}
    assert set(TEMPLATES) == found.none


def test_a_key_that_is_not_there_was_left_out() -> None:
    left_out = {key: None for key in NOTHING if key != "allergies"}
    assert sort_out(left_out).lacking == {"allergies": LEFT_OUT}


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("", bundle()),
        ("", bundle(CONDITION, total=1)),
        (REFUSED, outcome("error")),
        (REFUSED, outcome("information")),
        (REFUSED, bundle(CONDITION, outcome("error"))),
        (REFUSED, bundle(outcome("warning", "fatal"))),
        (REFUSED, bundle(outcome())),
        (IN_PART, bundle(CONDITION, link=NEXT)),
        (IN_PART, bundle(link=NEXT)),
        (SHORT, bundle(CONDITION, total=2)),
        ("", bundle(CONDITION, link=NEXT[:1])),
    ],
)
def test_an_answer_that_is_not_whole_is_none(reason: str, answer: JsonObject) -> None:
    assert reason == lacking(answer)


@pytest.mark.parametrize("severity", ["information", "warning"])
def test_what_a_search_says_of_itself_is_no_data(severity: str) -> None:
    found = sort_out({**NOTHING, "conditions": bundle(outcome(severity), CONDITION)})
    assert bundle(CONDITION) == found.documents["conditions"]
    assert (severity == "warning") == ("conditions" in found.warned)


def test_a_warning_of_the_ehr_is_handed_on(plain: str) -> None:
    data = {**NOTHING, "conditions": bundle(outcome("warning"), CONDITION)}
    found = cards(plain, sign(order("a", "ketamine"), prefetch=data))
    said = "the EHR warns that its answer to conditions may not be whole"
    assert said in str(uncertain(found)["detail"])


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("conditions", []),
        ("conditions", "none"),
        ("conditions", {}),
        ("conditions", CONDITION),
        ("patient", CONDITION),
    ],
)
def test_an_answer_of_no_use_is_an_error(key: str, answer: object) -> None:
    with pytest.raises(RequestError) as refused:
        sort_out({**NOTHING, key: answer})
    assert [f"prefetch.{key}"] == [each.field for each in refused.value.violations]


def test_a_key_that_nobody_asked_for_is_not_looked_at() -> None:
    assert sort_out({**NOTHING, "orders": 7}).lacking == {}


def test_the_id_of_the_patient_is_the_only_thing_put_into_a_query() -> None:
    for key, template in TEMPLATES.items():
        query = query_of(key, PATIENT_ID)
        assert template.replace("{{context.patientId}}", PATIENT_ID) == query
        assert "{" not in query


def test_what_could_lead_elsewhere_is_encoded() -> None:
    assert query_of("patient", "a/&b") == "Patient/a%2F%26b"


def test_every_prefetched_list_is_read(plain: str) -> None:
    asthma = {**CONDITION, "subject": {"reference": f"Patient/{PATIENT_ID}"}}
    allergy: JsonObject = {
        "resourceType": "AllergyIntolerance",
        "id": "i",
        "patient": {"reference": f"Patient/{PATIENT_ID}"},
        "code": {"text": "ketamine"},
    }
    data = {**NOTHING, "conditions": bundle(asthma), "allergies": bundle(allergy)}
    found = cards(plain, sign(order("a", "ketamine"), prefetch=data))
    levels = {str(cast("str", card["detail"])).splitlines()[0] for card in found}
    assert "**Contraindicated** · contraindication" in levels
