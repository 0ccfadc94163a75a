"""The document that clients are generated from: valid, whole, and true of what is answered."""

from typing import cast

import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import MessageToDict
from jsonschema import Draft202012Validator, ValidationError
from jsonschema import validate as validate_instance
from openapi_spec_validator import validate
from starlette.routing import Route

from caveat.rules import Checker
from caveat.server.convert.messages import message_of_request
from caveat.server.rest.openapi import openapi_document
from caveat.server.rest.operations import OPERATIONS
from caveat.server.rest.routes import routes
from caveat.server.rest.schemas import reachable
from tests.case_files import Case, read_cases
from tests.server.http.calling import get, post
from tests.server.rest.documents import PRAZOSIN, batch, check, takes

DOCUMENT = openapi_document()
SCHEMAS = cast("dict[str, dict[str, dict[str, object]]]", DOCUMENT["components"])["schemas"]


def conforms(name: str, document: object) -> bool:
    """Say whether a document is one of a schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    try:
        validate_instance(document, schema, Draft202012Validator)
    except ValidationError:
        return False
    return True


def test_the_document_is_valid_and_served(url: str) -> None:
    validate(DOCUMENT)
    assert get(f"{url}/v1/openapi.json").json == DOCUMENT


def test_every_operation_has_a_route_and_every_route_is_described(checker: Checker) -> None:
    found = {
        (method.lower(), route.path)
        for route in routes(checker)
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    described = {(each.method, each.path) for each in OPERATIONS}
    assert described | {("get", "/v1/openapi.json")} == found


def test_operations_have_names_of_their_own() -> None:
    assert len(OPERATIONS) == len({each.identity for each in OPERATIONS})


def test_no_message_is_both_asked_with_and_answered() -> None:
    asked = {kind.full_name for kind in messages([each.body for each in OPERATIONS if each.body])}
    answered = {kind.full_name for kind in messages([each.answer for each in OPERATIONS])}
    assert asked.isdisjoint(answered)


def messages(kinds: list[Descriptor]) -> list[Descriptor]:
    """Give the messages that can be reached."""
    return [kind for kind in reachable(kinds) if isinstance(kind, Descriptor)]


def test_every_message_is_closed_where_it_is_asked_with_and_open_where_it_is_answered() -> None:
    assert SCHEMAS["Patient"]["additionalProperties"] is False
    assert "additionalProperties" not in SCHEMAS["Report"]


def test_what_is_always_written_is_required_and_what_may_be_absent_is_not() -> None:
    required = cast("list[str]", SCHEMAS["Report"]["required"])
    assert {"complete", "alerts", "level"} <= set(required)
    assert SCHEMAS["CheckResult"]["required"] == ["requestId"]
    assert "required" not in SCHEMAS["Medication"]


def test_limits_and_meanings_are_described() -> None:
    properties = cast("dict[str, object]", SCHEMAS["Medication"]["properties"])
    assert properties["lastTaken"] == {
        "type": "string",
        "maxLength": 200,
        "description": "When it was last taken, as written; at most 200 characters.",
    }
    assert "- `LEVEL_MODERATE`: A warning." in str(SCHEMAS["Level"]["description"])


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.slug)
def test_every_report_is_as_described(url: str, case: Case) -> None:
    document = MessageToDict(message_of_request(case.request))
    assert conforms("CheckRequest", document)
    assert conforms("CheckResponse", check(url, document).json)
    assert not conforms("CheckResponse", {"report": {}})


def test_every_answer_is_as_described(url: str) -> None:
    answers = {
        "BatchCheckResponse": batch(url, {}, takes(PRAZOSIN), {"requestId": 1}),
        "ListPacksResponse": get(f"{url}/v1/packs"),
        "ListRulesResponse": get(f"{url}/v1/rules"),
        "GetRuleResponse": get(f"{url}/v1/rules/ketamine-opioid"),
        "ListObservationsResponse": get(f"{url}/v1/observations"),
        "GetStatusResponse": get(f"{url}/v1/status"),
        "RecogniseResponse": post(f"{url}/v1/recognise", {"text": "prazosin, zzxqy, metropolol"}),
    }
    assert {each.answer.name for each in OPERATIONS} == {*answers, "CheckResponse"}
    assert [name for name, answer in answers.items() if not conforms(name, answer.json)] == []


def test_every_problem_is_as_described(url: str) -> None:
    problems = [check(url, {"patient": 1}), get(f"{url}/v1/rules/none"), get(f"{url}/v1/check")]
    assert [each.status for each in problems] == [400, 404, 405]
    assert all(conforms("Problem", each.json) for each in problems)
    assert not conforms("Problem", {})
