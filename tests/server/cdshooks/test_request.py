"""Calls that are wrong, each named by its path."""

import pytest

from caveat.server.cdshooks.request import HookRequest, read_request
from caveat.server.cdshooks.services import SERVICES
from caveat.server.http.body import JsonObject
from caveat.source.errors import RequestError
from tests.server.cdshooks.calls import hook, order, sign

SERVER = "https://ehr.example/fhir"
ACCESS: JsonObject = {"access_token": "secret", "token_type": "Bearer", "expires_in": 300}


def read(call: JsonObject, service: str = "caveat-order-sign") -> HookRequest:
    return read_request(call, SERVICES[service])


def refused(call: JsonObject) -> list[str]:
    with pytest.raises(RequestError) as error:
        read(call)
    return [violation.field for violation in error.value.violations]


def signing(**members: object) -> JsonObject:
    return {**sign(order("a", "ketamine")), **members}


def in_context(**members: object) -> JsonObject:
    call = sign(order("a", "ketamine"))
    context = call["context"]
    assert isinstance(context, dict)
    return {**call, "context": {**context, **members}}


@pytest.mark.parametrize("name", ["hook", "hookInstance", "context"])
def test_what_is_required_is_missed(name: str) -> None:
    assert [name] == refused({key: held for key, held in signing().items() if key != name})


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert refused({}) == ["context", "hook", "hookInstance"]
    assert refused(signing(context={})) == ["context.patientId", "context.userId"]


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("hook", hook("order-select")),
        ("hook", signing(hook=7)),
        ("hook", signing(hook=None)),
        ("hookInstance", signing(hookInstance="42")),
        ("context", signing(context=[])),
        ("context.draftOrders", in_context(draftOrders=None)),
        ("context.draftOrders", hook("order-sign")),
        ("context.draftOrders", in_context(draftOrders=order("a", "ketamine"))),
        (
            "context.draftOrders.entry[0]",
            in_context(
                draftOrders={"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1"}]}
            ),
        ),
        ("context.userId", in_context(userId=" ")),
        ("context.encounterId", in_context(encounterId=7)),
        ("prefetch", signing(prefetch=[])),
        ("extension", signing(extension="none")),
        ("fhirServer", signing(fhirServer="ehr.example")),
        ("fhirServer", signing(fhirServer="ftp://ehr.example")),
        ("fhirServer", signing(fhirAuthorization=ACCESS)),
        (
            "fhirAuthorization.token_type",
            signing(fhirServer=SERVER, fhirAuthorization={**ACCESS, "token_type": "MAC"}),
        ),
        (
            "fhirAuthorization.access_token",
            signing(fhirServer=SERVER, fhirAuthorization={"token_type": "Bearer"}),
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_path(field: str, call: JsonObject) -> None:
    assert [field] == refused(call)


@pytest.mark.parametrize(
    "patient_id", ["", "a b", "a/b", "a%2Fb", "../x", "..", ".", "Patient/", "a\n", "x" * 65, "ä"]
)
def test_an_id_that_fhir_does_not_know_is_refused(patient_id: str) -> None:
    assert refused(in_context(patientId=patient_id)) == ["context.patientId"]


@pytest.mark.parametrize("selections", [None, "a", {}])
def test_selections_are_a_list(selections: object) -> None:
    call = in_context(selections=selections)
    with pytest.raises(RequestError) as error:
        read({**call, "hook": "order-select"}, "caveat-order-select")
    assert [each.field for each in error.value.violations] == ["context.selections"]


@pytest.mark.parametrize("written", ["123", "Patient/123"])
def test_a_patient_is_named_by_id_or_reference(written: str) -> None:
    call = hook("patient-view", patientId=written)
    assert read(call, "caveat-patient-view").patient_id == "123"


def test_access_is_read_as_it_was_granted() -> None:
    asked = read(signing(fhirServer=SERVER, fhirAuthorization=ACCESS))
    assert (asked.server, asked.token) == (SERVER, "secret")


def test_an_optional_member_may_be_null() -> None:
    call = in_context(encounterId=None)
    nulls = dict.fromkeys(("fhirServer", "fhirAuthorization", "extension", "prefetch"))
    asked = read({**call, **nulls})
    assert (asked.server, asked.token, asked.prefetch) == ("", None, {})


def test_a_refusal_quotes_nothing() -> None:
    with pytest.raises(RequestError) as error:
        read(signing(hook="confidential", hookInstance="confidential"))
    assert "confidential" not in str(error.value)
