"""Alerts as detected issues, with rules that the built-in pack does not have."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from caveat.rules import Checker, request_of
from caveat.server.operation.issues import issue_of
from tests.rules.small_packs import checker_of, rule, write_pack

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("contraindicated", "high"),
        ("major", "high"),
        ("moderate", "moderate"),
        ("minor", "low"),
        ("info", "low"),
    ],
)
def test_a_level_is_a_severity_of_fhir_and_kept_whole(
    tmp_path: Path, checker: Checker, level: str, severity: str
) -> None:
    pack = write_pack(tmp_path, rule("r", "about: ketamine", level))
    small = checker_of([pack], checker.book.vocabulary)
    [alert] = small.check(request_of({"proposed": ["ketamine"]})).alerts
    issue = issue_of(alert, "", {}, NOW)

    assert issue["severity"] == severity
    assert issue["extension"] == [{"url": "urn:caveat:level", "valueCode": level}]
    assert issue["implicated"] == [{"display": "ketamine"}]
    assert "reference" not in issue
