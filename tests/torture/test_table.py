"""The table of the torture, and what holds."""

from torture.result import Count, Result, none
from torture.table import table


def test_a_count_holds_within_what_is_demanded() -> None:
    assert none("lost", 0).holds
    assert not none("lost", 1).holds
    assert not Count("answers", 0, least=1).holds
    assert Count("p99", 49.9, "ms", most=50).holds
    assert Count("p99", 5000, "ms").holds


def test_a_fault_that_broke_does_not_hold() -> None:
    assert not Result("kill", 1.0, missing="no worker", broken=True).holds


def test_a_fault_that_cannot_be_made_speaks_against_nothing() -> None:
    assert Result("clock", 1.0, missing="libfaketime is not installed").holds


def test_the_table_has_a_line_for_each_count() -> None:
    counts = (none("failed calls", 2), Count("slowest call", 12.345, "ms"))
    missing = Result("clock", 0.0, missing="no library")
    assert table([Result("kill", 1.0, counts), missing]).splitlines() == [
        "fault  what          count     demand  holds",
        "kill   failed calls  2         0       NO",
        "kill   slowest call  12.35 ms",
        "clock  not made: no library",
    ]
