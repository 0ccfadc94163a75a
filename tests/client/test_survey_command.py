"""``caveat test --coverage``."""

from pathlib import Path

import pytest

from tests.authoring.surveyed import with_examples
from tests.client.commands import caveat
from tests.rules.small_packs import write_pack

ALERTING = "medications: [codeine] -> alert"
QUIET = "medications: [] -> none"


@pytest.fixture
def pack(tmp_path: Path) -> str:
    """Write a pack with one rule, whose examples leave much out."""
    text = with_examples("between: [ketamine-therapy, opioid]", ALERTING, QUIET)
    return str(write_pack(tmp_path / "small", text))


def test_each_rule_says_at_its_place_what_is_untouched_and_what_survives(pack: str) -> None:
    result = caveat("test", pack, "--coverage")

    first, *rest = result.stdout.splitlines()
    assert first.startswith("small/r.yaml:1:5: r: touched 1 of 2, killed ")
    assert "  untouched    takes ketamine or esketamine: never no" in rest
    assert "  survived     level: moderate becomes minor" in rest
    assert result.exit_code == 0


def test_the_last_lines_say_how_much_it_is_in_all(pack: str) -> None:
    told = caveat("test", pack, "--coverage").stdout.splitlines()
    *_, touched, killed, mutant, examples = (line for line in told if "not counted" not in line)

    assert touched == "Touched 1 of 2 parts of the rules (50 %)."
    assert killed.startswith("Killed ")
    assert mutant.startswith("A mutant is a copy of a rule with one small mistake")
    assert examples == "2 examples: every rule does what it says."


def test_the_same_is_written_each_time(pack: str) -> None:
    assert caveat("test", pack, "--coverage").stdout == caveat("test", pack, "--coverage").stdout


@pytest.mark.parametrize(("percent", "code"), [("10", 0), ("50.1", 1)])
def test_less_than_is_asked_for_exits_with_1(pack: str, percent: str, code: int) -> None:
    result = caveat("test", pack, "--coverage", "--fail-under", percent)

    assert result.exit_code == code
    assert result.stdout


def test_an_example_that_fails_is_told_before_anything_is_surveyed(tmp_path: Path) -> None:
    text = with_examples("between: [ketamine-therapy, opioid]", QUIET.replace("none", "alert"))

    result = caveat("test", str(write_pack(tmp_path / "small", text)), "--coverage")

    assert (result.stdout, result.exit_code) == ("", 5)


def test_a_demand_needs_what_it_is_made_of(pack: str) -> None:
    result = caveat("test", pack, "--fail-under", "95")

    assert "--fail-under goes with --coverage" in result.stderr
    assert result.exit_code == 2
