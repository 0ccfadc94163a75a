"""A changed level of the article's pack is told of exactly the patients whom it concerns."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from benchmarks.diffing import changed_pack, is_told, made_panel
from caveat.rules import Checker, Report, request_of
from caveat.server.diffing.diffing import open_diff
from caveat.server.diffing.order import Order
from caveat.server.screening.full import full_report_of
from tests.server.screening.panels import Watching

pytestmark = pytest.mark.usefixtures("unmeasured")

PATIENTS = 30
ARTICLE = "ketamine-depression"


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_panel(tmp_path_factory.mktemp("made") / "panel.ndjson", PATIENTS)


@pytest.fixture(scope="module")
def reports(panel: Path, checker: Checker) -> dict[str, Report]:
    """Give what the old pack says of each patient, by the patient's id."""
    lines = map(json.loads, panel.read_text("utf-8").splitlines())
    return {line["request-id"]: checker.check(request_of(line)) for line in lines}


def full(report: Report) -> dict[str, Any]:
    whole: dict[str, Any] = full_report_of(report)
    return cast("dict[str, Any]", whole["report"])


def test_the_same_patients_are_made_up_each_time(panel: Path, tmp_path: Path) -> None:
    again = made_panel(tmp_path / "panel.ndjson", PATIENTS)

    assert again.read_bytes() == panel.read_bytes()


@pytest.mark.parametrize(
    ("rule_id", "before", "after"),
    [
        ("ketamine-heart-medicine", "major", "moderate"),
        ("ketamine-opioid", "major", "contraindicated"),
        ("ketamine-mild-sedative", "info", "minor"),
        ("ketamine-psychosis", "contraindicated", "major"),
    ],
)
def test_exactly_those_are_named_of_whom_the_rule_tells(
    panel: Path, reports: dict[str, Report], tmp_path: Path, rule_id: str, before: str, after: str
) -> None:
    old, new = (changed_pack(tmp_path / level, rule_id, before, level) for level in (before, after))
    concerned = {name for name, report in reports.items() if is_told(rule_id, full(report))}

    with open_diff(Order(old, new, str(panel))) as diff:
        named = {str(found.place["id"]) for found in diff.run(Watching())}

    assert named == concerned
    assert 0 < len(concerned) < PATIENTS
