"""Nothing of a patient stands in the plain parts of the log, whatever is sent by whichever door."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import grpc
import pytest
from google.protobuf.json_format import MessageToDict

from caveat.client import Client, ClientError
from caveat.rules import (
    Allergy,
    Checker,
    Code,
    Condition,
    Medication,
    Observation,
    Patient,
    Proposal,
    Request,
    Trial,
)
from caveat.server.convert.messages import message_of_request
from caveat.server.http.body import JsonObject
from caveat.server.settings import Http, Settings
from caveat.v1.checker_pb2 import CheckRequest
from tests.server.cdshooks.calls import order, send, sign
from tests.server.cdshooks.calls import takes as prefetched
from tests.server.http.calling import get, post
from tests.server.operation.asking import ask, parameters_of
from tests.server.recording.memory_log import MemoryLog, recorder_of
from tests.server.running import running_at
from tests.server.test_privacy import requests as worded

pytestmark = pytest.mark.usefixtures("unmeasured")

CANARY = "ZZCANARY"
NUMBER = 77120943
CODES = (Code(CANARY, CANARY), Code("rxnorm", str(NUMBER)))
MEDICATION = Medication(CANARY, CODES, f"{NUMBER} mg", CANARY, None, CANARY, CANARY)
FACTS = (
    Observation(CANARY, CANARY, CANARY),
    Observation("setting", CANARY),
    Observation("weight", float(NUMBER), "kg"),
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that records, and its log."""

    grpc: str
    http: str
    log: MemoryLog


@pytest.fixture(scope="module")
def service(checker: Checker, tmp_path_factory: pytest.TempPathFactory) -> Generator[Service]:
    log = MemoryLog()
    store: Path = tmp_path_factory.mktemp("feedback") / "feedback.sqlite"
    http = Http(port=0, feedback=f"sqlite:///{store}")
    settings = Settings(port=0, drain_seconds=1, http=http)
    with running_at(checker, settings, recorder_of(log, with_content=True)) as addresses:
        yield Service(addresses.grpc, f"http://{addresses.http}", log)


def spoken(entries: int) -> Iterator[Request]:
    """Give requests with a canary in every field; one field alone makes some of them wrong."""
    condition, allergy = Condition(CANARY, CODES), Allergy(CANARY, CODES)
    listed = Medication(CANARY)
    for medication in (MEDICATION, listed, replace(MEDICATION, dose="")):
        for facts in ((), FACTS[:1], FACTS[:2], FACTS):
            patient = Patient(
                medications=(medication,) * entries,
                conditions=(condition, Condition(f"denies {CANARY}")),
                observations=facts,
                allergies=(allergy,),
                trials=(Trial(medication, improvement_percent=50.0),),
            )
            yield Request(patient, (Proposal(medication, facts),), CANARY)
            yield Request(patient, (), CANARY)


def send_all(service: Service) -> None:
    """Send every request by every door, and pass over what is refused."""
    engine_requests = [*spoken(1), *spoken(2)]
    messages = [*map(message_of_request, engine_requests), *worded()]
    with Client(service.grpc, timeout=30) as client:
        for message in messages:
            with suppress(ClientError):
                client.check(message)
        client.batch_check(messages)
        list(client.stream_check(messages))
    for message in messages:
        post(f"{service.http}/v1/check", document_of(message))
    post(f"{service.http}/v1/check:batch", {"requests": [document_of(each) for each in messages]})
    for request in engine_requests:
        ask(service.http, parameters_of(request))
    send_hooks(service.http)
    get(f"{service.http}/REST/interaction/list.json?rxcuis={CANARY}+{NUMBER}+6130&sources={CANARY}")


def document_of(message: CheckRequest) -> dict[str, Any]:
    return MessageToDict(message)


def send_hooks(base: str) -> None:
    call = sign(order("a", "ketamine"), order("b", CANARY), prefetch=prefetched(CANARY, "prazosin"))
    context = cast("JsonObject", call["context"])
    named = {**context, "userId": f"Practitioner/{CANARY}", "encounterId": CANARY}
    told = {**call, "context": {**named, "patientId": CANARY}, "fhirServer": f"http://{CANARY}"}
    for sent in (call, {**call, "context": named}, told):
        answer = send(base, sent)
        for card in cast("Any", answer.json).get("cards", ()):
            if "uuid" in card:
                give_feedback(base, card["uuid"])


def give_feedback(base: str, card: str) -> None:
    reason = {"code": CANARY, "system": f"http://{CANARY}", "display": CANARY}
    item = {
        "card": card,
        "outcome": "overridden",
        "outcomeTimestamp": "2026-05-04T12:00:00Z",
        "overrideReason": {"reason": reason, "userComment": CANARY},
    }
    post(f"{base}/cds-services/caveat-order-sign/feedback", {"feedback": [item]})


@pytest.mark.parametrize("fails", [False, True])
def test_no_word_and_no_number_of_a_patient_stands_in_an_entry(
    service: Service, caplog: pytest.LogCaptureFixture, *, fails: bool
) -> None:
    caplog.set_level("DEBUG")
    service.log.fails = fails
    service.log.entries.clear()

    send_all(service)

    doors = {decision.door for decision in service.log.decisions}
    assert doors == (set() if fails else {"grpc", "json", "fhir", "cds-hooks", "rxnav"})
    for text in (service.log.plain, caplog.text):
        assert CANARY not in text.upper()
        assert str(NUMBER) not in text


def test_a_call_that_is_cut_short_leaves_nothing_in_the_log(service: Service) -> None:
    service.log.fails = False
    service.log.entries.clear()
    cut = message_of_request(next(spoken(1))).SerializeToString()[:-1]
    with grpc.insecure_channel(service.grpc) as channel:
        check = channel.unary_unary("/caveat.v1.CheckerService/Check", bytes, bytes)
        with pytest.raises(grpc.RpcError):
            check(cut, timeout=30)

    assert service.log.entries == []
