"""Any of several workers gives the metrics of all of them, and of those that have ended."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.rules.small_packs import rule, write_pack
from tests.server.http.calling import get, post
from tests.server.sight.counting import Numbers, number, numbers_of
from tests.server.supervised import Service, supervised

CALLS = 24
PATIENCE = 60.0


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    shown = "  - {name: two, given: {medications: [lithium]}, expect: alert}\n"
    pack = write_pack(tmp_path / "pack", rule("a", "about: lithium") + shown)
    feedback = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    places = ("--port", "0", "--http-port", "0", "--feedback", feedback)
    with supervised(*places, "--pack", str(pack)) as service:
        yield service


def page_when(base: str, holds: Callable[[Numbers], bool]) -> Numbers:
    """Ask whichever worker answers until something holds."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with suppress(ConnectionError):  # it met a worker at its end
            numbers = numbers_of(get(f"{base}/metrics").body)
            if holds(numbers):
                return numbers
    raise AssertionError("it never held")


def test_every_worker_gives_the_whole_and_the_dead_are_not_forgotten(service: Service) -> None:
    workers = (service.started(), service.started())
    base = service.wait_for(r"(http://\S+[^/])/")[1]
    patient = {"patient": {"medications": {"items": [{"text": "lithium"}]}}}
    for _ in range(CALLS):
        assert post(f"{base}/v1/check", patient).status == 200

    def is_whole(numbers: Numbers) -> bool:
        series = [name for name, _ in numbers if name == "caveat_rules"]
        done = [value for (name, _), value in numbers.items() if name == "caveat_checks_total"]
        return sum(done) == CALLS and len(series) == len(workers)

    for _ in range(CALLS):
        page_when(base, is_whole)
    os.kill(workers[0], signal.SIGKILL)
    service.started()

    def is_counted(numbers: Numbers) -> bool:
        return is_whole(numbers) and number(numbers, "caveat_worker_ends_total") == 1

    page_when(base, is_counted)
    service.process.terminate()
    assert service.end() == 0
