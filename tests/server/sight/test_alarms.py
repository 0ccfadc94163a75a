"""The alarms and what is written of the metrics speak of metrics that there are."""

import re
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from caveat.server.sight.families import COUNTERS, GAUGES

DOCS = Path(__file__).parents[3] / "docs"
ALARMS = DOCS / "prometheus-alerts.yaml"
THERE = {
    *(f"caveat_{name}_total" for name in COUNTERS),
    *(f"caveat_{name}" for name in GAUGES),
    *("caveat_call_seconds", "caveat_call_seconds_bucket", "caveat_feedback_total"),
    *("caveat_feedback_readable", "caveat_build_info"),
}
_METRIC = re.compile(r"\bcaveat_[a-z_]+")


def alarms() -> list[dict[str, Any]]:
    document = yaml.safe_load(ALARMS.read_text())
    return cast("list[dict[str, Any]]", document["groups"][0]["rules"])


@pytest.mark.parametrize("alarm", alarms(), ids=lambda alarm: alarm["alert"])
def test_an_alarm_is_of_metrics_that_there_are_and_is_explained(alarm: dict[str, Any]) -> None:
    assert set(_METRIC.findall(alarm["expr"])) <= THERE
    assert f"`{alarm['alert']}`" in (DOCS / "operations.md").read_text()


def test_every_metric_is_explained() -> None:
    written = set(_METRIC.findall((DOCS / "operations.md").read_text()))

    assert written == THERE - {"caveat_call_seconds_bucket"}
