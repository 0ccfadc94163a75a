"""A panel in the format of the patient file: what is said of each patient."""

import json
import stat
import sys
from pathlib import Path

import pytest

from caveat.server.http.body import MOST_BYTES
from caveat.source.errors import PackError, SettingsError
from tests.server.screening.panels import Desk, many, patient, write_panel


def test_patients_are_answered_in_the_order_of_the_panel(desk: Desk) -> None:
    answers = desk.screened(*many(200))
    assert [each["id"] for each in answers] == [f"p-{number}" for number in range(200)]
    assert [each["line"] for each in answers] == list(range(1, 201))
    assert [each["level"] for each in answers[:4]] == ["major", None, None, "major"]


def test_an_alert_has_its_rule_and_the_texts_of_its_entries(desk: Desk) -> None:
    taking = patient(1, "oxycodone 5 mg", "foozlex", history=["psychosis"])
    [answer] = desk.screened(taking)
    assert answer["alerts"] == [
        {
            "rule": "with-opioid",
            "level": "major",
            "title": "with-opioid",
            "entries": ["ketamine 40 mg IV", "oxycodone 5 mg"],
        },
        {
            "rule": "with-psychosis",
            "level": "moderate",
            "title": "with-psychosis",
            "entries": ["ketamine 40 mg IV", "psychosis"],
        },
    ]
    assert (answer["outcome"], answer["complete"], answer["level"]) == ("alerts", False, "major")
    assert answer["unrecognised"] == ["foozlex"]


def test_open_questions_are_counted_with_the_worst_that_could_follow(desk: Desk) -> None:
    nobody_asked, asked = desk.screened({"proposed": ["ketamine"]}, patient(2))
    assert nobody_asked["questions"] == {"count": 2, "worst": "major"}
    assert asked["questions"] == {"count": 0, "worst": None}
    assert (asked["outcome"], asked["complete"]) == ("clear", True)


def test_a_patient_without_an_id_is_called_by_the_line(desk: Desk) -> None:
    answers = desk.screened({"proposed": ["ketamine"]}, {"request-id": 7})
    assert [each["id"] for each in answers] == ["1", "7"]


@pytest.mark.parametrize(
    ("broken", "field", "reason"),
    [
        ('{"medications": [', "line", "is no JSON"),
        ("medications: [oxycodone]", "line", "is no JSON"),
        ("[]", "line", "is not a JSON object"),
        (b'{"medications": ["\xff"]}', "line", "is not UTF-8"),
        ('{"medications": [], "medications": []}', "line", "a key twice"),
        ('{"medications": ["\\ud800"]}', "line", "half a character"),
        ('{"medications": "oxycodone"}', "medications", "wrong type"),
        ('{"medications": ["x", ["y"], {"text": []}]}', "medications[1]", "wrong type"),
        ('{"history": [{"status": "gone", "text": "x"}]}', "history[0]", "unknown word"),
        ('{"medicines": ["oxycodone", "y"]}', "medicines", "unknown key"),
        ('{"observations": {"age": -4}}', "patient.observations[0]", "from 0 to 130"),
        (f'{{"medications": ["{"x" * 2001}"]}}', "patient.medications[0].text", "longer than"),
    ],
)
def test_a_line_that_cannot_be_read_is_not_checked_and_spoils_no_other(
    desk: Desk, broken: str | bytes, field: str, reason: str
) -> None:
    first, answer, last = desk.screened(patient(1, "oxycodone"), broken, patient(3, "oxycodone"))
    violation = answer["error"]["violations"][0]
    assert (answer["id"], answer["line"], answer["complete"]) == ("2", 2, False)
    assert "NOT CHECKED" in answer["error"]["message"]
    assert violation["field"] == field
    assert reason in violation["reason"]
    assert "alerts" not in answer
    assert first["level"] == last["level"] == "major"


def test_every_mistake_of_a_line_is_named_and_the_id_is_kept(desk: Desk) -> None:
    [answer] = desk.screened('{"request-id": "p", "medications": [[], "x"], "allergies": 4}')
    assert answer["id"] == "p"
    assert [each["field"] for each in answer["error"]["violations"]] == [
        "allergies",
        "medications[0]",
    ]


def test_a_line_that_is_too_long_is_named_and_those_after_it_are_read(desk: Desk) -> None:
    long = b'{"medications": ["' + b"x" * MOST_BYTES + b'"]}'
    answers = desk.screened(long, patient(2))
    assert answers[0]["error"]["violations"] == [
        {"field": "line", "reason": f"longer than {MOST_BYTES} bytes"}
    ]
    assert (answers[1]["id"], answers[1]["line"]) == ("p-2", 2)


def test_blank_lines_are_no_patients_but_count_as_lines(desk: Desk) -> None:
    answers = desk.screened("", patient(1), " \r", "", patient(2), "")
    assert [each["line"] for each in answers] == [2, 5]


def test_a_byte_order_mark_and_a_last_line_that_has_no_end_are_no_mistakes(desk: Desk) -> None:
    lines = [json.dumps(patient(number)) for number in (1, 2)]
    desk.panel.write_text("\ufeff" + "\r\n".join(lines), "utf-8")
    desk.run()
    assert [each["id"] for each in desk.answers()] == ["p-1", "p-2"]


def test_an_empty_panel_makes_an_empty_output(desk: Desk) -> None:
    assert desk.screened() == []
    desk.panel.write_bytes(b"")
    assert desk.run(restart=True).tally.patients == 0


def test_a_packed_panel_gives_the_same_as_a_plain_one(desk: Desk) -> None:
    plain = desk.screened(*many(100))
    desk.panel = desk.folder / "panel.ndjson.gz"
    assert desk.screened(*many(100)) == plain


def test_a_packed_panel_that_is_cut_short_is_damaged(desk: Desk) -> None:
    desk.panel = desk.folder / "panel.ndjson.gz"
    write_panel(desk.panel, many(100))
    desk.panel.write_bytes(desk.panel.read_bytes()[:-20])
    with pytest.raises(SettingsError, match="is damaged after line"):
        desk.run()


def test_the_whole_report_stands_beside_the_brief_one(desk: Desk) -> None:
    write_panel(desk.panel, [patient(1, "oxycodone")])
    desk.run(full=True)
    [answer] = desk.answers()
    assert answer["report"]["requestId"] == "p-1"
    assert answer["report"]["level"] == "LEVEL_MAJOR"
    assert answer["report"]["complete"] is True
    assert answer["report"]["alerts"][0]["ruleId"] == answer["alerts"][0]["rule"]


def test_the_tally_counts_every_patient(desk: Desk) -> None:
    unread = {"proposed": ["ketamine"]}
    write_panel(desk.panel, [*many(7), unread, {"proposed": ["amoxicillin"]}, "broken"])
    tally = desk.run().tally
    assert tally.outcomes == {"alerts": 3, "clear": 4, "incomplete": 1, "out of scope": 1}
    assert tally.levels == {"major": 3, "none": 6}
    assert (tally.incomplete, tally.not_checked, tally.faults, tally.patients) == (2, 1, 0, 10)


def test_two_processes_write_what_one_writes(desk: Desk) -> None:
    alone = desk.screened(*many(400), "broken")
    summary = desk.run(processes=2, restart=True)
    assert desk.answers() == alone
    assert summary.tally.patients == 401


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_output_is_for_its_owner_alone(desk: Desk) -> None:
    desk.out.write_text("another's\n")
    desk.out.chmod(0o644)
    desk.screened(patient(1))
    assert stat.S_IMODE(desk.out.stat().st_mode) == 0o600


@pytest.mark.parametrize("processes", [1, 2])
def test_a_mistake_in_a_pack_is_told_whole_and_nothing_is_written(
    desk: Desk, processes: int
) -> None:
    write_panel(desk.panel, many(3))
    (desk.pack / "pack.yaml").write_text("id: broken\ntitel: Broken\n")
    with pytest.raises(PackError) as caught:
        desk.run(processes=processes)
    assert "pack/pack.yaml:2:1: unknown key" in str(caught.value)
    assert not desk.out.exists()


def test_a_panel_is_never_written_over(desk: Desk) -> None:
    write_panel(desk.panel, many(3))
    with pytest.raises(SettingsError, match="both what is read and what is to be written"):
        desk.run(out=desk.panel, restart=True)
    assert desk.panel.read_bytes().count(b"\n") == 3


def test_an_output_that_cannot_be_made_is_said(desk: Desk) -> None:
    write_panel(desk.panel, many(3))
    with pytest.raises(SettingsError, match="cannot be written"):
        desk.run(out=Path("/dev/null/alerts.ndjson"))
