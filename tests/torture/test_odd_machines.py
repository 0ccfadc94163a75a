"""A clock that jumps, and a process without file descriptors."""

from tests.torture.faults import broken_by
from torture.faults.clock import clock
from torture.faults.network import descriptors
from torture.run import Run


def test_no_call_fails_where_the_clock_jumps(run: Run) -> None:
    assert broken_by(clock, run) == []


def test_a_service_without_descriptors_recovers(run: Run) -> None:
    assert broken_by(descriptors, run) == []
