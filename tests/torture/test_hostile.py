"""Hostile callers."""

from tests.torture.faults import broken_by
from torture.faults.hostile import hostile
from torture.run import Run


def test_innocent_callers_do_not_notice_hostile_ones(run: Run) -> None:
    assert broken_by(hostile, run) == []
