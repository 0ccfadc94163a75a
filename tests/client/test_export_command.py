"""``caveat export``."""

import json
from pathlib import Path

import pytest

from tests.client.commands import caveat
from tests.rules.small_packs import rule, write_pack


@pytest.fixture
def pack(tmp_path: Path) -> str:
    interaction = rule("a", "between: [ketamine, lithium]")
    interaction = interaction.replace("kind: precaution", "kind: interaction")
    other = rule("b", "about: ketamine\nwhen: [{condition: psychosis}]")
    return str(write_pack(tmp_path / "small", interaction, other))


def test_interactions_are_written_and_what_is_none_is_told_at_the_end(pack: str) -> None:
    result = caveat("export", "pddi-cds", "--pack", pack)
    (written,) = json.loads(result.stdout)["potential drug-drug interactions"]
    assert written["caveat"]["rule"] == "a"
    assert result.stderr.splitlines()[0] == "1 rule written."
    assert (
        "Not expressed: rules that are of no interaction between two medicines (1).\n"
        in result.stderr
    )
    assert result.exit_code == 0


def test_rules_are_written_for_fhir_into_a_file(pack: str, tmp_path: Path) -> None:
    out = tmp_path / "rules.json"
    result = caveat("export", "fhir", "--pack", pack, "--rule", "b", "--out", str(out))
    (entry,) = json.loads(out.read_text("utf-8"))["entry"]
    assert entry["resource"]["id"] == "b"
    assert (result.stdout, result.exit_code) == ("", 0)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["rules.json"]


def test_an_unknown_rule_is_answered_with_the_nearest_and_nothing_is_written(
    pack: str, tmp_path: Path
) -> None:
    out = tmp_path / "rules.json"
    result = caveat("export", "fhir", "--rule", "ketamine-psychosys", "--out", str(out))
    assert "ketamine-psychosis" in result.stderr
    assert (result.exit_code, out.exists()) == (2, False)


def test_a_file_that_cannot_be_written_exits_with_2(pack: str, tmp_path: Path) -> None:
    out = str(tmp_path / "none" / "rules.json")
    result = caveat("export", "fhir", "--pack", pack, "--out", out)
    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr


def test_a_wrong_pack_exits_with_5(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "small", rule("a", "about: ketamin"))
    result = caveat("export", "fhir", "--pack", str(folder))
    assert "unknown class or ingredient: 'ketamin'" in result.stderr
    assert result.exit_code == 5
