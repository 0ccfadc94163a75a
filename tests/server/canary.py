"""Words and numbers that must come out nowhere, sent in every field of every kind of request.

``attack`` sends them all to a service and gives what its callers are told where there is no answer;
``hits`` says whether any of them is found in a text, such as a log or a page of metrics.
"""

import json
import socket
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple, TypeAlias, cast

import grpc
from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import Message

from caveat.v1 import checker_pb2, knowledge_pb2
from tests.server.cdshooks import calls
from tests.server.http.calling import Answer, call

WORD = "ZZCANARY"
NUMBER = 771177117711

Json: TypeAlias = dict[str, object]
_Place: TypeAlias = tuple[str | int, ...]

_CODE = {"system": "icd10cm", "value": "F32.2"}

PATIENT: Json = {
    "requestId": "r-1",
    "proposed": [
        {
            "medication": {"text": "ketamine", "dose": "40 mg", "route": "intravenous"},
            "plan": [{"name": "setting", "text": "clinic"}],
        }
    ],
    "patient": {
        "medications": {
            "items": [
                {
                    "text": "prazosin",
                    "codes": [{"system": "rxnorm", "value": "8629"}],
                    "dose": "2 mg",
                    "route": "oral",
                    "lastTaken": "2 days",
                    "reason": "nightmares",
                }
            ]
        },
        "conditions": {"items": [{"text": "depression", "codes": [_CODE]}]},
        "allergies": {"items": [{"text": "penicillin"}]},
        "observations": [
            {"name": "age", "number": 44, "unit": "year"},
            {"name": "weight", "text": "80 kg"},
        ],
        "trials": {"items": [{"medication": {"text": "sertraline"}, "improvementPercent": 10}]},
    },
}
BUNDLE: Json = calls.bundle(
    {
        "resourceType": "Patient",
        "id": "p1",
        "birthDate": "1980-01-01",
        "name": [{"family": "Doe", "given": ["Jo"]}],
        "identifier": [{"system": "urn:mrn", "value": "12345"}],
    },
    {
        "resourceType": "MedicationStatement",
        "id": "m1",
        "status": "active",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "prazosin", "coding": [{"code": "8629"}]},
        "dosage": [{"text": "2 mg at night"}],
        "note": [{"text": "as told"}],
    },
    {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "valueQuantity": {"value": 80, "unit": "kg"},
    },
    type="collection",
)
SIGNED = calls.sign(calls.order("a", "ketamine"), prefetch=calls.takes("prazosin"))
FEEDBACK: Json = {
    "feedback": [
        {
            "card": "7c0a3a1e-3283-4575-ab82-028d55fe2719",
            "outcome": "overridden",
            "outcomeTimestamp": "2026-05-04T12:00:00Z",
            "overrideReason": {"reason": {"code": "c", "system": "s"}, "userComment": "text"},
        }
    ]
}
DOCUMENTS: Mapping[str, Json] = {
    "/v1/check": PATIENT,
    "/v1/check:batch": {"requests": [PATIENT]},
    "/v1/recognise": {"text": "prazosin", "code": {"system": "rxnorm", "value": "8629"}},
    "/fhir/$check": BUNDLE,
    "/cds-services/caveat-order-sign": SIGNED,
    "/cds-services/caveat-order-sign/feedback": FEEDBACK,
}
HEADERS = {
    "Authorization": f"Bearer {WORD}",
    "Cookie": f"{WORD}={NUMBER}",
    "Origin": f"https://{WORD}.example",
    "Traceparent": f"00-{WORD}-{NUMBER}-01",
    "Tracestate": f"{WORD.lower()}={WORD}",
    "Baggage": f"{WORD}={WORD}",
    "User-Agent": WORD,
    "X-Request-Id": WORD,
    WORD: WORD,
}
_ADDRESSES = (
    *(f"/{WORD}", f"/v1/rules/{WORD}", f"/v1/rules?pack_id={WORD}", f"/?{WORD}={WORD}"),
    *(f"/v1/recognise?text={WORD}&code={NUMBER}", f"/v1/recognise?read_as={WORD}"),
    *(f"/REST/interaction/list.json?rxcuis={NUMBER}+{WORD}", f"/cds-services/{WORD}"),
    *(f"/metrics?name={WORD}", f"/assets/{WORD}", f"/fhir/Patient?name={WORD}"),
)


class _Asked(NamedTuple):
    """One call over HTTP."""

    method: str
    target: str
    body: bytes | None = None
    media_type: str = "application/json"


def hits(*texts: str | bytes) -> list[str]:
    """Give each place of the texts where something stands that must not come out."""
    shown = (text.decode(errors="replace") if isinstance(text, bytes) else text for text in texts)
    return [
        text[max(0, place - 200) : place + 40]
        for text in shown
        for canary in (WORD.lower(), str(NUMBER))
        if (place := text.lower().find(canary)) >= 0
    ]


def attack(grpc_address: str, http_address: str) -> Iterator[str]:
    """Send everything by every way, and give what is told beside answers."""
    yield from _by_grpc(grpc_address)
    for asked in _asked():
        yield from _told(_send(f"http://{http_address}", asked))
    for address in (grpc_address, http_address):
        for raw in (f"{WORD} /{WORD} HTTP/9.9\r\n\r\n", f"GET {NUMBER} {WORD}\r\n\r\n", WORD * 999):
            yield _raw(address, raw.encode())


def planted(document: Json) -> Iterator[Json]:
    """Give a document with a canary in each place by itself, and then in all at once."""
    places = list(_places(document))
    for place in places:
        yield _with(document, (place,))
    yield _with(document, places)
    yield {**document, WORD: {WORD: NUMBER}}


def _places(value: object, path: _Place = ()) -> Iterator[_Place]:
    if isinstance(value, dict):
        members: Iterable[tuple[str | int, object]] = cast("Json", value).items()
    elif isinstance(value, list):
        members = enumerate(cast("list[object]", value))
    else:
        yield path
        return
    for key, member in members:
        yield from _places(member, (*path, key))


def _with(document: Json, places: Iterable[_Place]) -> Json:
    changed = deepcopy(document)
    for *way, last in places:
        holder = cast("dict[str | int, object]", changed)
        for step in way:
            holder = cast("dict[str | int, object]", holder[step])
        is_text = isinstance(holder[last], str)
        holder[last] = WORD if is_text or last == "display" else NUMBER
    return changed


def _asked() -> Iterator[_Asked]:
    for target, document in DOCUMENTS.items():
        for each in planted(document):
            yield _Asked("POST", target, json.dumps(each).encode())
        whole = json.dumps(_with(document, _places(document)))
        for broken in (whole[:-3], f"[{whole}]", f'{{"{WORD}":1,"{WORD}":2}}', f"{WORD} {whole}"):
            yield _Asked("POST", target, broken.encode())
        yield _Asked("POST", target, whole.encode("utf-16"))
        yield _Asked("POST", target, whole.encode(), f"text/{WORD}")
        yield _Asked(WORD, f"{target}?{WORD}={WORD}", whole.encode())
    for address in _ADDRESSES:
        yield _Asked("GET", address)


def _send(base: str, asked: _Asked) -> Answer:
    headers = {**HEADERS, "Content-Type": asked.media_type}
    return call(asked.method, base + asked.target, asked.body, headers)


def _told(answer: Answer) -> Iterator[str]:
    """Give what a refusal says, and the headers of any answer; an answer may show what was sent."""
    yield str(dict(answer.headers))
    if answer.status >= 400:
        yield answer.body.decode(errors="replace")
    elif answer.body.startswith(b'{"results"'):
        results = cast("dict[str, list[Json]]", answer.json)["results"]
        yield from (str(result["error"]) for result in results if "error" in result)


def _by_grpc(address: str) -> Iterator[str]:
    metadata = tuple((name.lower(), value) for name, value in HEADERS.items())
    with grpc.insecure_channel(address) as channel:
        for method, raw in _messages():
            try:
                call_of = channel.stream_stream(method, bytes, bytes)
                answers = list(call_of(iter((raw,)), metadata=metadata, timeout=30))
            except grpc.RpcError as error:
                yield f"{error.details()} {error.trailing_metadata()}"
            else:
                yield from map(str, _errors(method, answers))


def _errors(method: str, answers: Iterable[bytes]) -> Iterator[checker_pb2.CheckError]:
    """Give the errors of single patients among many."""
    for raw in answers:
        if method.endswith("StreamCheck"):
            yield checker_pb2.StreamCheckResponse.FromString(raw).result.error
        elif method.endswith("BatchCheck"):
            results = checker_pb2.BatchCheckResponse.FromString(raw).results
            yield from (result.error for result in results)


def _messages() -> Iterator[tuple[str, bytes]]:
    checker, knowledge = "/caveat.v1.CheckerService", "/caveat.v1.KnowledgeService"
    for each in _read(PATIENT, checker_pb2.CheckRequest):
        raw = each.SerializeToString()
        batch = checker_pb2.BatchCheckRequest(requests=[each])
        stream = checker_pb2.StreamCheckRequest(request=each)
        yield f"{checker}/Check", raw
        yield f"{checker}/BatchCheck", batch.SerializeToString()
        yield f"{checker}/StreamCheck", stream.SerializeToString()
        yield f"{checker}/Check", raw[:-1]
        yield f"{checker}/{WORD}", raw
        yield f"/{WORD}/{NUMBER}", raw
    named = knowledge_pb2.GetRuleRequest(id=WORD)
    yield f"{knowledge}/GetRule", named.SerializeToString()
    yield f"{knowledge}/ListRules", knowledge_pb2.ListRulesRequest(pack_id=WORD).SerializeToString()
    text = knowledge_pb2.RecogniseRequest(text=WORD)
    yield f"{knowledge}/Recognise", text.SerializeToString()
    for path in ("Check", "BatchCheck", "StreamCheck"):
        yield f"{checker}/{path}", f"{WORD} {NUMBER} \udc80".encode("utf-8", "surrogateescape")


def _read(
    document: Json, kind: type[checker_pb2.CheckRequest]
) -> Iterator[checker_pb2.CheckRequest]:
    """Give the documents that can be told in a message of the contract."""
    for each in planted(document):
        try:
            yield cast("checker_pb2.CheckRequest", ParseDict(each, cast("Message", kind())))
        except ParseError:
            continue


def _raw(address: str, raw: bytes) -> str:
    """Send bytes that are no call."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        try:
            return connection.recv(4096).decode(errors="replace")
        except ConnectionError:
            return ""
