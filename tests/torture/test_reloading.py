"""Packs that change all the time."""

from tests.torture.faults import broken_by
from torture.faults.reloading import reload
from torture.run import Run


def test_every_answer_is_of_a_set_of_packs_that_was_whole(run: Run) -> None:
    assert broken_by(reload, run) == []
