"""What an EHR is answered, hook by hook."""

import logging

import pytest

from caveat.server.http.body import JsonObject
from tests.server.cdshooks.calls import (
    NOTHING,
    PATIENT_ID,
    SUBJECT,
    active,
    bundle,
    cards,
    hook,
    order,
    refusal,
    select,
    send,
    sign,
    summaries,
    takes,
    uncertain,
)
from tests.server.http.calling import post

HEART = "Ketamine with a heart medicine: ketamine, prazosin"
OUT_OF_SCOPE = "Not checked: no loaded rule concerns a medicine of this patient"


def test_a_draft_that_does_not_go_with_a_medication_is_a_critical_card(plain: str) -> None:
    first = cards(plain, sign(order("a", "ketamine"), prefetch=takes("prazosin")))[0]
    assert first["summary"] == HEART
    assert first["indicator"] == "critical"


def test_every_medicine_to_be_signed_is_proposed(plain: str) -> None:
    found = cards(plain, sign(order("a", "prazosin"), order("b", "ketamine")))
    assert "Ketamine with a heart medicine: ketamine, prazosin" in summaries(found)


@pytest.mark.parametrize("selection", ["MedicationRequest/b", "b"])
def test_the_drafts_beside_the_selected_one_are_planned_medications(
    plain: str, selection: str
) -> None:
    drafts = (order("a", "prazosin"), order("b", "ketamine"))
    found = cards(plain, select([selection], *drafts))
    assert HEART in summaries(found)


def test_a_selection_that_is_no_draft_is_named(plain: str) -> None:
    answer = send(plain, select(["a", "MedicationRequest/c"], order("a", "ketamine")))
    expected = (400, [("context.selections[1]", "names no draft order")])
    assert expected == refusal(answer)


def test_orders_without_a_medicine_among_them_need_no_data(plain: str) -> None:
    scan: JsonObject = {"resourceType": "ServiceRequest", "id": "s", "subject": SUBJECT}
    assert cards(plain, {**sign(scan), "prefetch": {}}) == []
    drafts = (scan, order("a", "ketamine"))
    assert cards(plain, {**select(["ServiceRequest/s"], *drafts), "prefetch": {}}) == []


def test_an_order_that_names_no_medicine_is_not_passed_over(plain: str) -> None:
    card = uncertain(cards(plain, sign(order("a"))))
    assert "Not fully checked" in str(card["summary"])
    assert "1 entry not recognised" in str(card["summary"])
    assert card["indicator"] == "warning"


def test_a_medicine_that_no_rule_speaks_of_is_said_to_be_unchecked(plain: str) -> None:
    card = uncertain(cards(plain, sign(order("a", "amoxicillin 500 mg"))))
    assert card["summary"] == OUT_OF_SCOPE
    assert "nothing was checked" in str(card["detail"])
    assert card["indicator"] == "info"


def test_the_patient_is_viewed_for_the_medicine_that_the_rules_assume(plain: str) -> None:
    found = cards(plain, hook("patient-view", takes("prazosin")))
    assert HEART in summaries(found)
    assert "as none was proposed" in str(uncertain(found)["detail"])


VERIFIED = active("a", "ketamine")


@pytest.mark.parametrize("name", ["medication", "order"])
@pytest.mark.parametrize("given", [VERIFIED, {"resource": VERIFIED}, bundle(VERIFIED)])
def test_an_order_is_verified_however_it_is_wrapped(
    plain: str, name: str, given: JsonObject
) -> None:
    found = cards(plain, hook("medication-verify", takes("prazosin"), **{name: given}))
    assert HEART in summaries(found)


def test_of_two_ways_to_name_an_order_one_may_be_null(plain: str) -> None:
    call = hook("medication-verify", takes("prazosin"), medication=None, order=VERIFIED)
    assert send(plain, call).status == 200


def test_an_order_to_verify_is_no_further_medication(plain: str) -> None:
    once = hook("medication-verify", medication=VERIFIED)
    data = {**NOTHING, "medicationRequests": bundle(VERIFIED)}
    listed_too = hook("medication-verify", data, medication=VERIFIED)
    assert cards(plain, once) == cards(plain, listed_too)


def test_nothing_to_verify_is_an_error(plain: str) -> None:
    expected = (400, [("context.medication", "is missing")])
    assert expected == refusal(send(plain, hook("medication-verify")))
    patient = {"resourceType": "Patient", "id": PATIENT_ID}
    answer = send(plain, hook("medication-verify", order=patient))
    assert refusal(answer) == (400, [("context.order", "holds no medication order")])


def test_two_ways_to_name_what_is_verified_leave_open_which_is_meant(plain: str) -> None:
    answer = send(plain, hook("medication-verify", order=VERIFIED, medication=VERIFIED))
    status, violations = refusal(answer)
    assert status == 400
    assert [field for field, _ in violations] == ["context.order"]


def test_an_order_of_an_older_release_of_fhir_is_read(plain: str) -> None:
    old = order("a", "ketamine", resourceType="MedicationOrder")
    old["patient"] = old.pop("subject")
    found = cards(plain, sign(old, prefetch=takes("Minipress 2 mg at night")))
    assert str(found[0]["summary"]).startswith("Ketamine with a heart medicine")


def test_an_order_of_medicine_that_no_release_has_is_refused(plain: str) -> None:
    unknown = order("a", "ketamine", resourceType="MedicationWish")
    field = "context.draftOrders.entry[0].resource.resourceType"
    expected = (400, [(field, "is no medication order of FHIR R4")])
    assert refusal(send(plain, sign(unknown))) == expected


def test_data_of_another_patient_are_refused(plain: str) -> None:
    other = order("a", "ketamine", subject={"reference": "Patient/pat-2"})
    status, violations = refusal(send(plain, sign(other)))
    assert status == 400
    assert [name for name, _ in violations] == ["context.draftOrders.entry[0].resource.subject"]


def test_the_same_medicine_twice_costs_neither_order_its_check(plain: str) -> None:
    drafts = (order("a", "ketamine 40 mg IV"), order("b", "Ketamine 80 mg IV"))
    found = cards(plain, sign(*drafts, prefetch=takes("prazosin")))
    expected = "Ketamine with a heart medicine: ketamine 40 mg IV, prazosin, Ketamine 80 mg IV"
    assert expected in summaries(found)
    said = 'order 2 ("Ketamine 80 mg IV") names the same medicine as another order'
    assert said in str(uncertain(found)["detail"])


def test_more_orders_than_can_be_proposed_are_all_checked(plain: str) -> None:
    others = [
        "sertraline",
        "amoxicillin",
        "ibuprofen",
        "metformin",
        "warfarin",
        "omeprazole",
        "cetirizine",
    ]
    texts = (*others, "atorvastatin", "levothyroxine", "ondansetron", "prazosin", "ketamine")
    drafts = [order(f"o{place}", text) for place, text in enumerate(texts)]
    found = cards(plain, sign(*drafts))
    assert HEART in summaries(found)
    detail = str(uncertain(found)["detail"])
    assert 'order 11 ("prazosin") is one of more than 10 orders' in detail
    assert 'order 12 ("ketamine") is one of more than 10 orders' in detail


def test_a_service_that_is_not_there_is_not_found(plain: str) -> None:
    assert post(f"{plain}/cds-services/caveat-order-dispatch", sign()).status == 404


def test_what_the_engine_refuses_is_named_by_its_record(plain: str) -> None:
    born = {"resourceType": "Patient", "id": PATIENT_ID, "birthDate": "1701-01-01"}
    data = {**NOTHING, "patient": born}
    answer = send(plain, sign(order("a", "ketamine"), prefetch=data))
    status, violations = refusal(answer)
    assert status == 400
    assert all(field.startswith("prefetch.patient") for field, _ in violations)
    assert PATIENT_ID.encode() not in answer.body


def test_no_log_line_tells_of_a_patient(plain: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        cards(plain, sign(order("a", "ketamine"), prefetch=takes("prazosin")))
        send(plain, sign(order("a", "ketamine", subject={"reference": "Patient/pat-2"})))
        send(plain, {**sign(order("a", "ketamine")), "prefetch": {}})
    assert "POST /cds-services/{service} 200" in caplog.text
    assert not any(word in caplog.text for word in ("ketamine", "prazosin", "pat-", "Practit"))
