"""Whether ``caveat diff`` names exactly the patients whom a changed level concerns, and how fast.

Run: ``python -m benchmarks.diffing [PATIENTS]``. For each of some rules the article's pack is held
against itself with the level of that rule changed, over made-up patients. Whom that concerns is
taken from what ``caveat screen --full`` says of them with the old pack: the rule gives an alert, or
is shown under one.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks.bench.panel import write_panel
from benchmarks.synthetic.chart import charts
from benchmarks.synthetic.skew import seeded
from caveat.reading.terms import load_vocabulary
from caveat.rules import built_in_packs

PATIENTS = 1000
_SEED = 7
_ARTICLE = "ketamine-depression"
_CHANGES = (
    ("ketamine-heart-medicine", "major", "moderate"),
    ("ketamine-opioid", "major", "contraindicated"),
    ("heart-medicine-in-another-role", "info", "minor"),
    ("ketamine-psychosis", "contraindicated", "major"),
    ("ketamine-escort-and-driving", "info", "minor"),
)


class Measured(NamedTuple):
    """Patients whom a change concerns, those named, and what it took, in seconds."""

    concerned: frozenset[str]
    named: frozenset[str]
    seconds: float


def main(count: int) -> None:
    """Print a row for each rule."""
    with TemporaryDirectory() as folder:
        desk = Path(folder)
        panel = made_panel(desk / "panel.ndjson", count)
        reports = list(old_reports(panel, desk / "old.ndjson"))
        print(f"{count} patients")
        for rule_id, before, after in _CHANGES:
            new = changed_pack(desk / rule_id, rule_id, before, after)
            _print(rule_id, measured(rule_id, new, panel, reports), count)


def made_panel(path: Path, count: int) -> Path:
    """Write so many made-up patients, the same ones on every machine."""
    drawn = islice(charts(load_vocabulary(), seeded(_SEED)), count)
    write_panel(path, (chart.request("codes", "") for chart in drawn), count)
    return path


def changed_pack(folder: Path, rule_id: str, before: str, after: str) -> Path:
    """Copy the article's pack, with another level of one rule."""
    (article,) = (each for each in built_in_packs() if each.name == _ARTICLE)
    shutil.copytree(article, folder)
    (file,) = folder.rglob(f"{rule_id}.yaml")
    text = file.read_text("utf-8")
    file.write_text(text.replace(f"level: {before}\n", f"level: {after}\n", 1), "utf-8")
    return folder


def old_reports(panel: Path, out: Path) -> Iterator[dict[str, Any]]:
    """Give what a screening with the old pack says, patient by patient."""
    _caveat("screen", str(panel), "--out", str(out), "--full", "--pack", _ARTICLE)
    with out.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def measured(rule_id: str, new: Path, panel: Path, reports: list[dict[str, Any]]) -> Measured:
    """Compare, and hold the patients that are named against those that are concerned."""
    arguments = ("diff", _ARTICLE, str(new), "--patients", str(panel), "--alone")
    started = time.perf_counter()
    told = _caveat(*arguments, "--format", "json")
    seconds = time.perf_counter() - started
    lines = map(json.loads, told.splitlines())
    return Measured(
        frozenset(each["id"] for each in reports if is_told(rule_id, each["report"])),
        frozenset(line["id"] for line in lines if "changes" in line),
        seconds,
    )


def is_told(rule_id: str, report: dict[str, Any]) -> bool:
    """Say whether a rule gives an alert of a report, or was folded under one."""
    folded = (each["finding"]["ruleId"] for each in report["suppressed"] if each["byRuleId"])
    return rule_id in (*(alert["ruleId"] for alert in report["alerts"]), *folded)


def _caveat(*arguments: str) -> str:
    command = (sys.executable, "-m", "caveat.client", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own program
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr)
    return done.stdout


def _print(rule_id: str, found: Measured, count: int) -> None:
    missed, surplus = found.concerned - found.named, found.named - found.concerned
    print(
        f"{rule_id:34} concerned {len(found.concerned):5}  named {len(found.named):5}"
        f"  missed {len(missed)}  too many {len(surplus)}"
        f"  {found.seconds:.2f} s, {1000 * found.seconds / count:.2f} ms a patient"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PATIENTS)
