"""Every door records exactly one decision for each patient that it answers, before it answers."""

from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import grpc
import pytest
from google.protobuf.json_format import MessageToDict

from caveat.client import Client, ClientError
from caveat.rules import Checker, Request, request_of
from caveat.server.audit.entries import Activation, Decision, FeedbackGiven
from caveat.server.convert.messages import message_of_request
from caveat.server.feedback.store import FeedbackStore
from caveat.server.recording.content import read
from caveat.server.recording.recorder import Recorder
from caveat.server.settings import Http, Settings
from caveat.v1.checker_pb2 import (
    RECORD_STATE_NOT_RECORDED,
    RECORD_STATE_RECORDED,
    CheckRequest,
    CheckResponse,
    CheckResult,
    Record,
)
from caveat.v1.checker_pb2_grpc import CheckerServiceStub
from tests.server.cdshooks.calls import order, send, sign
from tests.server.cdshooks.calls import takes as prefetched
from tests.server.cdshooks.invariants import broken_by_response
from tests.server.http.calling import Answer, get, post
from tests.server.operation.asking import ask, parameters_of
from tests.server.patients import ketamine_for, takes
from tests.server.recording.memory_log import KEY, MemoryLog, recorder_of
from tests.server.running import running_at

Json: TypeAlias = dict[str, Any]  # a program trusts the shape of an answer

PATIENT = request_of({"proposed": ["ketamine 40 mg IV"], "medications": ["prazosin", "xyzzyprin"]})
WRONG = ketamine_for(takes(""))
GOOD = message_of_request(PATIENT)
RXCUIS = "6130+8629"


@dataclass(frozen=True, slots=True)
class Service:
    """A service that records, and its log."""

    grpc: str
    http: str
    log: MemoryLog


@contextmanager
def recording(
    checker: Checker,
    url: str,
    make: Callable[[MemoryLog], Recorder] = recorder_of,
    log: MemoryLog | None = None,
) -> Generator[Service]:
    """Serve; ``url`` is that of the feedback."""
    log = log or MemoryLog()
    settings = Settings(port=0, drain_seconds=1, http=Http(port=0, feedback=url))
    with running_at(checker, settings, make(log)) as addresses:
        yield Service(addresses.grpc, f"http://{addresses.http}", log)


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('feedback') / 'feedback.sqlite'}"


@pytest.fixture(scope="module")
def served(checker: Checker, feedback: str) -> Generator[Service]:
    """Serve with a log that works."""
    with recording(checker, feedback) as service:
        yield service


@pytest.fixture
def service(served: Service) -> Service:
    """Give that service, with nothing in its log."""
    served.log.entries.clear()
    return served


@pytest.fixture(scope="module")
def failing(checker: Checker, feedback: str) -> Generator[Service]:
    """Serve with a log that fails."""
    log = MemoryLog()
    log.fails = True
    with recording(checker, feedback, log=log) as service:
        yield service


@pytest.fixture(scope="module")
def refusing(checker: Checker, feedback: str) -> Generator[Service]:
    """Serve with a log that fails, and that is required."""
    log = MemoryLog()
    log.fails = True
    with recording(checker, feedback, lambda to: recorder_of(to, required=True), log) as service:
        yield service


def check(address: str, request: CheckRequest) -> CheckResponse:
    with grpc.insecure_channel(address) as channel:
        return CheckerServiceStub(channel).Check(request, timeout=30)


def many(address: str, *requests: CheckRequest) -> list[CheckResult]:
    with Client(address, timeout=30) as client:
        return client.batch_check(requests)


def streamed(address: str, *requests: CheckRequest) -> list[CheckResult]:
    with Client(address, timeout=30) as client:
        return list(client.stream_check(requests))


def json_of(request: CheckRequest) -> Json:
    return MessageToDict(request)


def json_results(base: str, *requests: CheckRequest) -> list[Json]:
    answer = post(f"{base}/v1/check:batch", {"requests": [json_of(each) for each in requests]})
    assert answer.status == 200, answer.body
    return cast("list[Json]", cast("Json", answer.json)["results"])


def hooked(base: str) -> Answer:
    return send(base, sign(order("a", "ketamine"), prefetch=prefetched("prazosin")))


def outcome_codes(answer: Answer) -> dict[str, str]:
    """Give the codes of the last issue of an OperationOutcome, by their systems."""
    outcome = cast("Json", answer.json)["entry"][0]["resource"]
    coding = outcome["issue"][-1]["details"]["coding"]
    return {code["system"]: code["code"] for code in coding}


def the_decision(service: Service) -> Decision:
    (decision,) = service.log.decisions
    return decision


def test_the_set_of_packs_at_the_start_is_in_the_log(checker: Checker, feedback: str) -> None:
    with recording(checker, feedback) as service:
        (entry,) = service.log.of(Activation)
        assert entry.rules_digest == checker.book.rules_digest
        assert not service.log.is_closed
    assert service.log.is_closed


def test_a_check_over_grpc_is_recorded_under_the_id_of_its_answer(
    service: Service, checker: Checker
) -> None:
    response = check(service.grpc, GOOD)

    decision = the_decision(service)
    assert response.record == Record(state=RECORD_STATE_RECORDED, id=decision.id)
    assert (decision.door, decision.caller) == ("grpc", "anybody")
    assert decision.rules_digest == response.report.rules_digest == checker.book.rules_digest
    alerts = [(alert.rule_id, alert.level) for alert in response.report.alerts]
    assert [rule.rule_id for rule in decision.alerts] == [rule_id for rule_id, _ in alerts]
    assert decision.unrecognised == ("medications[1]",)
    assert decision.request == KEY.digest(GOOD.SerializeToString())


@pytest.mark.parametrize("ask_for", [many, streamed])
def test_each_patient_of_many_is_recorded_and_a_wrong_one_is_not(
    service: Service, ask_for: Callable[..., list[CheckResult]]
) -> None:
    results = ask_for(service.grpc, GOOD, WRONG, GOOD)

    first, wrong, last = results
    assert [first.record.id, last.record.id] == [each.id for each in service.log.decisions]
    assert first.record.id != last.record.id
    assert first.record.state == last.record.state == RECORD_STATE_RECORDED
    assert wrong.HasField("error")
    assert not wrong.HasField("record")


def test_the_same_patient_has_the_same_digest_alone_and_among_many(service: Service) -> None:
    check(service.grpc, GOOD)
    many(service.grpc, GOOD, ketamine_for(takes("x")))
    streamed(service.grpc, GOOD)

    digests = [decision.request for decision in service.log.decisions]
    assert digests[0] == digests[1] == digests[3] != digests[2]


def test_a_check_in_json_is_recorded_under_the_id_of_its_answer(service: Service) -> None:
    answer = cast("Json", post(f"{service.http}/v1/check", json_of(GOOD)).json)

    decision = the_decision(service)
    assert answer["record"] == {"state": "RECORD_STATE_RECORDED", "id": decision.id}
    assert decision.door == "json"


def test_many_checks_in_json_are_recorded_each_for_itself(service: Service) -> None:
    first, wrong, last = json_results(service.http, GOOD, WRONG, GOOD)

    ids = [decision.id for decision in service.log.decisions]
    assert ids == [first["record"]["id"], last["record"]["id"]]
    assert "error" in wrong
    assert "record" not in wrong


def test_the_order_of_keys_does_not_change_the_digest_of_a_document(service: Service) -> None:
    document = json_of(GOOD)
    post(f"{service.http}/v1/check", document)
    post(f"{service.http}/v1/check", dict(reversed(document.items())))

    first, second = service.log.decisions
    assert first.request == second.request


def test_a_check_over_fhir_is_recorded_under_the_id_of_its_answer(service: Service) -> None:
    codes = outcome_codes(ask(service.http, parameters_of(PATIENT)))

    decision = the_decision(service)
    assert codes["urn:caveat:record"] == "recorded"
    assert codes["urn:caveat:check"] == decision.id
    assert decision.door == "fhir"


def test_a_call_of_a_hook_is_recorded_without_words(service: Service) -> None:
    answer = cast("Json", hooked(service.http).json)

    decision = the_decision(service)
    assert decision.door == "cds-hooks"
    assert "ketamine-heart-medicine" in {rule.rule_id for rule in decision.alerts}
    assert set(answer) == {"cards"}


def test_a_list_of_rxcuis_is_recorded_without_words(service: Service) -> None:
    answer = get(f"{service.http}/REST/interaction/list.json?rxcuis={RXCUIS}")

    assert the_decision(service).door == "rxnav"
    assert b"RECORDED" not in answer.body


@pytest.mark.parametrize("path", ["/v1/check", "/fhir/$check", "/cds-services/caveat-order-sign"])
def test_what_is_refused_is_not_recorded(service: Service, path: str) -> None:
    assert post(f"{service.http}{path}", {"no": "request"}).status == 400
    with pytest.raises(grpc.RpcError):
        check(service.grpc, WRONG)

    assert service.log.entries == []


def test_a_list_without_any_rxcui_was_not_checked_and_is_not_recorded(service: Service) -> None:
    get(f"{service.http}/REST/interaction/list.json?rxcuis=none")

    assert service.log.entries == []


def test_an_answer_is_given_only_once_its_record_is_written(
    checker: Checker, feedback: str
) -> None:
    log = MemoryLog()
    with recording(checker, feedback, log=log) as service:
        log.hold()
        with grpc.insecure_channel(service.grpc) as channel:
            call = CheckerServiceStub(channel).Check.future(GOOD, timeout=30)
            assert log.asked.wait(30)
            assert not call.done()
            log.release()
            assert call.result(timeout=30).record.state == RECORD_STATE_RECORDED


def test_where_the_log_fails_every_door_answers_and_says_so(failing: Service) -> None:
    response = check(failing.grpc, GOOD)
    (batched,) = many(failing.grpc, GOOD)
    (one,) = streamed(failing.grpc, GOOD)
    states = [response.record.state, batched.record.state, one.record.state]
    assert states == [RECORD_STATE_NOT_RECORDED] * 3
    assert response.report.alerts
    document = cast("Json", post(f"{failing.http}/v1/check", json_of(GOOD)).json)
    (result,) = json_results(failing.http, GOOD)
    assert document["record"]["state"] == "RECORD_STATE_NOT_RECORDED"
    assert result["record"]["state"] == "RECORD_STATE_NOT_RECORDED"
    codes = outcome_codes(ask(failing.http, parameters_of(PATIENT)))
    assert codes["urn:caveat:record"] == "not-recorded"
    hook = cast("Json", hooked(failing.http).json)
    assert hook["cards"]
    assert broken_by_response(hook) == []
    assert hook["extension"]["caveat-record"]["state"] == "not-recorded"
    listed = get(f"{failing.http}/REST/interaction/list.json?rxcuis={RXCUIS}")
    assert b"NOT RECORDED" in listed.body
    assert failing.log.entries == []


def test_where_the_log_is_required_and_fails_every_door_refuses(refusing: Service) -> None:
    with Client(refusing.grpc) as client, pytest.raises(ClientError, match="NOT CHECKED") as caught:
        client.check(GOOD)
    assert caught.value.refusal.code is grpc.StatusCode.UNAVAILABLE
    for results in (many(refusing.grpc, GOOD, WRONG), streamed(refusing.grpc, GOOD, WRONG)):
        assert [each.error.code for each in results] == [14, 3]
        assert results[0].error.message.startswith("NOT CHECKED")
    (result,) = json_results(refusing.http, GOOD)
    assert result["error"]["code"] == 14
    refused = [
        post(f"{refusing.http}/v1/check", json_of(GOOD)),
        ask(refusing.http, parameters_of(PATIENT)),
        hooked(refusing.http),
        get(f"{refusing.http}/REST/interaction/list.json?rxcuis={RXCUIS}"),
    ]
    for answer in refused:
        assert answer.status == 503
        assert b"NOT CHECKED" in answer.body


def test_without_a_log_no_answer_speaks_of_one(checker: Checker, feedback: str) -> None:
    settings = Settings(port=0, drain_seconds=1, http=Http(port=0, feedback=feedback))
    with running_at(checker, settings) as addresses:
        base = f"http://{addresses.http}"
        response = check(addresses.grpc, GOOD)
        (result,) = many(addresses.grpc, GOOD)
        document = cast("Json", post(f"{base}/v1/check", json_of(GOOD)).json)
        outcome = ask(base, parameters_of(PATIENT))
    assert not response.HasField("record")
    assert not result.HasField("record")
    assert "record" not in document
    assert b"urn:caveat:record" not in outcome.body


def test_but_for_the_record_the_answer_is_the_same(service: Service, checker: Checker) -> None:
    with running_at(checker) as addresses:
        plain = check(addresses.grpc, GOOD)
        batch = many(addresses.grpc, GOOD, WRONG)

    response = check(service.grpc, GOOD)
    response.ClearField("record")
    results = many(service.grpc, GOOD, WRONG)
    for result in results:
        result.ClearField("record")
    assert response == plain
    assert results == batch


def test_at_every_door_the_content_is_what_the_engine_was_given(
    checker: Checker, feedback: str
) -> None:
    log = MemoryLog()

    def make(to: MemoryLog) -> Recorder:
        return recorder_of(to, with_content=True)

    with recording(checker, feedback, make, log) as service:
        check(service.grpc, GOOD)
        many(service.grpc, GOOD)
        post(f"{service.http}/v1/check", json_of(GOOD))
        ask(service.http, parameters_of(PATIENT))
        hooked(service.http)
        get(f"{service.http}/REST/interaction/list.json?rxcuis={RXCUIS}")
    kept: list[Request] = [read(KEY.unseal(each.id, each.content)) for each in log.decisions]
    assert kept[:3] == [PATIENT] * 3
    assert len(kept) == 6
    for decision, request in zip(log.decisions, kept, strict=True):
        report = checker.check(request)
        assert [alert.rule_id for alert in report.alerts] == [r.rule_id for r in decision.alerts]


def test_feedback_is_in_the_log_before_it_is_kept(service: Service) -> None:
    shown = cast("Json", hooked(service.http).json)["cards"][0]["uuid"]
    answer = give_feedback(service, shown, "risk-benefit-ratio")

    assert answer.status == 200
    (entry,) = service.log.of(FeedbackGiven)
    assert (entry.card, entry.outcome, entry.reason) == (shown, "overridden", "risk-benefit-ratio")


def test_feedback_with_a_reason_of_others_is_recorded_without_its_words(service: Service) -> None:
    shown = cast("Json", hooked(service.http).json)["cards"][0]["uuid"]
    give_feedback(service, shown, "ZZCANARY")

    (entry,) = service.log.of(FeedbackGiven)
    assert entry.reason == "other"


def test_feedback_on_an_unknown_card_is_not_recorded(service: Service) -> None:
    unknown = "7c0a3a1e-3283-4575-ab82-028d55fe2719"

    assert give_feedback(service, unknown, "").status == 404
    assert service.log.entries == []


def test_feedback_is_refused_and_not_kept_where_it_cannot_be_recorded(
    failing: Service, feedback: str
) -> None:
    shown = cast("Json", hooked(failing.http).json)["cards"][0]["uuid"]

    assert give_feedback(failing, shown, "expert-contradicts").status == 503
    with closing(FeedbackStore.open(feedback)) as store:
        assert "expert-contradicts" not in {row.reason_code for row in store.export()}


def give_feedback(service: Service, card: str, code: str) -> Answer:
    reason = {"reason": {"code": code, "system": "http://codes.example"}} if code else {}
    item = {
        "card": card,
        "outcome": "overridden",
        "outcomeTimestamp": "2026-05-04T12:00:00Z",
        **({"overrideReason": reason} if reason else {}),
    }
    path = f"{service.http}/cds-services/caveat-order-sign/feedback"
    return post(path, {"feedback": [item]})
