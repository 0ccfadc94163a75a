"""A service that is told to end."""

from tests.torture.faults import broken_by
from torture.faults.ending import stop
from torture.run import Run


def test_no_call_is_lost_where_one_of_two_services_ends(run: Run) -> None:
    assert broken_by(stop, run) == []
