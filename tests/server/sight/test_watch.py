"""Calls, and what is noted with them from wherever it happens."""

from contextvars import copy_context
from threading import Thread

from caveat.server.identity.caller import CALLER, Caller, Role
from caveat.server.sight.correlation import CALL_ID, correlation_of
from caveat.server.sight.tally import CALLS, NOT_RECORDED
from caveat.server.sight.watch import Watch, note_not_recorded

UUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def test_a_call_has_one_id_in_every_log() -> None:
    call = Watch().begin("grpc", "Check", correlation_of(UUID, ""))

    line = call.ended("OK")
    assert CALL_ID.get() == call.id == line.call
    assert (line.method, line.status, line.request, line.caller) == ("Check", "OK", UUID, "")


def test_a_caller_who_is_known_stands_in_the_line() -> None:
    call = Watch().begin("grpc", "Check")
    before = CALLER.set(Caller("ward-3", frozenset((Role.CHECK,))))
    try:
        assert call.ended("OK").caller == "ward-3"
    finally:
        CALLER.reset(before)


def test_a_check_without_a_record_is_counted_with_its_service_from_any_thread() -> None:
    mine, other = Watch(), Watch()
    other.begin("grpc", "Check")
    mine.begin("cds-hooks", "POST /cds-services/{service}")
    thread = Thread(target=copy_context().run, args=(note_not_recorded,))
    thread.start()
    thread.join()

    assert mine.tally.counts().numbers[NOT_RECORDED] == {(): 1}
    assert other.tally.counts().numbers[NOT_RECORDED] == {(): 0}


def test_a_call_is_counted_once_it_has_ended() -> None:
    watch = Watch()
    call = watch.begin("json", "")
    assert watch.tally.counts().numbers[CALLS] == {}

    call.method = "POST /v1/check"
    call.ended("200")
    assert watch.tally.counts().numbers[CALLS] == {("json", "POST /v1/check", "200"): 1}
