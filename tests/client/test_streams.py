"""Streams that break, that are resumed, and that end too soon."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from queue import SimpleQueue

import grpc
import pytest

from caveat.client import (
    AsyncClient,
    Client,
    DeniedError,
    Retry,
    ServiceError,
    UnreachableError,
)
from caveat.v1.checker_pb2 import CheckRequest, CheckResult
from caveat.v1.report_pb2 import Outcome, Report
from tests.client.peer import free_port, result_to
from tests.client.scripted import AT_ONCE, BOUND, hang, refuse
from tests.client.scripted_stream import (
    Stream,
    answer,
    give,
    playing_streams,
    requests_of,
    stream_awaited,
    stream_waited,
)

BROKEN = refuse(grpc.StatusCode.UNAVAILABLE)
CANCELLED = refuse(grpc.StatusCode.CANCELLED)

both_clients = pytest.mark.parametrize(
    "stream", [stream_waited, stream_awaited], ids=["waited", "awaited"]
)


@both_clients
def test_a_stream_that_breaks_says_how_many_answers_came(stream: Stream) -> None:
    got: list[str] = []
    told = pytest.raises(UnreachableError, match=r"^NOT CHECKED: .*\(after 2 answers\)$")
    with playing_streams(answer(2, BROKEN)) as (target, _), told as caught:
        stream(target, requests_of("abcd"), got)
    assert caught.value.answered == 2
    assert got == ["a", "b"]


@both_clients
def test_a_stream_that_is_resumed_asks_what_was_not_answered(stream: Stream) -> None:
    got: list[str] = []
    with playing_streams(answer(2, BROKEN), answer(1, CANCELLED), answer(None)) as (target, came):
        stream(target, requests_of("abcdef"), got, resume=True, retry=AT_ONCE)
    assert got == list("abcdef")
    assert set(came) == set("abcdef")


@both_clients
def test_a_stream_that_never_gets_on_is_given_up(stream: Stream) -> None:
    got: list[str] = []
    breaks = (answer(1, BROKEN), *[answer(0, BROKEN)] * 3)
    retry = Retry(rounds=3, first_wait=0, longest_wait=0)
    with playing_streams(*breaks) as (target, _), pytest.raises(UnreachableError) as caught:
        stream(target, requests_of("abc"), got, resume=True, retry=retry)
    assert (got, caught.value.answered) == (["a"], 1)


@both_clients
def test_a_stream_that_gets_on_may_break_again_and_again(stream: Stream) -> None:
    got: list[str] = []
    retry = Retry(rounds=2, first_wait=0, longest_wait=0)
    with playing_streams(*[answer(1, BROKEN)] * 5, answer(None)) as (target, _):
        stream(target, requests_of("abcdef"), got, resume=True, retry=retry)
    assert got == list("abcdef")


@both_clients
def test_a_refusal_that_stands_is_not_resumed(stream: Stream) -> None:
    denied = answer(1, refuse(grpc.StatusCode.UNAUTHENTICATED))
    with playing_streams(denied) as (target, _), pytest.raises(DeniedError) as caught:
        stream(target, requests_of("ab"), [], resume=True)
    assert caught.value.answered == 1


@both_clients
def test_a_resumed_stream_passes_over_an_address_that_is_down(stream: Stream) -> None:
    got: list[str] = []
    with playing_streams(answer(None)) as (target, _):
        addresses = [f"127.0.0.1:{free_port()}", target]
        stream(addresses[::-1], requests_of("ab"), got, resume=True, connections=2)
    assert got == ["a", "b"]


def test_requests_that_wait_for_answers_are_resumed() -> None:
    """The next request is made of the answer before: nobody may wait for it to come."""
    answered: SimpleQueue[str] = SimpleQueue()

    def in_turn() -> Iterator[CheckRequest]:
        for each in "abcd":
            yield CheckRequest(request_id=each)
            assert answered.get(timeout=BOUND) == each

    with (
        playing_streams(answer(1, BROKEN), answer(2, CANCELLED), answer(None)) as (target, _),
        Client(target, retry=AT_ONCE) as client,
    ):
        for each in client.stream_check(in_turn(), resume=True):
            answered.put(each.request_id)


def test_awaited_requests_that_wait_for_answers_are_resumed() -> None:
    async def ask(target: str) -> list[str]:
        answered: asyncio.Queue[str] = asyncio.Queue()
        got: list[str] = []

        async def in_turn() -> AsyncIterator[CheckRequest]:
            for each in "abcd":
                yield CheckRequest(request_id=each)
                assert await answered.get() == each

        async with AsyncClient(target, retry=AT_ONCE) as client:
            async for each in client.stream_check(in_turn(), resume=True):
                got.append(each.request_id)
                answered.put_nowait(each.request_id)
        return got

    plays = (answer(1, BROKEN), answer(2, CANCELLED), answer(None))
    with playing_streams(*plays) as (target, _):
        assert asyncio.run(asyncio.wait_for(ask(target), BOUND)) == list("abcd")


@both_clients
def test_what_the_requests_raise_is_raised_to_who_makes_them(stream: Stream) -> None:
    def failing() -> Iterator[CheckRequest]:
        yield CheckRequest(request_id="a")
        raise LookupError("no more patients")

    got: list[str] = []
    raised = pytest.raises(LookupError, match="no more patients")
    with playing_streams(answer(None)) as (target, _), raised:
        stream(target, failing(), got)
    assert got == ["a"]


@both_clients
def test_a_stream_that_ends_before_all_is_answered_is_no_answer(stream: Stream) -> None:
    got: list[str] = []
    told = pytest.raises(ServiceError, match=r"^NOT CHECKED: .*before all was answered")
    with playing_streams(answer(2)) as (target, _), told as caught:
        stream(target, requests_of("abc"), got)
    assert (caught.value.answered, got) == (2, ["a", "b"])


@both_clients
@pytest.mark.parametrize(
    ("results", "flaw"),
    [
        ([result_to(CheckRequest(request_id="b"))], "a result of another request"),
        ([CheckResult(request_id="a")], "neither report nor error"),
        ([CheckResult(request_id="a", report=Report())], "no report"),
        (
            [CheckResult(request_id="a", report=Report(outcome=Outcome.OUTCOME_CLEAR))],
            "a report of another request",
        ),
        ([result_to(CheckRequest(request_id="a"))] * 2, "a result to no request"),
    ],
)
def test_a_result_that_answers_nothing_is_refused(
    stream: Stream, results: list[CheckResult], flaw: str
) -> None:
    told = pytest.raises(ServiceError, match=f"^NOT CHECKED: .*{flaw}")
    with playing_streams(give(*results)) as (target, _), told:
        stream(target, requests_of("a"), [])


def test_a_cancelled_stream_is_not_resumed() -> None:
    async def ask(target: str) -> bool:
        async with AsyncClient(target, retry=AT_ONCE) as client:
            answers = client.stream_check(requests_of("ab"), resume=True)
            assert (await anext(answers)).request_id == "a"
            task = asyncio.ensure_future(anext(answers))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            return task.cancelled()

    with playing_streams(answer(1, hang)) as (target, _):
        assert asyncio.run(ask(target))


def test_closing_an_awaiting_client_ends_its_streams_as_not_checked() -> None:
    async def ask(target: str) -> BaseException | None:
        client = AsyncClient(target, retry=AT_ONCE)
        answers = client.stream_check(requests_of("ab"), resume=True)
        assert (await anext(answers)).request_id == "a"
        task = asyncio.ensure_future(anext(answers))
        await asyncio.sleep(0)
        await client.close()
        await asyncio.wait([task])
        return task.exception()

    with playing_streams(answer(1, hang)) as (target, _):
        assert isinstance(asyncio.run(ask(target)), UnreachableError)
