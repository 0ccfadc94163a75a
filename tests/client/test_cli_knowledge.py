"""``caveat rules``, ``explain``, ``recognise``, ``test``, ``lint`` and ``schema``."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from caveat.client.render.page import cells
from tests.client.commands import caveat


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Copy the built-in pack, to be spoilt."""
    with_rules = tmp_path / "pack"
    shutil.copytree(str(files("caveat.packs") / "ketamine-depression"), with_rules)
    return with_rules


def test_rules_are_listed_gravest_first_within_80_columns() -> None:
    lines = caveat("rules").stdout.splitlines()
    assert lines[0].startswith("contraindicated  ")
    assert "contraindicated  ketamine-psychosis (contraindication)" in lines
    assert max(map(cells, lines)) <= 80


def test_rules_as_json_have_id_level_and_kind() -> None:
    rules = json.loads(caveat("rules", "--format", "json").stdout)["rules"]
    (psychosis,) = (rule for rule in rules if rule["id"] == "ketamine-psychosis")
    assert psychosis["level"] == "LEVEL_CONTRAINDICATED"
    assert psychosis["kind"] == "KIND_CONTRAINDICATION"


def test_a_rule_is_explained_with_sources_and_examples() -> None:
    result = caveat("explain", "ketamine-heart-medicine")
    assert result.stdout.startswith("MAJOR  Ketamine with a heart medicine\n")
    assert "  Between      ketamine-therapy and heart-medicine\n" in result.stdout
    assert "  Examples     alert: prazosin for nightmares\n" in result.stdout
    assert "  Source       Ketamine Therapy For Depression" in result.stdout
    assert result.exit_code == 0


def test_a_rule_as_json_has_its_examples() -> None:
    rule = json.loads(caveat("explain", "ketamine-heart-medicine", "--format", "json").stdout)
    assert rule["examples"][0] == {"name": "prazosin for nightmares", "expect": "alert"}


def test_an_unknown_rule_is_answered_with_the_nearest_ids() -> None:
    result = caveat("explain", "ketamine-hart-medicine")
    assert "ketamine-heart-medicine" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 2


def test_a_rule_like_no_other_is_answered_with_where_the_ids_are() -> None:
    result = caveat("explain", "?")
    assert "see: caveat rules" in result.stderr
    assert result.exit_code == 2


def test_a_medication_text_is_recognised_with_its_path_and_dose() -> None:
    result = caveat("recognise", "Minipress 2 mg at night")
    assert "prazosin" in result.stdout
    assert "heart medicine" in result.stdout
    assert "  Dose         2 mg\n" in result.stdout
    assert result.exit_code == 0


def test_a_code_is_recognised() -> None:
    result = caveat("recognise", "--code", "rxnorm", "6918")
    assert "metoprolol" in result.stdout
    assert result.exit_code == 0


def test_a_text_can_be_read_as_a_condition_only() -> None:
    assert caveat("recognise", "--as", "condition", "psychosis").exit_code == 0
    assert caveat("recognise", "--as", "condition", "prazosin").exit_code == 3


def test_what_is_not_recognised_exits_with_3() -> None:
    result = caveat("recognise", "foozlex")
    assert result.stdout.startswith("NOT RECOGNISED\n")
    assert result.exit_code == 3


@pytest.mark.parametrize("arguments", [(), ("prazosin", "--code", "atc", "C02CA01")])
def test_either_a_text_or_a_code_is_recognised(arguments: tuple[str, ...]) -> None:
    result = caveat("recognise", *arguments)
    assert "Give either a TEXT or --code SYSTEM VALUE." in result.stderr
    assert result.exit_code == 2


@pytest.mark.usefixtures("unmeasured")
def test_the_built_in_packs_pass_their_examples_and_the_lint() -> None:
    assert "every rule does what it says" in caveat("test").stdout
    assert caveat("test", "ketamine-depression").exit_code == 0
    found = caveat("lint").stdout
    assert "no problem found; caveat test runs their examples.\n" in found
    assert "notice: esketamine-label/pack.yaml:1:1: not reviewed: " in found
    assert caveat("lint", "ketamine-depression").exit_code == 0


def test_what_lint_finds_was_checked_and_is_counted(pack: Path) -> None:
    rule = pack / "interactions" / "ketamine-opioid.yaml"
    rule.write_text(rule.read_text("utf-8").replace("reviewed: 2026", "reviewed: 2999", 1), "utf-8")
    result = caveat("lint", str(pack))
    assert "which is yet to come" in result.stderr
    assert result.stderr.endswith("caveat: 1 problem found\n")
    assert result.exit_code == 5


def test_an_example_that_fails_is_shown_with_its_place_and_exits_with_5(pack: Path) -> None:
    rule = pack / "interactions" / "ketamine-opioid.yaml"
    rule.write_text(rule.read_text("utf-8").replace("expect: none", "expect: alert", 1), "utf-8")
    result = caveat("test", str(pack))
    assert "pack/interactions/ketamine-opioid.yaml:" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 5


@pytest.mark.parametrize("command", ["test", "lint", "rules"])
def test_a_pack_that_cannot_be_read_exits_with_5(command: str, pack: Path) -> None:
    rule = pack / "interactions" / "ketamine-opioid.yaml"
    rule.write_text(rule.read_text("utf-8").replace("level: major", "level: grave", 1), "utf-8")
    choice = ("--pack", str(pack)) if command == "rules" else (str(pack),)
    result = caveat(command, *choice)
    assert "pack/interactions/ketamine-opioid.yaml:3:" in result.stderr
    assert "1 problem" in result.stderr
    assert result.exit_code == 5


@pytest.mark.parametrize("command", ["test", "lint"])
def test_a_pack_that_does_not_exist_exits_with_2(command: str) -> None:
    result = caveat(command, "nowhere")
    assert "no directory and no built-in pack (" in result.stderr
    assert "ketamine-depression" in result.stderr
    assert result.exit_code == 2


SCHEMAS = ("pack", "patient", "policy", "rule", "rules")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_printed_as_json_for_a_file_of_its_name(name: str) -> None:
    result = caveat("schema", name)
    assert json.loads(result.stdout)["$id"] == f"{name}.schema.json"
    assert result.exit_code == 0


def test_every_schema_is_written_into_a_folder(tmp_path: Path) -> None:
    result = caveat("schema", "--out", str(tmp_path / "deep" / "schemas"))
    written = sorted(file.name for file in (tmp_path / "deep" / "schemas").iterdir())
    assert written == [f"{name}.schema.json" for name in SCHEMAS]
    assert len(result.stdout.splitlines()) == len(SCHEMAS)
    assert caveat("schema").exit_code == caveat("schema", "rule", "--out", "x").exit_code == 2


def test_a_schema_of_something_else_exits_with_2() -> None:
    result = caveat("schema", "vocabulary")
    assert "'rule', 'rules', 'pack', 'patient'" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 2
