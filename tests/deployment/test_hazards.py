"""Each hazard of the log is whole, and the tests that prove its mitigations are there."""

import ast
import re
from functools import cache

import pytest

from tests.deployment.locked import ROOT

LOG = (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8")
HAZARDS = dict(re.findall(r"^### (H\d+) (.*?)(?=^##|\Z)", LOG, re.MULTILINE | re.DOTALL))
FIELDS = ("Cause", "Harm", "Mitigation", "Proof", "Remains")
SEVERITIES = ("Critical", "Serious", "Moderate", "Minor")
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PROOFS = sorted(set(PROOF.findall(LOG)))


def test_hazards_are_numbered_without_a_gap() -> None:
    assert list(HAZARDS) == [f"H{number}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 18


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_says_all_that_a_log_has_to(hazard: str) -> None:
    fields = dict(re.findall(r"^- \*\*(\w+)\*\*: (.+)$", HAZARDS[hazard], re.MULTILINE))
    assert tuple(fields) == FIELDS
    assert fields["Harm"].rstrip(".").endswith(SEVERITIES)
    assert PROOF.findall(fields["Proof"])
    assert not PROOF.sub("", fields["Proof"]).strip(", ")


@pytest.mark.parametrize(("file", "name"), PROOFS, ids=[f"{file}::{name}" for file, name in PROOFS])
def test_a_test_that_proves_a_mitigation_is_there(file: str, name: str) -> None:
    assert name in _tests_in(file)


def test_every_hazard_that_the_threat_model_speaks_of_is_in_the_log() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    spoken_of = set(re.findall(r"\bH\d+\b", text))
    assert spoken_of
    assert spoken_of <= set(HAZARDS)


@cache
def _tests_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = [
        each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return frozenset(each.name for each in functions if each.name.startswith("test_"))
