"""``caveat screen``: what goes in, what comes out, and the exit code."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from caveat.client.render.page import cells
from tests.client.commands import ROOT, caveat, on_terminal, start
from tests.rules.small_packs import write_pack
from tests.server.screening.panels import OPIOID, many, patient, write_panel

CANARY = "ZZCANARY"


class Counter:
    """Where the command is given, with a small pack."""

    def __init__(self, folder: Path) -> None:
        self.panel = folder / "panel.ndjson"
        self.out = folder / "alerts.ndjson"
        self.pack = write_pack(folder / "pack", OPIOID)

    def arguments(self, *more: str) -> tuple[str, ...]:
        return ("screen", str(self.panel), "--out", str(self.out), "--pack", str(self.pack), *more)

    def screen(self, *patients: object, options: tuple[str, ...] = ()) -> Result:
        """Screen these patients in this process."""
        write_panel(self.panel, patients)
        return caveat(*self.arguments("--processes", "1", *options))

    def answers(self) -> list[Mapping[str, Any]]:
        return [json.loads(line) for line in self.out.read_bytes().splitlines()]


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


def test_a_panel_that_is_checked_and_complete_exits_with_0(counter: Counter) -> None:
    result = counter.screen(patient(1, "oxycodone"), patient(2))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert [each["level"] for each in counter.answers()] == ["major", None]


def test_the_summary_counts_outcomes_levels_and_what_is_missing(counter: Counter) -> None:
    result = counter.screen(*many(3), {"proposed": ["ketamine"]}, "broken")
    begun, *lines = result.stderr.splitlines()
    assert begun == "Screening: 0 %"
    assert lines[0].startswith("5 patients, ")
    assert lines[0].endswith(" a second")
    assert lines[1:] == [
        "Outcome",
        "           2  clear",
        "           1  alerts",
        "           1  incomplete",
        "Gravest level",
        "           1  major",
        "           3  none",
        "Missing",
        "           1  NOT CHECKED",
        "           1  incomplete, or of no loaded rule",
        f"caveat: NOT CHECKED: 1 patient, with the reasons in {counter.out}",
    ]


@pytest.mark.parametrize(
    ("patients", "options", "code"),
    [
        ([patient(1)], (), 0),
        ([patient(1, "oxycodone")], ("--fail-on", "major"), 1),
        ([patient(1, "oxycodone")], ("--fail-on", "contraindicated"), 0),
        ([{"proposed": ["ketamine"], "medications": ["codeine"]}], ("--fail-on", "info"), 1),
        ([patient(1), {"proposed": ["ketamine"]}], (), 3),
        ([{"proposed": ["amoxicillin"]}], (), 3),
        ([patient(1, "oxycodone"), "broken"], ("--fail-on", "major"), 2),
        ([], (), 2),
    ],
)
def test_the_exit_code_tells_the_worst_that_holds(
    counter: Counter, patients: list[object], options: tuple[str, ...], code: int
) -> None:
    assert counter.screen(*patients, options=options).exit_code == code


def test_an_empty_panel_is_said(counter: Counter) -> None:
    assert "NOT CHECKED: the panel holds no patient" in counter.screen().stderr


def test_a_mistake_in_a_pack_exits_with_5_and_the_output_is_not_touched(counter: Counter) -> None:
    (counter.pack / "pack.yaml").write_text("id: broken\n", "utf-8")
    result = counter.screen(patient(1))
    assert result.exit_code == 5
    assert "pack/pack.yaml:1:1: missing key" in result.stderr
    assert not counter.out.exists()


def test_full_adds_the_report_of_the_contract(counter: Counter) -> None:
    counter.screen(patient(1, "oxycodone"), options=("--full",))
    [answer] = counter.answers()
    assert answer["report"]["outcome"] == "OUTCOME_ALERTS"


def test_nothing_of_a_patient_stands_in_what_is_said(counter: Counter) -> None:
    broken = {"medications": {CANARY: CANARY}, CANARY: CANARY}
    result = counter.screen({"medications": [CANARY]}, broken, f'{{"{CANARY}')
    assert result.exit_code == 2
    assert CANARY not in result.stderr


def test_standard_input_is_screened_and_cannot_be_gone_on_with(counter: Counter) -> None:
    panel = "\n".join(json.dumps(each) for each in many(3))
    arguments = ("screen", "-", "--out", str(counter.out), "--pack", str(counter.pack))
    result = caveat(*arguments, "--processes", "1", stdin=panel)
    assert result.exit_code == 0
    assert "Standard input: this run cannot be gone on with" in result.stderr
    assert [each["id"] for each in counter.answers()] == ["p-0", "p-1", "p-2"]


def test_an_export_names_the_lines_of_no_patient_and_exits_with_2(
    counter: Counter, tmp_path: Path
) -> None:
    counter.panel = tmp_path / "export"
    counter.panel.mkdir()
    order = {"resourceType": "MedicationRequest", "subject": {"reference": "Patient/gone"}}
    write_panel(counter.panel / "Patient.ndjson", [{"resourceType": "Patient", "id": "p1"}])
    write_panel(counter.panel / "MedicationRequest.ndjson", [order, "{"])
    result = caveat(*counter.arguments("--processes", "1"))
    assert result.exit_code == 2
    assert "MedicationRequest.ndjson:1: NOT CHECKED: is of a patient who is not" in result.stderr
    assert "MedicationRequest.ndjson:2: NOT CHECKED: is no JSON" in result.stderr
    assert "NOT CHECKED: 2 lines of no patient here" in result.stderr
    assert [each["id"] for each in counter.answers()] == ["p1"]


def test_an_output_that_is_there_is_refused_unless_it_is_begun_anew(counter: Counter) -> None:
    counter.out.write_text("precious\n")
    refused = counter.screen(patient(1))
    assert refused.exit_code == 2
    assert "is there already: --restart writes it anew" in refused.stderr
    assert counter.out.read_text() == "precious\n"
    assert counter.screen(patient(1), options=("--restart",)).exit_code == 0
    assert [each["id"] for each in counter.answers()] == ["p-1"]


@pytest.mark.parametrize(
    ("arguments", "mistake"),
    [
        (("nowhere.ndjson", "--out", "x"), "does not exist"),
        ((__file__,), "Missing option '--out'"),
        ((__file__, "--out", "x", "--processes", "0"), "0 is not in the range"),
        ((__file__, "--out", "x", "--fail-on", "grave"), "'grave' is not one of"),
        ((__file__, "--out", "x", "--pack", "nowhere"), "no directory and no built-in pack"),
    ],
)
def test_a_mistake_in_the_options_is_named_and_exits_with_2(
    arguments: tuple[str, ...], mistake: str
) -> None:
    result = caveat("screen", *arguments)
    assert mistake in result.stderr
    assert result.exit_code == 2


def test_the_help_has_examples_and_fits_80_columns() -> None:
    result = caveat("screen", "--help")
    assert "Examples:\n" in result.stdout
    assert max(map(cells, result.stdout.splitlines())) <= 80


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("processes", ["1", "2"])
def test_an_interrupted_command_says_how_to_go_on_and_goes_on(
    counter: Counter, tmp_path: Path, processes: str
) -> None:
    write_panel(counter.panel, many(4000))
    with start(*counter.arguments("--processes", processes)) as process:
        assert process.stderr
        assert process.stderr.readline() == "Screening: 0 %\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130
    assert told == (
        f"caveat: interrupted; {counter.out} is unfinished; to go on, give the same command again\n"
    )
    assert caveat(*counter.arguments()).exit_code == 0
    gone_on_with = counter.out.read_bytes()
    assert caveat(*counter.arguments("--restart")).exit_code == 0
    assert counter.out.read_bytes() == gone_on_with


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("processes", ["1", "2"])
def test_standard_input_that_was_interrupted_can_only_be_begun_anew(
    counter: Counter, processes: str
) -> None:
    arguments = ("screen", "-", "--out", str(counter.out), "--pack", str(counter.pack))
    command = (sys.executable, "-m", "caveat.client", *arguments, "--processes", processes)
    pipe = subprocess.PIPE  # what comes in through it has no end
    with subprocess.Popen(command, stdin=pipe, stderr=pipe, text=True, cwd=ROOT) as process:  # noqa: S603  our own program
        assert process.stderr
        assert "cannot be gone on with" in process.stderr.readline()
        assert process.stderr.readline() == "Screening: 0 bytes read\n"
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert "is unfinished, and can only be begun anew, with --restart" in told
    refused = caveat(*arguments, "--processes", "1", stdin="{}")
    assert refused.exit_code == 2
    assert "standard input cannot be read again" in refused.stderr
    assert caveat(*arguments, "--processes", "1", "--restart", stdin="{}").exit_code == 3


def test_what_can_be_read_only_once_is_refused_but_as_standard_input(tmp_path: Path) -> None:
    result = caveat("screen", os.devnull, "--out", str(tmp_path / "alerts.ndjson"))
    assert result.exit_code == 2
    assert "can be read only once: give it as standard input, with -" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminal")
def test_a_bar_is_shown_on_a_terminal_alone(counter: Counter) -> None:
    write_panel(counter.panel, many(200))
    arguments = counter.arguments("--processes", "1", "--restart")
    assert "Screening  [####" in on_terminal(*arguments, environment={})
    assert "[#" not in caveat(*arguments).stderr
    assert stat.S_IMODE(counter.out.stat().st_mode) == 0o600
