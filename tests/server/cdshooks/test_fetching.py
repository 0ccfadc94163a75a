"""What did not come along, fetched from the EHR's FHIR server, or said to be missing."""

import asyncio
from collections.abc import Mapping

import pytest

from caveat.server.cdshooks.gather import gather
from caveat.server.cdshooks.prefetch import LEFT_OUT, Prefetched
from caveat.server.cdshooks.request import HookRequest, read_request
from caveat.server.cdshooks.services import SERVICES
from caveat.server.cdshooks.templates import TEMPLATES
from caveat.server.ehr.allowlist import FhirServers
from caveat.server.http.body import JsonObject
from caveat.server.http.problem import ProblemError, ProblemKind
from tests.server.cdshooks.calls import NOTHING, PATIENT_ID, active, bundle, order, send, sign
from tests.server.ehr.ehr_server import Answer, fhir, raw, reading, serving

SEARCH = f"/fhir/Condition?patient={PATIENT_ID}"
READ = f"/fhir/Patient/{PATIENT_ID}"
PATIENT = {"resourceType": "Patient", "id": PATIENT_ID}
NEXT = [{"relation": "next", "url": "{base}/Condition?page=2"}]


def without(*keys: str) -> Mapping[str, object]:
    return {key: value for key, value in NOTHING.items() if key not in keys}


def asking(server: str, prefetch: Mapping[str, object]) -> HookRequest:
    call = sign(order("a", "ketamine"), prefetch=prefetch)
    access = {"access_token": "secret", "token_type": "Bearer"}
    named = {"fhirServer": server, "fhirAuthorization": access} if server else {}
    return read_request({**call, **named}, SERVICES["caveat-order-sign"])


def gathered(
    prefetch: Mapping[str, object], answers: dict[str, Answer], *, allowed: bool = True
) -> tuple[Prefetched, list[str]]:
    """Gather the data of a call, and give the targets that the EHR was asked for too."""

    async def run() -> tuple[Prefetched, list[str]]:
        async with serving(answers) as ehr:
            servers = FhirServers(private=(ehr.base,) if allowed else ())
            async with reading(servers) as client:
                found = await gather(asking(ehr.base, prefetch), client)
            tokens = {asked.headers["authorization"] for asked in ehr.asked}
            assert tokens <= {"Bearer secret"}
            return found, ehr.targets

    return asyncio.run(run())


def missing(
    prefetch: Mapping[str, object], answers: dict[str, Answer], *, allowed: bool = True
) -> dict[str, str]:
    with pytest.raises(ProblemError) as error:
        gathered(prefetch, answers, allowed=allowed)
    problem = error.value.problem
    assert problem.kind is ProblemKind.DATA_MISSING
    assert all(
        each.field.removeprefix("prefetch.") in problem.detail for each in problem.violations
    )
    return {each.field: each.reason for each in problem.violations}


def test_what_came_along_is_not_fetched() -> None:
    found, targets = gathered(NOTHING, {})
    assert found.lacking == {}
    assert targets == []


def test_what_was_left_out_is_fetched() -> None:
    condition: JsonObject = {"resourceType": "Condition", "id": "c"}
    answers = {SEARCH: fhir(bundle(condition)), READ: fhir(PATIENT)}
    found, targets = gathered(without("conditions", "patient"), answers)
    assert sorted(targets) == [SEARCH, READ]
    assert found.documents["patient"] == PATIENT
    assert found.documents["conditions"]["entry"] == [{"resource": condition}]


def test_a_page_of_several_is_fetched_whole() -> None:
    first: JsonObject = {"resourceType": "Condition", "id": "a"}
    second: JsonObject = {"resourceType": "Condition", "id": "b"}
    answers = {
        SEARCH: fhir(bundle(first, link=NEXT)),
        "/fhir/Condition?page=2": fhir(bundle(second)),
    }
    found, _ = gathered({**NOTHING, "conditions": bundle(first, link=NEXT)}, answers)
    entries = found.documents["conditions"]["entry"]
    assert entries == [{"resource": first}, {"resource": second}]


def test_everything_can_be_fetched() -> None:
    async def run() -> list[str]:
        async with serving() as ehr:
            ehr.answers = _Any(fhir(bundle()), {READ: fhir(PATIENT)})
            async with reading(FhirServers(private=(ehr.base,))) as client:
                await gather(asking(ehr.base, {}), client)
            return ehr.targets

    assert len(asyncio.run(run())) == len(TEMPLATES)


class _Any(dict[str, Answer]):
    """Answers whatever is asked."""

    def __init__(self, otherwise: Answer, answers: dict[str, Answer]) -> None:
        super().__init__(answers)
        self._otherwise = otherwise

    def __missing__(self, key: str) -> Answer:
        return self._otherwise


def test_a_read_that_finds_nothing_is_no_data() -> None:
    answers = {READ: raw(b"{}", "404 Not Found"), SEARCH: fhir(bundle())}
    found = missing(without("patient", "conditions"), answers)
    assert list(found) == ["prefetch.patient"]
    assert found["prefetch.patient"].startswith("was not sent whole, and the FHIR server ")


def test_a_server_that_is_not_allowed_is_not_asked() -> None:
    expected = {"prefetch.conditions": LEFT_OUT}
    assert missing(without("conditions"), {SEARCH: fhir(bundle())}, allowed=False) == expected


@pytest.mark.parametrize(
    ("server", "why"),
    [
        ("", "The request names no FHIR server to ask."),
        ("https://a.example", "The FHIR server of the request is not one that the operator"),
    ],
)
def test_what_cannot_be_had_is_named_with_the_reason(server: str, why: str) -> None:
    with pytest.raises(ProblemError) as error:
        asyncio.run(gather(asking(server, without("allergies", "conditions")), None))
    problem = error.value.problem
    expected = f"Not checked: conditions {LEFT_OUT}, allergies {LEFT_OUT}. {why}"
    assert problem.detail.startswith(expected)
    fields = [each.field for each in problem.violations]
    assert fields == ["prefetch.conditions", "prefetch.allergies"]


def test_missing_data_are_a_failed_precondition(plain: str) -> None:
    drafts = sign(order("a", "ketamine"), prefetch=without("conditions"))
    assert send(plain, drafts).status == 412


def test_a_refusal_of_the_ehr_is_no_data(plain: str) -> None:
    refused = {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}
    data = {**NOTHING, "medicationRequests": refused}
    answer = send(plain, sign(active("a", "ketamine"), prefetch=data))
    assert answer.status == 412
    assert b"medicationRequests was refused by the EHR" in answer.body
