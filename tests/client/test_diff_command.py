"""``caveat diff``: what is said, where it goes, and the exit code."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from caveat.client.render.page import cells
from caveat.rules import Checker
from tests.client.commands import caveat
from tests.rules.small_packs import rule, write_pack
from tests.server.diffing.logs import Log
from tests.server.screening.panels import OPIOID, many, patient, write_panel

CANARY = "ZZCANARY"
MILDER = OPIOID.replace("level: major", "level: moderate")
ADDED = rule("with-ssri", "between: [ketamine-therapy, ssri]", "minor")


class Author:
    """Somebody with two versions of a small pack, and a panel."""

    def __init__(self, folder: Path) -> None:
        self.old = write_pack(folder / "old", OPIOID)
        self.new = write_pack(folder / "new", MILDER, ADDED)
        self.panel = folder / "panel.ndjson"
        self.out = folder / "changes"

    def diff(self, *patients: object, options: tuple[str, ...] = ()) -> Result:
        """Compare by these patients, in this process."""
        write_panel(self.panel, patients)
        sides = (str(self.old), str(self.new), "--patients", str(self.panel))
        return caveat("diff", *sides, "--alone", "--processes", "1", *options)

    def lines(self, *patients: object) -> list[Mapping[str, Any]]:
        """Give the lines of JSON about these patients."""
        found = self.diff(*patients, options=("--format", "json"))
        return [json.loads(line) for line in found.stdout.splitlines()]


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


def test_rules_come_first_then_patients_then_the_counts(author: Author) -> None:
    result = author.diff(patient(1, "oxycodone"), patient(2), patient(3, "sertraline"))

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "RULES: 2 differences",
        "  changed  with-opioid: level major -> moderate",
        "  added  with-ssri (minor)",
        "",
        "p-1 (line 1)",
        "  - alerts, major, complete -> alerts, moderate, complete",
        "  - level changed: with-opioid (major -> moderate)",
        "p-3 (line 3)",
        "  - clear, complete -> alerts, minor, complete",
        "  - new alert: with-ssri (none -> minor)",
        "  - outcome changed: outcome (clear, complete -> alerts, complete)",
        "",
        "BY RULE, FACT AND ENTRY",
        "  - outcome: 1 outcome changed",
        "  - with-opioid: 1 level changed",
        "  - with-ssri: 1 new alert",
        "",
        "PATIENTS BY KIND OF CHANGE",
        "  - level changed: 1",
        "  - new alert: 1",
        "  - outcome changed: 1",
        "",
        "3 patients checked with both: 1 the same, 2 changed.",
    ]


def test_json_has_a_line_for_each_rule_and_patient_and_the_summary_last(author: Author) -> None:
    changed, added, first, summary = author.lines(patient(1, "oxycodone"), patient(2))

    assert (changed["rule"], changed["kind"]) == ("with-opioid", "changed")
    assert changed["level"] == {"before": "major", "after": "moderate"}
    assert (added["rule"], added["kind"]) == ("with-ssri", "added")
    assert (first["id"], first["line"]) == ("p-1", 1)
    assert first["after"] == {"outcome": "alerts", "complete": True, "level": "moderate"}
    assert first["changes"] == [
        {"kind": "level changed", "what": "with-opioid", "before": "major", "after": "moderate"}
    ]
    assert summary["summary"]["patients"] == 2
    assert summary["summary"]["byRule"] == {"with-opioid": {"level changed": 1}}


@pytest.mark.parametrize(
    ("patients", "options", "code"),
    [
        ([patient(1)], ("--fail-on-change",), 0),
        ([patient(1, "oxycodone")], (), 0),
        ([patient(1, "oxycodone")], ("--fail-on-change",), 1),
        ([patient(1, "oxycodone"), "broken"], ("--fail-on-change",), 2),
        ([], (), 2),
    ],
)
def test_the_exit_code_tells_the_worst_that_holds(
    author: Author, patients: list[object], options: tuple[str, ...], code: int
) -> None:
    assert author.diff(*patients, options=options).exit_code == code


def test_other_content_under_one_version_is_a_notice(author: Author) -> None:
    told = "Notice: small has one version on both sides, and other content.\n"
    assert told in author.diff(patient(1)).stderr

    path = author.new / "pack.yaml"
    path.write_text(path.read_text().replace("1.0.0", "1.1.0"))
    assert told not in author.diff(patient(1)).stderr


def test_a_patient_that_cannot_be_read_is_not_checked(author: Author) -> None:
    result = author.diff(patient(1), "broken")

    assert "2 (line 2)\n  - NOT CHECKED: the patient cannot be read" in result.stdout
    assert "NOT CHECKED: 1 patient with mistakes, which caveat screen names" in result.stderr


def test_mistakes_of_both_sides_exit_with_5_and_nothing_is_written(author: Author) -> None:
    for folder in (author.old, author.new):
        path = folder / "with-opioid.yaml"
        path.write_text(path.read_text().replace("level: m", "level: grave-m"))

    result = author.diff(patient(1), options=("--out", str(author.out)))

    assert result.exit_code == 5
    assert f"{author.old}/with-opioid.yaml:3:8: " in result.stderr
    assert f"{author.new}/with-opioid.yaml:3:8: " in result.stderr
    assert not author.out.exists()


def test_a_file_gets_all_of_it_and_is_its_owners_alone(author: Author) -> None:
    shown = author.diff(*many(4)).stdout
    result = author.diff(*many(4), options=("--out", str(author.out)))

    assert result.stdout == ""
    assert author.out.read_text() == shown
    assert stat.S_IMODE(author.out.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_kept(author: Author) -> None:
    author.out.write_text("precious\n")

    result = author.diff(patient(1), options=("--out", str(author.out)))

    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert author.out.read_text() == "precious\n"


def test_a_pack_that_says_other_things_of_itself_is_told_before_the_rules(author: Author) -> None:
    head = author.new / "pack.yaml"
    head.write_text(head.read_text().replace("version: 1.0.0", "version: 1.1.0"))

    lines = author.diff(patient(1)).stdout.splitlines()

    assert lines[:2] == ["PACKS: 1 difference", "  changed  small: version 1.0.0 -> 1.1.0"]


def test_packs_that_are_the_same_are_said_to_be(author: Author) -> None:
    author.new = author.old

    assert author.diff(patient(1)).stdout.startswith("No pack and no rule differs.\n")


def test_checks_of_a_decision_log_are_named_by_their_id_and_time(
    author: Author, checker: Checker, tmp_path: Path
) -> None:
    log = Log(tmp_path / "log")
    log.hold(checker, "oxycodone")
    log.hold(checker, "codeine", content=False)

    sides = (str(author.old), str(author.new), "--patients", log.place)
    result = caveat("diff", *sides, "--alone", "--processes", "1")

    assert result.exit_code == 3
    assert "check oxycodone (2026-05-04T00:00:00.000Z)\n" in result.stdout
    assert "NOT CHECKED: 1 patient, no content was kept.\n" in result.stdout


def test_patients_of_an_export_are_named_by_file_and_line(author: Author, tmp_path: Path) -> None:
    author.panel = tmp_path / "export.ndjson"
    taken = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "oxycodone 5 mg"},
    }

    result = author.diff({"resourceType": "Patient", "id": "p1"}, taken, "{")

    assert "p1 (export.ndjson:1)\n" in result.stdout
    assert "NOT CHECKED: 1 line of no patient here.\n" in result.stdout
    assert result.exit_code == 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_that_a_patient_takes_or_has_is_said(author: Author, form: str) -> None:
    broken = {"medications": {CANARY: CANARY}, CANARY: CANARY}
    taking = patient(2, f"oxycodone {CANARY}", history=[CANARY])

    result = author.diff(taking, broken, f'{{"{CANARY}', options=("--format", form))

    assert "p-2" in result.stdout
    assert CANARY not in result.output


@pytest.mark.parametrize(
    ("arguments", "mistake"),
    [
        (("old", "nowhere", "--patients", "x"), "no directory and no built-in pack"),
        (("ketamine-depression", "ketamine-depression"), "Missing option '--patients'"),
        (
            ("ketamine-depression", "ketamine-depression", "--patients", "nowhere"),
            "nowhere does not exist",
        ),
        (
            (
                *("ketamine-depression", "ketamine-depression", "--patients", "x", "--alone"),
                *("--pack", "ketamine-depression"),
            ),
            "--alone contradicts --pack",
        ),
    ],
)
def test_a_mistake_in_the_options_is_named_and_exits_with_2(
    arguments: tuple[str, ...], mistake: str
) -> None:
    result = caveat("diff", *arguments)

    assert result.exit_code == 2
    assert mistake in result.stderr


def test_the_help_has_examples_and_fits_80_columns() -> None:
    result = caveat("diff", "--help")

    assert "Examples:\n" in result.stdout
    assert max(map(cells, result.stdout.splitlines())) <= 80
