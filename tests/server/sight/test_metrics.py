"""The page of metrics, as Prometheus reads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict

from caveat.client import Client, ClientError
from caveat.rules import Checker
from caveat.server.audit.entries import LogState
from caveat.server.feedback.store import FeedbackStore
from caveat.server.settings import Addresses, Http, Settings
from caveat.server.sight.lookout import Lookout
from caveat.server.sight.standing import audit_source, packs_source
from caveat.server.sight.watch import Watch
from caveat.source.errors import UnavailableError
from tests.server.cdshooks.calls import cards, order, sign
from tests.server.cdshooks.calls import takes as prefetch
from tests.server.http.calling import call, get, post
from tests.server.patients import ketamine_for, takes
from tests.server.running import running_at
from tests.server.sight.counting import Numbers, number, numbers_of

CHECK = "/caveat.v1.CheckerService/Check"


class Served:
    """Packs of which others stand there that are refused."""

    taken_up_at = 100.0
    stale_since: float | None = 200.0
    ended: dict[object, int] = {}  # noqa: RUF012  never changed


@pytest.fixture(scope="module")
def listening(checker: Checker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    feedback = f"sqlite:///{tmp_path_factory.mktemp('metrics') / 'feedback.sqlite'}"
    settings = Settings(port=0, drain_seconds=1, http=Http(port=0, feedback=feedback))
    with running_at(Checker(checker.book), settings) as listening:
        yield listening


def page(listening: Addresses) -> Numbers:
    answer = get(f"http://{listening.http}/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return numbers_of(answer.body)


def test_checks_by_every_door_are_counted(listening: Addresses) -> None:
    request = ketamine_for(takes("prazosin", "xyzzyprin"))
    before = page(listening)
    with Client(listening.grpc, timeout=30) as client:
        report = client.check(request)
        client.batch_check([request, request])
    post(f"http://{listening.http}/v1/check", MessageToDict(request))
    cards(f"http://{listening.http}", sign(order("a", "ketamine"), prefetch=prefetch("prazosin")))
    get(f"http://{listening.http}/REST/interaction/list.json?rxcuis=6130+8629")
    after = page(listening)

    def more(name: str, **labels: str) -> float:
        return number(after, name, **labels) - number(before, name, **labels)

    checks = "caveat_checks_total"
    for door, times in {"grpc": 3, "json": 1, "cds-hooks": 1, "rxnav": 1}.items():
        assert more(checks, door=door, outcome="alerts") == times, door
    assert more("caveat_incomplete_checks_total", door="grpc") == 3
    assert more("caveat_unrecognised_entries_total") == 4
    assert more("caveat_entries_total") == 4 * 3 + 2 + 2
    rule = report.alerts[0].rule_id
    assert more("caveat_alerts_total", rule=rule, level="major") == 6
    assert more("caveat_calls_total", door="grpc", method=CHECK, status="OK") == 1
    assert more("caveat_call_seconds_count", door="grpc", method=CHECK) == 1
    assert more("caveat_call_seconds_bucket", door="grpc", method=CHECK, le="+Inf") == 1


def test_failed_calls_are_counted_by_their_status(listening: Addresses) -> None:
    before = page(listening)
    with Client(listening.grpc, timeout=30) as client, pytest.raises(ClientError):
        client.check(ketamine_for(takes("")))
    post(f"http://{listening.http}/v1/check", [])
    after = page(listening)

    grpc = {"door": "grpc", "method": CHECK, "status": "INVALID_ARGUMENT"}
    http = {"door": "json", "method": "POST /v1/check", "status": "400"}
    for labels in (grpc, http):
        name = "caveat_calls_total"
        assert number(after, name, **labels) - number(before, name, **labels) == 1


def test_what_callers_type_is_no_label(listening: Addresses) -> None:
    call("ZZCANARY", f"http://{listening.http}/v1/check", b"")
    get(f"http://{listening.http}/ZZCANARY")

    text = get(f"http://{listening.http}/metrics").body
    assert b"ZZCANARY" not in text
    assert b'method="(another method) /v1/check"' in text
    assert b'method="GET (no route)"' in text


def test_the_page_says_what_runs(listening: Addresses, checker: Checker) -> None:
    text = get(f"http://{listening.http}/metrics").body.decode()

    assert f'rules_digest="{checker.book.rules_digest}"' in text
    assert "process_resident_memory_bytes{pid=" in text
    assert "process_cpu_seconds_total{pid=" in text
    assert "caveat_worker_ends_total 0.0" in text


def test_answers_are_counted_by_rule(listening: Addresses) -> None:
    base = f"http://{listening.http}"
    shown = cards(base, sign(order("a", "ketamine"), prefetch=prefetch("prazosin")))[0]["uuid"]
    answer = {
        "card": shown,
        "outcome": "overridden",
        "outcomeTimestamp": "2026-05-04T12:00:00Z",
        "overrideReason": {"userComment": "seen"},
    }
    kept = post(f"{base}/cds-services/caveat-order-sign/feedback", {"feedback": [answer]})

    assert kept.status == 200
    rule = "ketamine-heart-medicine"
    assert number(page(listening), "caveat_feedback_total", rule=rule, outcome="overridden") == 1
    assert number(page(listening), "caveat_feedback_readable") == 1


def standing(checker: Checker, name: str) -> list[float]:
    """Give a gauge of a process whose packs are stale and whose decision log fails."""
    state = LogState(waiting=7, lost=2, error="No space left on device")
    sources = (packs_source(Served()), audit_source(lambda: state))
    text, _ = Lookout(Watch(), checker, sources, None).page()
    return [value for (each, _), value in numbers_of(text).items() if each == name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("caveat_packs_taken_up_timestamp_seconds", 100),
        ("caveat_packs_stale_since_timestamp_seconds", 200),
        ("caveat_audit_waiting_records", 7),
        ("caveat_audit_lost_records", 2),
        ("caveat_audit_failing", 1),
    ],
)
def test_stale_packs_and_a_log_that_fails_are_shown(
    checker: Checker, name: str, value: float
) -> None:
    assert standing(checker, name) == [value]


def test_a_rule_that_is_not_loaded_is_no_label(checker: Checker) -> None:
    answers: dict[tuple[str, ...], int] = {("of-an-old-pack", "accepted"): 3}
    text, _ = Lookout(Watch(), checker, (), None).page(lambda: answers)

    assert b"of-an-old-pack" not in text


def test_a_store_that_cannot_be_read_leaves_the_rest_of_the_page(checker: Checker) -> None:
    def broken() -> dict[tuple[str, ...], int]:
        raise UnavailableError("the feedback store does not work now")

    text, _ = Lookout(Watch(), checker, (), None).page(broken)

    assert number(numbers_of(text), "caveat_feedback_readable") == 0
    assert b"caveat_feedback_readable 0.0" in text
    assert b"caveat_rules" in text


def test_the_store_counts_answers_of_all_versions(tmp_path: Path) -> None:
    store = FeedbackStore.open(f"sqlite:///{tmp_path / 'feedback.sqlite'}")
    assert store.answers() == {}
    store.close()
