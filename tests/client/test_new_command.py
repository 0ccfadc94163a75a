"""``caveat new rule`` and ``caveat new pack``."""

from pathlib import Path

import pytest

from tests.client.commands import caveat


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_pack_and_a_rule_in_it_are_started_and_named_as_unfinished(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = caveat("new", "pack", "mine", "--between", "ketamine", "opioid")
    assert (started.exit_code, started.stdout.splitlines()[0]) == (0, "mine")
    monkeypatch.chdir(here / "mine")
    added = caveat("new", "rule", "second", "--about", "ketamine", "--level", "minor")
    assert (added.exit_code, added.stdout.splitlines()[0]) == (0, "second.yaml")
    for command in ("test", "lint"):
        result = caveat(command, ".")
        assert "mine/second.yaml" in result.stderr
        assert "unfinished: still to be written: When this alert is wrong\n" in result.stderr
        assert result.exit_code == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rule", "r"), "no pack.yaml in '.'"),
        (("pack", "p", "--about", "opiod"), "did you mean 'opioid'?"),
        (("pack", "p", "--about", "opioid", "--between", "opioid", "ketamine"), "Give either"),
        (("rule", "r", "--kind", "caution"), "'caution' is not one of"),
    ],
)
def test_what_cannot_be_started_exits_with_2_and_writes_nothing(
    here: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = caveat("new", *arguments)
    assert said in result.stderr
    assert result.exit_code == 2
    assert list(here.iterdir()) == []
