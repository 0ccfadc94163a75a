"""One patient, many at once, and as they come."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from queue import Queue

import grpc
import pytest
from grpc import aio

from caveat.client import AsyncClient, Client, InvalidRequestError, UnreachableError
from caveat.rules import Checker
from caveat.rules.checked import Checked
from caveat.rules.engine import Engine
from caveat.rules.recogniser import ReadRequest
from caveat.server.app import App
from caveat.server.settings import Settings
from caveat.source.errors import UnavailableError
from caveat.v1 import report_pb2
from caveat.v1.checker_pb2 import CheckRequest, CheckResult, StreamCheckRequest
from caveat.v1.checker_pb2_grpc import CheckerServiceStub
from caveat.v1.patient_pb2 import Code, Medication, MedicationList, Patient
from tests.server.patients import had, ketamine_for, takes
from tests.server.running import running

UNREADABLE = ketamine_for(takes(""), "bad")


def ids(results: list[CheckResult]) -> list[str]:
    return [result.request_id for result in results]


def test_a_heart_medicine_raises_an_alert_that_names_the_entry(client: Client) -> None:
    report = client.check(ketamine_for(takes("Minipress 2 mg at night"), "patient 1"))
    assert report.request_id == "patient 1"
    assert report.outcome == report_pb2.OUTCOME_ALERTS
    alert = next(each for each in report.alerts if each.rule_id == "ketamine-heart-medicine")
    entries = [traced.entry for finding in alert.findings for traced in finding.entries]
    assert "Minipress 2 mg at night" in [entry.text for entry in entries]
    assert alert.evidence.sources
    assert alert.management


def test_the_report_names_the_packs_that_it_stands_on(client: Client) -> None:
    packs = {pack.id: pack for pack in client.check(ketamine_for(takes())).packs}
    assert packs.keys() >= {"ketamine-depression", "ketamine-label", "priority-interactions"}
    assert {len(pack.digest) for pack in packs.values()} == {64}


def test_an_empty_request_gives_a_report_that_says_what_was_not_asked(client: Client) -> None:
    report = client.check(CheckRequest())
    assert not report.complete
    assert report.open_questions
    assert report.outcome != report_pb2.OUTCOME_CLEAR


def test_a_list_that_is_absent_differs_from_one_that_is_empty(client: Client) -> None:
    absent = client.check(ketamine_for(Patient()))
    empty = client.check(ketamine_for(Patient(medications=MedicationList())))
    assert "medications" in [question.fact for question in absent.open_questions]
    assert "medications" not in [question.fact for question in empty.open_questions]


def test_a_batch_answers_each_request_in_order(client: Client) -> None:
    requests = [ketamine_for(takes("prazosin"), str(number)) for number in range(20)]
    results = client.batch_check(requests)
    assert ids(results) == [str(number) for number in range(20)]
    assert {result.WhichOneof("result") for result in results} == {"report"}


def test_an_empty_batch_has_no_answers(client: Client) -> None:
    assert client.batch_check([]) == []


def test_one_bad_patient_in_a_batch_spoils_no_other(client: Client) -> None:
    good = ketamine_for(had("schizophrenia"), "good")
    first, second, third = client.batch_check([good, UNREADABLE, good])
    assert first.report == third.report == client.check(good)
    assert second.request_id == "bad"
    assert second.error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert [each.field for each in second.error.violations] == ["patient.medications[0]"]


@pytest.mark.usefixtures("unmeasured")
def test_a_batch_of_a_thousand_is_answered_whole(client: Client) -> None:
    request = ketamine_for(takes("prazosin", "oxycodone", "diazepam", "zzxqy"))
    results = client.batch_check([request] * 1000)
    assert {result.WhichOneof("result") for result in results} == {"report"}
    assert len(results) == 1000


def test_a_batch_of_more_than_a_thousand_is_refused(client: Client) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        client.batch_check([CheckRequest()] * 1001)
    assert [str(each) for each in caught.value.violations] == ["requests: more than 1000 patients"]


def test_a_stream_answers_in_order_and_goes_on_after_a_bad_patient(client: Client) -> None:
    good = ketamine_for(takes("prazosin"), "good")
    results = list(client.stream_check([good, UNREADABLE, good]))
    assert ids(results) == ["good", "bad", "good"]
    assert [result.WhichOneof("result") for result in results] == ["report", "error", "report"]


def test_a_stream_gives_each_answer_before_the_next_request(channel: grpc.Channel) -> None:
    asked: Queue[str | None] = Queue()

    def requests() -> Iterator[StreamCheckRequest]:
        while (number := asked.get()) is not None:
            yield StreamCheckRequest(request=ketamine_for(takes(), number))

    answers = CheckerServiceStub(channel).StreamCheck(requests(), timeout=30)
    for number in ("1", "2", "3"):
        asked.put(number)
        assert next(answers).result.request_id == number
    asked.put(None)
    assert list(answers) == []


def test_a_caller_who_does_not_read_a_stream_is_not_read_from(checker: Checker) -> None:
    request = StreamCheckRequest(request=ketamine_for(takes(*["prazosin " * 200] * 20)))
    many = 5000

    async def scenario() -> int:
        app = App(Settings(port=0, drain_seconds=0), checker)
        written = 0
        async with aio.insecure_channel((await app.start()).grpc) as channel:
            call = CheckerServiceStub(channel).StreamCheck()
            with suppress(TimeoutError):
                while written < many:
                    await asyncio.wait_for(call.write(request), timeout=1)
                    written += 1
            call.cancel()
        await app.stop()
        return written

    assert asyncio.run(scenario()) < many


def test_a_hundred_calls_at_once_are_all_answered(checker: Checker) -> None:
    async def scenario() -> list[report_pb2.Report]:
        app = App(Settings(port=0), checker)
        async with AsyncClient((await app.start()).grpc, timeout=30) as client:
            calls = (
                client.check(ketamine_for(takes("prazosin"), str(number))) for number in range(100)
            )
            reports = await asyncio.gather(*calls)
        await app.stop()
        return reports

    reports = asyncio.run(scenario())
    assert [report.request_id for report in reports] == [str(number) for number in range(100)]
    assert len({report.level for report in reports}) == 1


@pytest.mark.usefixtures("unmeasured")
def test_a_long_batch_lets_other_calls_through(checker: Checker) -> None:
    async def scenario() -> list[str]:
        app = App(Settings(port=0), checker)
        ended: list[str] = []
        async with AsyncClient((await app.start()).grpc, timeout=60) as client:

            async def batch() -> None:
                await client.batch_check([ketamine_for(takes("prazosin"))] * 1000)
                ended.append("batch")

            async def check() -> None:
                await client.check(ketamine_for(takes("prazosin")))
                ended.append("check")

            started = asyncio.create_task(batch())
            await client.packs()
            await check()
            await started
        await app.stop()
        return ended

    assert asyncio.run(scenario()) == ["check", "batch"]


def test_the_request_id_is_handed_back_unread(client: Client) -> None:
    request_id = "\u2603 {} %s \n" + "x" * 100
    assert client.check(ketamine_for(takes(), request_id)).request_id == request_id


def test_a_code_alone_is_enough(client: Client) -> None:
    medication = Medication(codes=[Code(system="rxnorm", value="8629")])
    patient = Patient(medications=MedicationList(items=[medication]))
    report = client.check(ketamine_for(patient))
    assert "ketamine-heart-medicine" in [alert.rule_id for alert in report.alerts]


class EmptyEngine(Engine):
    """Has nothing to check with yet."""

    def decide(self, read: ReadRequest) -> Checked:
        """Raise."""
        raise UnavailableError("no rule book is loaded")


class EmptyChecker(Checker):
    """Checks with such an engine."""

    @property
    def engine(self) -> Engine:
        return EmptyEngine(*super().engine)


def test_a_service_without_rules_says_that_nothing_was_checked(checker: Checker) -> None:
    with running(EmptyChecker(checker.book)) as address, Client(address) as client:
        with pytest.raises(UnreachableError, match=r"^NOT CHECKED: .*no rule book"):
            client.check(CheckRequest())
        (result,) = client.batch_check([CheckRequest()])
    assert result.error.code == grpc.StatusCode.UNAVAILABLE.value[0]
