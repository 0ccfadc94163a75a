"""``caveat check``: what goes in, what comes out, and the exit code."""

import json
from pathlib import Path

import pytest
from google.protobuf.json_format import Parse

from caveat.client.cli.check import exit_of
from caveat.v1.report_pb2 import Level, Outcome, Report
from tests.client.commands import ROOT, caveat

KETAMINE = ("--propose", "ketamine 40 mg IV")
PATIENT = """\
proposed: [ketamine 40 mg IV]
medications: [Minipress 2 mg at night for PTSD nightmares]
history: []
"""


def report_of(*arguments: str, stdin: str | None = None) -> Report:
    """Give the report that a check prints as JSON."""
    return Parse(caveat("check", *arguments, "--format", "json", stdin=stdin).stdout, Report())


def rules_of(report: Report) -> set[str]:
    return {alert.rule_id for alert in report.alerts}


def test_a_heart_medicine_among_the_options_raises_its_alert() -> None:
    result = caveat("check", *KETAMINE, "-m", "Minipress 2 mg at night")
    assert result.stdout.startswith("ALERTS · gravest: major · incomplete\n")
    assert "MAJOR  Ketamine with a heart medicine\n" in result.stdout


def test_an_incomplete_check_exits_with_3() -> None:
    assert caveat("check", *KETAMINE, "-m", "Minipress 2 mg").exit_code == 3


def test_a_clear_and_complete_check_exits_with_0() -> None:
    result = caveat("check", str(ROOT / "examples" / "clear.yaml"))
    assert result.stdout.startswith("CLEAR · ")
    assert result.exit_code == 0


def test_a_medicine_that_no_rule_concerns_was_not_checked_and_exits_with_3() -> None:
    result = caveat("check", "--propose", "amoxicillin 500 mg")
    assert result.stdout.startswith("OUT OF SCOPE · NOT CHECKED")
    assert result.exit_code == 3


def test_an_alert_that_reaches_the_level_of_fail_on_exits_with_1() -> None:
    patient = (*KETAMINE, "-m", "Minipress 2 mg")
    assert caveat("check", *patient, "--fail-on", "moderate").exit_code == 1
    assert caveat("check", *patient, "--fail-on", "major").exit_code == 1
    assert caveat("check", *patient, "--fail-on", "contraindicated").exit_code == 3


@pytest.mark.parametrize(
    ("outcome", "complete", "expected"),
    [
        (Outcome.OUTCOME_ALERTS, True, 0),
        (Outcome.OUTCOME_CLEAR, True, 0),
        (Outcome.OUTCOME_ALERTS, False, 3),
        (Outcome.OUTCOME_INCOMPLETE, False, 3),
        (Outcome.OUTCOME_OUT_OF_SCOPE, True, 3),
        (Outcome.OUTCOME_UNSPECIFIED, True, 3),
    ],
)
def test_only_a_complete_check_exits_with_0(
    outcome: Outcome.ValueType, *, complete: bool, expected: int
) -> None:
    assert exit_of(Report(outcome=outcome, complete=complete), None) == expected


def test_fail_on_comes_before_completeness() -> None:
    report = Report(outcome=Outcome.OUTCOME_ALERTS, level=Level.LEVEL_MAJOR)
    assert exit_of(report, Level.LEVEL_MAJOR) == 1
    assert exit_of(report, Level.LEVEL_CONTRAINDICATED) == 3


def test_json_is_the_report_and_shows_what_is_false() -> None:
    result = caveat("check", *KETAMINE, "-m", "prazosin", "--format", "json")
    printed = json.loads(result.stdout)
    assert printed["complete"] is False
    assert printed["outcome"] == "OUTCOME_ALERTS"
    assert printed["openQuestions"]
    assert result.exit_code == 3


def test_a_file_gives_the_same_report_as_the_options(tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text(PATIENT, "utf-8")
    options = ("-m", "Minipress 2 mg at night for PTSD nightmares", "--no-history")
    assert report_of(str(file)) == report_of(*KETAMINE, *options)


def test_standard_input_may_be_yaml_or_json() -> None:
    patient = {
        "proposed": ["ketamine 40 mg IV"],
        "medications": ["Minipress 2 mg at night for PTSD nightmares"],
        "history": [],
    }
    assert report_of("-", stdin=PATIENT) == report_of("-", stdin=json.dumps(patient))


def test_a_mistake_in_a_patient_file_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    patient = tmp_path / "patient.yaml"
    patient.write_text("histry: []\n")
    headline = "caveat: NOT CHECKED: 1 mistake in"

    assert f"{headline} {patient}\n" in caveat("check", str(patient)).stderr
    assert f"{headline} standard input\n" in caveat("check", "-", stdin="histry: []\n").stderr


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert report_of("-", stdin="\ufeff" + PATIENT) == report_of("-", stdin=PATIENT)


def test_options_add_to_the_lists_of_the_file() -> None:
    report = report_of("-", "-m", "oxycodone 5 mg", "--history", "psychosis", stdin=PATIENT)
    assert rules_of(report) >= {
        "ketamine-heart-medicine",
        "ketamine-opioid",
        "ketamine-psychosis",
    }


def test_an_observation_counts() -> None:
    report = report_of(*KETAMINE, "--observation", "age=17")
    assert "ketamine-adults-only" in rules_of(report)
    (alert,) = (alert for alert in report.alerts if alert.rule_id == "ketamine-adults-only")
    assert [fact.name for finding in alert.findings for fact in finding.facts] == ["age"]


def test_none_known_closes_the_question_that_not_asked_leaves_open() -> None:
    asked = report_of(*KETAMINE, "--no-medications", "--no-history", "--no-allergies")
    not_asked = report_of(*KETAMINE)
    closed = {"medications", "history", "allergies"}
    assert closed.isdisjoint(question.fact for question in asked.open_questions)
    assert len(asked.open_questions) < len(not_asked.open_questions)


def test_an_unrecognised_medicine_is_named_and_the_check_incomplete() -> None:
    result = caveat("check", *KETAMINE, "-m", "Foozlex 3 mg")
    assert "NOT RECOGNISED" in result.stdout
    assert '"Foozlex 3 mg" (medication 1)' in result.stdout
    assert result.exit_code == 3


def test_verbose_shows_the_mechanism() -> None:
    patient = ("check", *KETAMINE, "-m", "prazosin")
    assert "  Mechanism    " not in caveat(*patient).stdout
    assert "  Mechanism    " in caveat(*patient, "-v").stdout


def test_nothing_to_check_shows_the_help_and_exits_with_2() -> None:
    result = caveat("check")
    assert result.stderr.startswith("Usage: caveat check [OPTIONS] [FILE]\n")
    assert result.stdout == ""
    assert result.exit_code == 2


def test_the_caller_s_mistake_names_the_field_and_not_its_value() -> None:
    result = caveat("check", *KETAMINE, "--observation", "age=-4711")
    assert "patient.observations[0]" in result.stderr
    assert "4711" not in result.stderr
    assert "NOT CHECKED" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "mistake"),
    [
        (("nowhere.yaml",), "No such file"),
        ((*KETAMINE, "--fail-on", "grave"), "'grave' is not one of"),
        ((*KETAMINE, "--observation", "age"), "must be NAME=VALUE"),
        ((*KETAMINE, "--observation", "=4"), "must be NAME=VALUE"),
        ((*KETAMINE, "--observation", "age=4", "--observation", "age=5"), "one fact twice"),
        ((*KETAMINE, "-m", " "), "is empty"),
        ((*KETAMINE, "-m", "\udcff"), "is not UTF-8"),
        ((*KETAMINE, "-m", "prazosin", "--no-medications"), "--no-medications contradicts"),
        ((*KETAMINE, "--pack", "nowhere"), "no directory and no built-in pack"),
        ((*KETAMINE, "--tls-ca", __file__), "need --server"),
        ((*KETAMINE, "--server", "h:1", "--server-name", "h"), "needs TLS"),
        ((*KETAMINE, "--server", "h:1", "--tls-cert", __file__), "need each other"),
        ((*KETAMINE, "--server", "h:1", "--pack", str(ROOT)), "packs of its own"),
        ((*KETAMINE, "--colour"), "No such option"),
    ],
)
def test_a_mistake_in_the_options_is_named_and_exits_with_2(
    arguments: tuple[str, ...], mistake: str
) -> None:
    result = caveat("check", *arguments)
    assert mistake in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 2


def test_a_file_that_contradicts_an_option_is_a_mistake() -> None:
    result = caveat("check", "-", "--no-medications", stdin=PATIENT)
    assert "--no-medications contradicts the medications given" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (b"medications: [\xff]", "is not UTF-8 (byte 15)"),
        (b"medications: [" + b"a" * (4 << 20), "larger than 4 MiB"),
        (b"medicines: [prazosin]", "line 1"),
        (b"medications: [prazosin", "NOT CHECKED"),
        (b"", "NOT CHECKED"),
        (b"{", "NOT CHECKED"),
        (b'{"medications": ["\\ud800 prazosin"]}', "a text is not Unicode"),
        (b"[]", "NOT CHECKED"),
    ],
)
def test_a_file_that_cannot_be_read_exits_with_2(content: bytes, mistake: str) -> None:
    result = caveat("check", "-", stdin=content)
    assert mistake in result.stderr
    assert "prazosin" not in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 2


def test_a_mistake_in_a_pack_shows_all_problems_with_their_places_and_exits_with_5(
    tmp_path: Path,
) -> None:
    (tmp_path / "pack.yaml").write_text("id: broken\ntitel: Broken\n", "utf-8")
    result = caveat("check", *KETAMINE, "--pack", str(tmp_path))
    assert f"{tmp_path.name}/pack.yaml:2:1: " in result.stderr
    assert "NOT CHECKED" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 5


def test_a_built_in_pack_can_be_chosen_by_its_id() -> None:
    chosen = report_of(*KETAMINE, "-m", "prazosin", "--pack", "ketamine-depression")
    assert [pack.id for pack in chosen.packs] == ["ketamine-depression"]
    assert rules_of(chosen) == rules_of(report_of(*KETAMINE, "-m", "prazosin"))
