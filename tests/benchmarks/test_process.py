"""What is read of a process out of /proc."""

import os
import time
from pathlib import Path

import pytest

from benchmarks.bench.process import (
    available_bytes,
    cpu_seconds,
    family_of,
    fields_of,
    peak_bytes,
    resident_bytes,
)

STATUS = "Name:\tcaveat serve\nVmHWM:\t   2048 kB\nVmRSS:\t   1024 kB\nThreads:\t3\n"


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """Write a /proc of a process 10, its children 11 and 12, and 13, the child of 12."""
    children = {"10/task/10": "11 ", "10/task/14": "12 ", "11/task/11": "", "12/task/12": "13 "}
    for folder, listed in children.items():
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "children").write_text(listed)
    (tmp_path / "10" / "status").write_text(STATUS)
    (tmp_path / "meminfo").write_text("MemTotal:  9 kB\nMemAvailable:  8 kB\nHugePages_Total: 0\n")
    return tmp_path


def test_a_family_has_the_children_of_all_threads_and_theirs(proc: Path) -> None:
    assert sorted(family_of(10, proc)) == [10, 11, 12, 13]


def test_memory_is_in_bytes(proc: Path) -> None:
    assert (resident_bytes(10, proc), peak_bytes(10, proc)) == (1024 * 1024, 2048 * 1024)
    assert available_bytes(proc) == 8 * 1024


def test_a_process_that_has_ended_has_no_memory_and_no_children(proc: Path) -> None:
    assert (resident_bytes(99, proc), peak_bytes(99, proc)) == (0, 0)
    assert family_of(99, proc) == [99]


def test_lines_without_a_size_are_passed_over() -> None:
    assert fields_of(STATUS.splitlines()) == {"VmHWM": 2048 * 1024, "VmRSS": 1024 * 1024}


def test_the_processor_time_of_this_process_is_that_of_its_own_clock() -> None:
    before = time.process_time()
    used = cpu_seconds(os.getpid())

    assert before <= used <= time.process_time()


def test_a_process_that_has_ended_has_no_clock() -> None:
    with pytest.raises(OSError, match="Invalid argument"):
        cpu_seconds(2**22)
