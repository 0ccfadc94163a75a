"""Several processes at work."""

import os
from pathlib import Path

import pytest

from caveat.server.screening.crew import crew_of
from caveat.server.screening.order import WorkerError
from caveat.server.screening.worker import Worker
from tests.rules.small_packs import rule, write_pack


def squared(_: Worker, number: int) -> int:
    return number**2


def died(_: Worker, number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def failed(_: Worker, number: int) -> int:
    raise ZeroDivisionError(number)


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker((write_pack(tmp_path / "pack", rule("r", "about: ketamine")),))


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_items(worker: Worker, processes: int) -> None:
    with crew_of(processes, worker) as crew:
        assert list(crew.each(squared, range(20))) == [(n, n**2) for n in range(20)]


def test_no_more_than_a_few_items_are_taken_ahead(worker: Worker) -> None:
    taken: list[int] = []

    def noted(number: int) -> int:
        taken.append(number)
        return number

    with crew_of(2, worker) as crew:
        assert next(iter(crew.each(squared, map(noted, range(100))))) == (0, 0)
        assert len(taken) == 6


def test_a_process_that_dies_is_an_error_in_words(worker: Worker) -> None:
    with crew_of(2, worker) as crew, pytest.raises(WorkerError, match="a worker process died"):
        list(crew.each(died, range(20)))


@pytest.mark.parametrize("processes", [1, 2])
def test_what_a_worker_raises_comes_out(worker: Worker, processes: int) -> None:
    with crew_of(processes, worker) as crew, pytest.raises(ZeroDivisionError):
        list(crew.each(failed, range(3)))
