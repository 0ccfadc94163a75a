"""``caveat feedback``: exporting, counting and pruning."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from caveat.client.render.page import cells
from caveat.server.feedback.place import VARIABLE
from tests.client.commands import caveat, start
from tests.server.feedback.examples import ACCEPTED, DAY, NOON, OVERRIDDEN, SERVICE, SHOWN, opened


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Keep one showing, accepted at first and overridden a day later."""
    url = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    with opened(url, now=NOON) as store:
        store.shown([SHOWN])
        store.answered(SERVICE, [ACCEPTED])
    with opened(url, now=NOON + DAY) as store:
        store.answered(SERVICE, [OVERRIDDEN])
    return url


def with_comment(url: str, comment: str) -> None:
    """Keep another answer."""
    with opened(url, now=NOON + 2 * DAY) as store:
        store.answered(SERVICE, [replace(OVERRIDDEN, comment=comment, at=NOON + 2 * DAY)])


def test_an_export_has_a_header_and_a_line_an_answer(url: str) -> None:
    result = caveat("feedback", "export", "--url", url)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        (
            "rule_id,pack_id,pack_version,level,outcome,reason_code,reason_system,comment,"
            "accepted_suggestions,user,at,location,received_at,service,card"
        ),
        (
            "ketamine-opioid,ketamine-depression,1.0.0,major,accepted,,,,"
            "suggestion-1 suggestion-2,Practitioner/7,2026-03-01T13:00:00+00:00,Ward 3,"
            "2026-03-01T12:00:00+00:00,caveat-order-sign,card-1"
        ),
        (
            "ketamine-opioid,ketamine-depression,1.0.0,major,overridden,patient-preference,"
            "urn:example:reasons,Discussed; she wants to go on.,"
            ",Practitioner/8,2026-03-01T13:00:00+00:00,Ward 4,"
            "2026-03-02T12:00:00+00:00,caveat-order-sign,card-1"
        ),
    ]


def test_an_export_since_a_day_begins_with_that_day(url: str) -> None:
    result = caveat("feedback", "export", "--url", url, "--since", "2026-03-02")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["outcome"] == "overridden"
    later = caveat("feedback", "export", "--url", url, "--since", "2026-03-03")
    assert list(csv.DictReader(io.StringIO(later.stdout))) == []


def test_an_export_for_programs_is_an_object_a_line(url: str) -> None:
    result = caveat("feedback", "export", "--url", url, "--format", "ndjson")
    accepted, overridden = map(json.loads, result.stdout.splitlines())
    assert accepted["accepted_suggestions"] == ["suggestion-1", "suggestion-2"]
    assert overridden["comment"] == OVERRIDDEN.comment
    assert overridden["at"] == "2026-03-01T13:00:00+00:00"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\n"])
def test_a_comment_is_no_formula_of_a_spreadsheet(url: str, first: str) -> None:
    with_comment(url, f"{first}HYPERLINK(1)")
    exported = caveat("feedback", "export", "--url", url).stdout
    *_, row = csv.DictReader(io.StringIO(exported, newline=""))
    assert f"'{first}HYPERLINK(1)" == row["comment"]


def test_a_comment_of_several_lines_is_one_cell(url: str) -> None:
    with_comment(url, 'He said "no",\nthen left.')
    exported = caveat("feedback", "export", "--url", url).stdout
    *_, row = csv.DictReader(io.StringIO(exported, newline=""))
    assert row["comment"] == 'He said "no",\nthen left.'


def test_csv_is_utf_8_whatever_the_machine_is_set_to(url: str) -> None:
    with_comment(url, "ओंकार")
    with start("feedback", "export", "--url", url, PYTHONIOENCODING="ascii") as process:
        assert process.stdout
        assert "ओंकार" in process.stdout.read()


def test_a_summary_counts_by_rule_and_names_the_most_frequent_reason(url: str) -> None:
    result = caveat("feedback", "summary", "--url", url)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "shown  accepted  overridden  rule",
        "    1         1           1  ketamine-opioid (ketamine-depression 1.0.0)",
        "                             most often patient-preference, 1 time",
        "",
        "1 rule.",
    ]


def test_a_reason_cannot_steer_the_terminal(url: str) -> None:
    with opened(url) as store:
        code = "\x1b[2J" + "long " * 30
        store.answered(
            SERVICE,
            [replace(OVERRIDDEN, reason_code=code, at=NOON + step * DAY) for step in (2, 3)],
        )
    lines = caveat("feedback", "summary", "--url", url).stdout.splitlines()
    assert not any("\x1b" in line for line in lines)
    assert max(map(cells, lines)) <= 80


def test_pruning_says_how_many_showings_are_gone(url: str) -> None:
    exported = caveat("feedback", "export", "--url", url).stdout
    assert (
        caveat("feedback", "prune", "--url", url, "--before", "2026-03-01").stdout
        == "0 showings removed; every answer stays.\n"
    )
    assert (
        caveat("feedback", "prune", "--url", url, "--before", "2026-03-02").stdout
        == "1 showing removed; every answer stays.\n"
    )
    assert exported == caveat("feedback", "export", "--url", url).stdout


def test_pruning_needs_a_date(url: str) -> None:
    assert caveat("feedback", "prune", "--url", url).exit_code == 2
    assert caveat("feedback", "prune", "--url", url, "--before", "yesterday").exit_code == 2


def test_the_environment_says_where_feedback_is_kept(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, url)
    assert "1 rule." in caveat("feedback", "summary").stdout


@pytest.mark.parametrize("command", ["export", "summary"])
def test_where_nothing_was_kept_is_no_empty_answer(command: str, tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    result = caveat("feedback", command, "--url", f"sqlite:///{path}")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"caveat: no feedback was ever kept in {path}\n" == result.stderr
    assert not path.exists()


def test_a_database_that_stops_working_exits_with_4(url: str, tmp_path: Path) -> None:
    with (tmp_path / "feedback.sqlite").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 40 * 4096)
    result = caveat("feedback", "summary", "--url", url)
    assert result.exit_code == 4
    assert "NOT CHECKED: the feedback store does not work now" in result.stderr


@pytest.mark.parametrize("command", [(), ("export",), ("summary",), ("prune",)])
def test_the_help_has_examples_and_fits_80_columns(command: tuple[str, ...]) -> None:
    result = caveat("feedback", *command, "--help")
    assert result.exit_code == 0
    assert "Examples:\n" in result.stdout
    assert max(map(cells, result.stdout.splitlines())) <= 80
