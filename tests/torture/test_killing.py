"""A worker that is killed."""

from tests.torture.faults import broken_by
from torture.faults.ending import kill
from torture.run import Run


def test_no_call_is_lost_where_a_worker_is_killed(run: Run) -> None:
    assert broken_by(kill, run) == []
