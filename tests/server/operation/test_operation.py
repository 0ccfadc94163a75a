"""The FHIR operation from the outside."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import cast
from xml.etree import ElementTree as ET

import pytest

from caveat.rules import Checker
from caveat.server.operation.routes import routes
from tests.server.http.calling import call, get
from tests.server.http.serving import serving
from tests.server.operation.asking import FHIR, Json, Told, ask, parameters, refused, told

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
CANARY = "ZZCANARY"
SUBJECT = {"reference": "Patient/p1"}
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.fixture(scope="module")
def base(checker: Checker) -> Iterator[str]:
    with serving(routes(checker, today=lambda: TODAY, now=lambda: NOW)) as base:
        yield base


def bundle(*resources: Json, kind: str = "collection") -> Json:
    entries = [{"resource": resource} for resource in ({**PERSON}, *resources)]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


PERSON: Json = {"resourceType": "Patient", "id": "p1", "birthDate": "1982-03-01"}


def order(text: str, number: str, status: str = "draft") -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": number,
        "status": status,
        "intent": "order",
        "subject": SUBJECT,
        "medicationCodeableConcept": {"text": text},
    }


def condition(text: str) -> Json:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "subject": SUBJECT,
        "code": {"text": text},
    }


KETAMINE = order("ketamine 40 mg IV", "k1")
METOPROLOL = order("metoprolol 50 mg", "m1", "active")


def alert(answer: Told, rule: str) -> Json:
    for issue in answer.issues:
        if {"system": "urn:caveat:rule", "value": rule} in issue["identifier"]:
            return issue
    raise AssertionError(rule)


def rules(answer: Told) -> set[str]:
    return {
        identifier["value"]
        for issue in answer.issues
        for identifier in issue["identifier"]
        if identifier["system"] == "urn:caveat:rule"
    }


def implicated(issue: Json) -> list[str]:
    return [str(each.get("reference", each["display"])) for each in issue["implicated"]]


def test_draft_orders_of_a_bundle_are_the_proposed_medicines(base: str) -> None:
    answer = told(ask(base, bundle(KETAMINE, METOPROLOL)))

    issue = alert(answer, "ketamine-heart-medicine")
    assert implicated(issue) == ["MedicationRequest/k1", "MedicationRequest/m1"]
    assert answer.headline("outcome") == "alerts"


@pytest.mark.parametrize("kind", ["transaction", "batch", "document", "searchset"])
def test_a_bundle_of_any_type_is_read(base: str, kind: str) -> None:
    assert "ketamine-heart-medicine" in rules(
        told(ask(base, bundle(KETAMINE, METOPROLOL, kind=kind)))
    )


def test_an_order_apart_from_the_bundle_is_proposed(base: str) -> None:
    answer = told(ask(base, parameters(bundle(METOPROLOL), [KETAMINE])))

    assert "ketamine-heart-medicine" in rules(answer)


def test_where_an_order_is_named_other_drafts_are_only_planned(base: str) -> None:
    esketamine = order("Spravato 56 mg", "e1")
    answer = told(ask(base, parameters(bundle(esketamine, METOPROLOL), [KETAMINE])))

    assert implicated(alert(answer, "ketamine-heart-medicine"))[0] == "MedicationRequest/k1"
    assert not any("proposed, MedicationRequest/e1" in each for each in answer.said("assumption"))


def test_an_order_that_stands_in_the_bundle_too_is_one_order(base: str) -> None:
    apart = told(ask(base, parameters(bundle(METOPROLOL), [KETAMINE])))
    twice = told(ask(base, parameters(bundle(KETAMINE, METOPROLOL), [KETAMINE])))

    assert apart == twice


@pytest.mark.parametrize(
    "value",
    [
        {"valueString": "ketamine 40 mg IV"},
        {"valueCodeableConcept": {"coding": [{"system": RXNORM, "code": "6130"}]}},
    ],
)
def test_a_text_or_a_concept_is_proposed(base: str, value: Json) -> None:
    document = parameters(bundle(METOPROLOL), more=[{"name": "proposed", **value}])
    issue = alert(told(ask(base, document)), "ketamine-heart-medicine")

    assert issue["implicated"][0].keys() == {"display"}
    assert issue["implicated"][1]["reference"] == "MedicationRequest/m1"


def test_where_nothing_is_proposed_the_medicine_under_review_is_assumed(base: str) -> None:
    answer = told(ask(base, bundle(METOPROLOL)))

    assert "ketamine-heart-medicine" in rules(answer)
    [said] = answer.said("assumption")
    assert said.endswith("as none was proposed (proposed, assumed).")
    assert implicated(alert(answer, "ketamine-heart-medicine"))[0] == "ketamine"


def test_a_list_that_is_not_there_was_not_asked(base: str) -> None:
    answer = told(ask(base, bundle(KETAMINE)))

    asked = " ".join(answer.said("open-question"))
    assert "Which medicines does the patient take" in asked
    assert "What is the patient allergic to" in asked


def test_what_was_tried_is_no_answer_to_what_is_taken(base: str) -> None:
    trial = {
        "resourceType": "MedicationStatement",
        "status": "completed",
        "subject": SUBJECT,
        "medicationCodeableConcept": {"text": "sertraline 200 mg"},
        "extension": [
            {"url": "urn:caveat:trial", "extension": [{"url": "adherent", "valueBoolean": True}]}
        ],
    }
    asked = " ".join(told(ask(base, bundle(KETAMINE, trial))).said("open-question"))

    assert "Which medicines does the patient take" in asked


def test_a_type_that_was_asked_for_and_is_not_there_means_none(base: str) -> None:
    document = parameters(
        bundle(),
        [KETAMINE],
        ["MedicationRequest", "MedicationStatement", "AllergyIntolerance", "Condition"],
    )
    asked = " ".join(told(ask(base, document)).said("open-question"))

    assert "Which medicines does the patient take" not in asked
    assert "What is the patient allergic to" not in asked
    assert "What is in the patient's history" not in asked


def test_an_alert_is_a_detected_issue(base: str) -> None:
    issue = alert(told(ask(base, bundle(KETAMINE, METOPROLOL))), "ketamine-heart-medicine")

    assert issue["status"] == "final"
    assert issue["severity"] == "high"
    assert issue["patient"] == {"reference": "Patient/p1"}
    assert issue["identifiedDateTime"] == "2026-11-23T12:30:00+00:00"
    assert issue["code"]["text"] == "Ketamine with a heart medicine"
    assert issue["code"]["coding"][0]["code"] == "DRG"
    assert issue["detail"].startswith("Blood pressure and heart rate may swing")
    [mitigation] = issue["mitigation"]
    assert mitigation["action"]["text"].startswith("Proposed: Consider asking the prescriber")
    assert issue["reference"].startswith("https://")
    [evidence] = issue["evidence"]
    assert "metoprolol -> beta blocker -> heart" in evidence["code"][0]["text"]
    assert evidence["detail"] == issue["implicated"]


def test_an_alert_that_is_no_interaction_has_no_code_of_one(base: str) -> None:
    issue = alert(told(ask(base, bundle(KETAMINE, condition("schizophrenia")))), PSYCHOSIS)

    assert "coding" not in issue["code"]
    assert implicated(issue) == ["MedicationRequest/k1", "Condition/c1"]


PSYCHOSIS = "ketamine-psychosis"


def test_a_record_without_an_address_is_shown_by_its_words(base: str) -> None:
    nameless = {name: value for name, value in METOPROLOL.items() if name != "id"}
    issue = alert(told(ask(base, bundle(KETAMINE, nameless))), "ketamine-heart-medicine")

    assert issue["implicated"][1] == {"display": "metoprolol 50 mg"}


def test_the_narrative_is_xhtml_whatever_the_patient_takes(base: str) -> None:
    told_of = order("metoprolol <script>alert('&amp;')</script> \x01", "m1", "active")
    answer = told(ask(base, bundle(KETAMINE, told_of)))

    for issue in answer.issues:
        root = ET.fromstring(issue["text"]["div"])  # noqa: S314 - made by the code under test
        assert {element.tag.rpartition("}")[2] for element in root.iter()} == {"div", "p"}


def test_what_could_not_be_checked_is_said_in_the_outcome(base: str) -> None:
    answer = told(ask(base, bundle(KETAMINE, order("zzyzxol 5 mg", "z1", "active"))))

    assert answer.headline("completeness") == "incomplete"
    assert "medications, MedicationRequest/z1" in answer.said("unrecognised")[0]
    assert any("contraindicated" in said for said in answer.said("open-question"))
    assert any("Pack ketamine-depression" in said for said in answer.said("pack"))
    assert all("digest" in said for said in answer.said("pack"))


def test_out_of_scope_is_not_clear(base: str) -> None:
    answer = told(ask(base, parameters(bundle(), [order("metformin 500 mg", "a1")])))

    assert answer.headline("outcome") == "out-of-scope"
    assert answer.outcome["issue"][0]["severity"] == "warning"
    assert answer.outcome["issue"][0]["diagnostics"].startswith("NOT CHECKED")


def test_one_medicine_proposed_twice_is_refused_at_its_order(base: str) -> None:
    document = parameters(bundle(), [KETAMINE, order("ketamine 20 mg IV", "k2")])
    [issue] = refused(ask(base, document))

    assert issue["expression"] == ["Parameters.parameter[2].resource"]
    assert "the same medicine as Parameters.parameter[1].resource" in issue["diagnostics"]


def test_one_medicine_proposed_twice_as_a_text_is_refused_at_its_parameter(base: str) -> None:
    text = {"name": "proposed", "valueString": "ketamine 20 mg IV"}
    document = parameters(bundle(), [KETAMINE], more=[text])
    [issue] = refused(ask(base, document))

    assert issue["expression"] == ["Parameters.parameter[2].valueString"]


def test_what_the_engine_refuses_is_named_by_the_callers_path(base: str) -> None:
    pressure = {
        "resourceType": "Observation",
        "status": "final",
        "subject": SUBJECT,
        "code": {"coding": [{"system": "urn:caveat:observation", "code": "weight"}]},
        "valueQuantity": {"value": -80, "unit": "kg"},
    }
    [issue] = refused(ask(base, bundle(KETAMINE, pressure)))

    assert issue["expression"][0].startswith("Bundle.entry[2].resource")


FIRST = "Parameters.parameter[1]"
UNREADABLE: list[tuple[Json, str]] = [
    ({"resourceType": "Patient"}, "body.resourceType"),
    ({}, "body"),
    ({"resourceType": "Parameters"}, "Parameters.parameter"),
    ({"resourceType": "Parameters", "parameter": {}}, "Parameters.parameter"),
    (parameters(PERSON), "Parameters.parameter[0].resource"),
    (parameters(bundle(), [condition("x")]), "Parameters.parameter[1].resource.resourceType"),
    (bundle(KETAMINE, METOPROLOL | {"status": "odd"}), "Bundle.entry[2].resource.status"),
]


@pytest.mark.parametrize(("document", "expression"), UNREADABLE)
def test_a_refusal_says_where(base: str, document: Json, expression: str) -> None:
    issues = refused(ask(base, document))

    assert expression in [each for issue in issues for each in issue.get("expression", ())]


@pytest.mark.parametrize(
    ("parameter", "expression"),
    [
        ({"name": "Proposed", "valueString": CANARY}, "Parameters.parameter[1].name"),
        ({"name": CANARY}, "Parameters.parameter[1].name"),
        ({"name": "proposed"}, FIRST),
        ({"name": "proposed", "valueBoolean": True}, FIRST),
        ({"name": "proposed", "valueString": " "}, "Parameters.parameter[1].valueString"),
        ({"name": "proposed", "valueCodeableConcept": 5}, f"{FIRST}.valueCodeableConcept"),
        ({"name": "proposed", "valueString": "x", "resource": KETAMINE}, FIRST),
        ({"name": "proposed", "valueString": 5}, "Parameters.parameter[1].valueString"),
        ({"name": "asked", "valueString": CANARY}, "Parameters.parameter[1].valueCode"),
        ({"name": "asked", "valueCode": CANARY}, "Parameters.parameter[1].valueCode"),
        (
            {"name": "proposed", "valueString": CANARY * 2000},
            "Parameters.parameter[1].valueString",
        ),
        (
            {"name": "proposed", "valueCodeableConcept": {"coding": [{"code": 5}]}},
            "Parameters.parameter[1].valueCodeableConcept.coding[0].code",
        ),
        ({"name": "patient", "resource": bundle()}, "Parameters.parameter"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    base: str, parameter: Json, expression: str
) -> None:
    answer = ask(base, parameters(bundle(), more=[parameter]))

    assert [expression] in [issue.get("expression") for issue in refused(answer)]
    assert CANARY.encode() not in answer.body


def test_more_medicines_than_one_check_may_have_are_refused(base: str) -> None:
    texts = [{"name": "proposed", "valueString": f"medicine {n}"} for n in range(11)]
    [issue] = refused(ask(base, parameters(bundle(), more=texts)))

    assert issue["expression"] == ["proposed"]


def test_an_issue_names_no_patient_where_none_is_named(base: str) -> None:
    nobody = {"resourceType": "Bundle", "type": "collection"}
    answer = told(ask(base, parameters(nobody, [KETAMINE])))

    assert not any("patient" in issue for issue in answer.issues)


def test_every_mistake_is_told_at_once(base: str) -> None:
    document = parameters(bundle(), [condition("x")], more=[{"name": "proposed"}])

    assert len(refused(ask(base, document))) == 2


def test_an_order_for_another_patient_is_refused(base: str) -> None:
    stranger = KETAMINE | {"subject": {"reference": "Patient/p2"}}
    [issue] = refused(ask(base, parameters(bundle(METOPROLOL), [stranger])))

    assert issue["expression"] == ["Parameters.parameter[1].resource.subject"]


def test_plain_json_is_read_too(base: str) -> None:
    body = json.dumps(bundle(KETAMINE)).encode()
    for media_type in ("application/json", "application/fhir+json; charset=utf-8"):
        told(call("POST", f"{base}/fhir/$check", body, {"Content-Type": media_type}))


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        (b"<Bundle/>", "application/fhir+xml", 415, "not-supported"),
        (b'{"resourceType": "Bundle"', "application/fhir+json", 400, "invalid"),
        (b"[]", "application/fhir+json", 400, "invalid"),
    ],
)
def test_a_body_that_is_none_is_answered_in_fhir(
    base: str, body: bytes, media_type: str, status: int, code: str
) -> None:
    answer = call("POST", f"{base}/fhir/$check", body, {"Content-Type": media_type})

    assert code in [issue["code"] for issue in refused(answer, status)]


def test_the_server_describes_itself(base: str) -> None:
    answer = get(f"{base}/fhir/metadata")
    statement = cast("Json", answer.json)

    assert answer.headers["content-type"] == "application/fhir+json"
    assert statement["kind"] == "instance"
    assert statement["fhirVersion"] == "4.0.1"
    [operation] = statement["rest"][0]["operation"]
    assert operation["definition"] == f"{base}/fhir/OperationDefinition/check"


def test_the_operation_is_defined_where_the_statement_says(base: str) -> None:
    definition = cast("Json", get(f"{base}/fhir/OperationDefinition/check").json)

    assert definition["url"] == f"{base}/fhir/OperationDefinition/check"
    assert definition["system"]
    named = [(each["name"], each["use"]) for each in definition["parameter"]]
    assert named == [("patient", "in"), ("proposed", "in"), ("asked", "in"), ("return", "out")]


def test_the_operation_is_a_post(base: str) -> None:
    assert get(f"{base}/fhir/$check", FHIR).status == 405
