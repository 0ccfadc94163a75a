"""Several processes that serve as one."""

import asyncio
import os
import re
import select
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckResponse
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

from caveat.client import Client
from caveat.rules import Checker
from caveat.server.app import App
from caveat.server.http.body import JsonObject
from caveat.server.port import hold_port
from caveat.server.settings import Http, Settings
from caveat.server.workers import run
from caveat.source.errors import SettingsError
from caveat.v1.admin_pb2 import ReloadRequest
from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.knowledge_pb2 import RELOAD_STATE_REFUSED, RELOAD_STATE_TAKEN_UP
from tests.rules.small_packs import rule, write_pack
from tests.server.cdshooks import calls
from tests.server.cdshooks.calls import cards, configured, order, sign, takes
from tests.server.http.calling import get, post
from tests.server.supervised import Service, supervised
from tests.server.test_health import health_of

MANY = 24
"""So many connections to two workers all reach one of them once in eight million times."""


@dataclass(frozen=True)
class Pair:
    """A service of two workers, where it listens, and their process ids."""

    service: Service
    grpc: str
    http: str
    workers: tuple[int, int]

    @property
    def port(self) -> int:
        return int(self.grpc.rpartition(":")[2])


def pair(service: Service) -> Pair:
    """Wait until both listen."""
    workers = (service.started(), service.started())
    address = service.wait_for(r"Caveat listens on ([^ ,]+)")[1]
    return Pair(service, address, "", workers)


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Give the options of a service that starts sooner, at a free port."""
    shown = "  - {name: two, given: {medications: [lithium]}, expect: alert}\n"
    small = write_pack(tmp_path_factory.mktemp("small"), rule("a", "about: lithium") + shown)
    return ("--port", "0", "--no-http", "--pack", str(small))


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    feedback = f"sqlite:///{tmp_path_factory.mktemp('workers') / 'feedback.sqlite'}"
    ports = ("--port", "0", "--http-port", "0")
    with supervised(*ports, "--feedback", feedback) as service:
        listening = pair(service)
        yield replace(listening, http=service.wait_for(r"http://(\S+)/")[1])


def answering(serving: Pair, what: str) -> set[int]:
    """Wait for calls in the log, and give the processes that answered them."""
    return {int(serving.service.wait_for(rf" (\d+) INFO {what}")[1]) for _ in range(MANY)}


def gone(pid: int) -> bool:
    """Wait for the end of a process that is no child of ours."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 60)[0])
    finally:
        os.close(process)


def kill(pid: int) -> None:
    """Kill a process that may have ended."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def test_all_workers_answer_on_one_port(serving: Pair) -> None:
    with Client(serving.grpc, connections=MANY, timeout=30) as client:
        for _ in range(MANY):
            assert client.observations()
    assert answering(serving, ".*/ListObservations OK") == set(serving.workers)


def test_all_workers_answer_on_the_http_port(serving: Pair) -> None:
    for _ in range(MANY):
        assert get(f"http://{serving.http}/v1/observations").status == 200
    assert answering(serving, "GET /v1/observations 200") == set(serving.workers)


def test_health_and_reflection_answer_whoever_is_asked(serving: Pair) -> None:
    for _ in range(MANY):
        alone = [("grpc.use_local_subchannel_pool", 1)]
        with grpc.insecure_channel(serving.grpc, alone) as channel:
            assert health_of(channel, "") == HealthCheckResponse.SERVING
            services = ProtoReflectionDescriptorDatabase(channel).get_services()
            assert "caveat.v1.CheckerService" in services


def test_cards_of_one_worker_are_known_to_the_others(serving: Pair) -> None:
    base = f"http://{serving.http}"
    ketamine = order("a", "ketamine")
    server = {"fhirServer": "https://ehr.example/fhir"}
    selected = calls.select(["MedicationRequest/a"], ketamine, prefetch=takes("prazosin"))
    shown = cards(base, {**configured(selected, cache_for_order_sign_filtering=True), **server})
    signed = sign(ketamine, prefetch=takes("prazosin"))
    filtering = {**configured(signed, filter_out_repeated_alerts=True), **server}
    answers = [cards(base, filtering) for _ in range(MANY)]
    assert not any("uuid" in each for answer in answers for each in answer)
    accepted: JsonObject = {
        "card": shown[0]["uuid"],
        "outcome": "accepted",
        "acceptedSuggestions": [],
    }
    url = f"{base}/cds-services/caveat-order-select/feedback"
    for second in range(MANY):
        answer = {**accepted, "outcomeTimestamp": f"2026-05-04T12:00:{second:02}Z"}
        assert post(url, {"feedback": [answer]}).status == 200


def test_nobody_else_gets_the_port(serving: Pair, checker: Checker) -> None:
    async def start() -> None:
        await App(Settings(port=serving.port), checker).start()

    with pytest.raises(SettingsError, match="is taken; choose another with --port"):
        asyncio.run(start())
    with pytest.raises(SettingsError, match="is taken; choose another with --port"):
        run(Settings(port=serving.port, workers=2))


def test_a_port_is_held_while_no_worker_listens() -> None:
    with hold_port("127.0.0.1", 0, "--port") as held:
        port = held.getsockname()[1]
        with pytest.raises(SettingsError, match="is taken"):
            hold_port("127.0.0.1", port, "--port")
        with pytest.raises(OSError, match="in use"):
            socket.create_server(("127.0.0.1", port))
        with (
            socket.create_server(("127.0.0.1", port), reuse_port=True) as worker,
            socket.create_connection(("127.0.0.1", port), timeout=30),
        ):
            worker.settimeout(30)
            worker.accept()[0].close()


@pytest.mark.parametrize("option", ["--port", "--http-port"])
def test_a_port_that_is_taken_is_refused_before_any_worker_starts(option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        http = Http(port=port if option == "--http-port" else 0)
        settings = Settings(port=port if option == "--port" else 0, http=http, workers=2)
        with pytest.raises(SettingsError, match=f"port {port} .* is taken; .* with {option}$"):
            run(settings)


def test_tokens_which_are_taken_once_need_one_worker() -> None:
    http = Http(port=0, issuers=(("https://ehr.example", Path(__file__)),))
    with pytest.raises(SettingsError, match="--cds-issuer needs --workers 1"):
        run(Settings(port=0, http=http, workers=2))


def test_workers_are_pinned_only_where_each_gets_a_cpu() -> None:
    cpus = len(os.sched_getaffinity(0))
    with pytest.raises(SettingsError, match=f"a CPU for each worker, and there are {cpus}"):
        run(Settings(port=0, workers=cpus + 1, pin=True))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two CPUs")
def test_pinned_workers_have_a_cpu_each(free: tuple[str, ...]) -> None:
    with supervised(*free, "--pin") as service:
        cpus = [os.sched_getaffinity(worker) for worker in pair(service).workers]
    assert [len(each) for each in cpus] == [1, 1]
    assert cpus[0] != cpus[1]


def test_a_worker_that_is_killed_is_replaced_and_calls_go_on(free: tuple[str, ...]) -> None:
    with supervised(*free) as service:
        serving = pair(service)
        with Client(serving.grpc, connections=8, timeout=60) as client:
            for _ in range(8):
                client.check(CheckRequest())
            os.kill(serving.workers[0], signal.SIGKILL)
            for _ in range(32):
                client.check(CheckRequest())
            service.wait_for(f"ERROR worker {serving.workers[0]} ended by SIGKILL")
            replacement = service.started()
            service.wait_for(f" {replacement} INFO serving gRPC on {serving.grpc}")
            os.kill(serving.workers[1], signal.SIGKILL)
            for _ in range(32):
                client.check(CheckRequest())
            service.wait_for(f" {replacement} INFO .*/Check OK")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_calls_in_flight_end_and_exits_with_zero(
    number: signal.Signals, free: tuple[str, ...]
) -> None:
    with supervised(*free) as service:
        serving = pair(service)
        with Client(serving.grpc) as client:
            asked: Queue[CheckRequest | None] = Queue()
            answers = client.stream_check(iter(asked.get, None))
            asked.put(CheckRequest(request_id="before"))
            assert next(answers).request_id == "before"
            service.process.send_signal(number)
            service.wait_for("INFO draining")
            asked.put(CheckRequest(request_id="after"))
            assert next(answers).request_id == "after"
            asked.put(None)
            assert list(answers) == []
        assert service.end() == 0
        assert all(gone(worker) for worker in serving.workers)
    assert "Traceback" not in service.log
    assert "ERROR" not in service.log


def test_a_second_signal_ends_everything_at_once(free: tuple[str, ...]) -> None:
    with supervised(*free) as service:
        serving = pair(service)
        with Client(serving.grpc) as client:
            asked: Queue[CheckRequest | None] = Queue()
            answers = client.stream_check(iter(asked.get, None))
            asked.put(CheckRequest())
            assert next(answers)
            service.process.terminate()
            service.wait_for("INFO draining")
            service.process.terminate()
            assert service.end() == -signal.SIGTERM
            assert all(gone(worker) for worker in serving.workers)
            asked.put(None)


def test_a_hang_up_ends_nothing(free: tuple[str, ...]) -> None:
    with supervised(*free) as service:
        serving = pair(service)
        for process in (service.process.pid, *serving.workers):
            os.kill(process, signal.SIGHUP)
        with Client(serving.grpc, connections=MANY, timeout=30) as client:
            assert all(client.packs() for _ in range(MANY))
        service.process.terminate()
        assert service.end() == 0
    assert "ERROR" not in service.log


def digests(address: str) -> set[str]:
    """Ask many times, over connections of which each worker has some."""
    with Client(address, connections=MANY, timeout=60) as client:
        return {client.check(CheckRequest()).rules_digest for _ in range(MANY)}


def spare(service: Service) -> int:
    """Wait until a worker stands by, and give its process id."""
    return int(service.wait_for(r"INFO worker (\d+) stands by")[1])


RULE = (
    rule("a", "about: lithium")
    + "  - {name: two, given: {medications: [lithium]}, expect: alert}\n"
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", RULE)


def test_a_reload_that_one_worker_is_asked_for_is_one_of_all(pack: Path) -> None:
    with supervised("--port", "0", "--no-http", "--pack", str(pack)) as service:
        serving = pair(service)
        (before,) = digests(serving.grpc)
        (pack / "a.yaml").write_text(RULE.replace("title: a", "title: b"))
        with Client(serving.grpc) as client:
            ended = client.reload(ReloadRequest())
            assert ended.reload.state == RELOAD_STATE_TAKEN_UP
        assert digests(serving.grpc) == {ended.rules_digest} != {before}


def test_a_worker_that_replaces_another_serves_the_packs_that_the_others_serve(pack: Path) -> None:
    with supervised("--port", "0", "--no-http", "--pack", str(pack)) as service:
        serving = pair(service)
        (served,) = digests(serving.grpc)
        standing_by = spare(service)
        (pack / "a.yaml").write_text("id: [")
        service.process.send_signal(signal.SIGHUP)
        for _ in range(2):
            service.wait_for("those before them stay")
        os.kill(serving.workers[0], signal.SIGKILL)
        service.wait_for(f" {standing_by} INFO serving gRPC on {serving.grpc}")
        service.wait_for("those before them stay")
        started_later = spare(service)
        os.kill(serving.workers[1], signal.SIGKILL)
        service.wait_for(f" {started_later} INFO serving gRPC on {serving.grpc}")
        assert digests(serving.grpc) == {served}
        with Client(serving.grpc, connections=MANY, timeout=60) as client:
            states = [client.status().reload for _ in range(MANY)]
        assert {state.state for state in states} == {RELOAD_STATE_REFUSED}
        assert len({state.stale_since.ToNanoseconds() // 10**9 for state in states}) <= 2
        assert all("not strict YAML" in state.error for state in states)


def test_a_worker_that_stands_by_takes_up_what_the_others_do(pack: Path) -> None:
    with supervised("--port", "0", "--no-http", "--pack", str(pack)) as service:
        serving = pair(service)
        standing_by = spare(service)
        (pack / "a.yaml").write_text(RULE.replace("title: a", "title: b"))
        with Client(serving.grpc) as client:
            ended = client.reload(ReloadRequest())
        os.kill(serving.workers[0], signal.SIGKILL)
        service.wait_for(f" {standing_by} INFO serving gRPC on {serving.grpc}")
        assert digests(serving.grpc) == {ended.rules_digest}


def test_packs_that_change_are_taken_up_by_all_workers(pack: Path) -> None:
    watching = ("--watch", "0.01", "--pack", str(pack))
    with supervised("--port", "0", "--no-http", *watching) as service:
        serving = pair(service)
        spare(service)
        (before,) = digests(serving.grpc)
        (pack / "a.yaml").write_text(RULE.replace("title: a", "title: b"))
        for _ in range(2):
            service.wait_for("serving the packs")
        (after,) = digests(serving.grpc)
        assert before != after


def test_the_workers_end_with_their_parent(free: tuple[str, ...]) -> None:
    with supervised(*free, "--drain", "0") as service:
        serving = pair(service)
        service.process.kill()
        assert all(gone(worker) for worker in serving.workers)


def test_a_first_worker_that_cannot_start_ends_the_service_with_words(
    free: tuple[str, ...],
) -> None:
    with supervised(*free) as service:
        os.kill(service.started(), signal.SIGKILL)
        assert service.end() == 70
    said = r"^caveat: NOT CHECKED: worker \d+ ended before it listened, by SIGKILL$"
    assert re.search(said, service.log, re.MULTILINE)


def test_a_service_whose_workers_can_no_longer_start_gives_up_with_words(
    free: tuple[str, ...],
) -> None:
    with supervised(*free) as service:
        pair(service)
        for started in re.findall(r"INFO worker (\d+) starts", service.log):
            kill(int(started))
        gave_up = "^caveat: NOT CHECKED: worker .* ended before it listened, by SIGKILL$"
        while starts := service.wait_for(rf"INFO worker (\d+) starts|{gave_up}")[1]:
            kill(int(starts))
        assert service.end() == 70


def test_a_mistake_in_a_pack_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("titel: Broken\n", "utf-8")
    with supervised("--port", "0", "--pack", str(tmp_path)) as service:
        assert service.end() == 5
    lines = [line for line in service.log.splitlines() if "pack.yaml" in line]
    assert len(lines) == len(set(lines)) > 0
    assert service.log.count("caveat: NOT CHECKED: ") == 1
    assert "Traceback" not in service.log


def test_a_taken_port_exits_with_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with supervised("--port", str(port), "--no-http") as service:
            assert service.end() == 2
    assert service.log == f"caveat: port {port} on 127.0.0.1 is taken; choose another with --port\n"


def test_the_first_check_goes_through_a_worker() -> None:
    with supervised(
        "--port", "0", "--no-http", "--first-check", "examples/patient.yaml"
    ) as service:
        service.wait_for("^MAJOR  Ketamine with a heart medicine$")
        service.wait_for("^Ctrl-C ends the service.$")
        service.process.send_signal(signal.SIGINT)
        assert service.end() == 0
