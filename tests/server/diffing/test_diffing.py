"""Whose report changes, and how."""

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from caveat.rules import Checker, Report
from caveat.server.audit.key import new_key
from caveat.server.diffing.compared import Headline, NotCompared
from caveat.server.diffing.comparing import Comparing
from caveat.server.diffing.order import Order
from caveat.server.http.body import JsonObject
from caveat.server.recording.comparing import Change, ChangeKind
from caveat.server.screening.lines import Mark
from caveat.server.screening.unread import Check, Chunk
from caveat.server.screening.worker import Worker
from caveat.source.errors import SettingsError
from tests.server.diffing.logs import Log
from tests.server.diffing.versions import Versions
from tests.server.screening.panels import many, patient, write_panel

MILDER = Change(ChangeKind.LEVEL_CHANGED, "with-opioid", "major", "moderate")


def test_only_patients_whose_report_changes_are_listed_with_what_changes(
    versions: Versions,
) -> None:
    [found], diff = versions.compared(patient(1, "sertraline"), patient(2, "oxycodone"), patient(3))

    assert found.place == {"id": "p-2", "line": 2}
    assert found.changes == (MILDER,)
    assert found.before == Headline("alerts", complete=True, level="major")
    assert found.after == Headline("alerts", complete=True, level="moderate")
    assert (diff.tally.same, diff.tally.changed, diff.tally.patients) == (2, 1, 3)


def test_changes_are_counted_by_rule_and_patients_by_kind(versions: Versions) -> None:
    _, diff = versions.compared(*many(7))

    assert diff.tally.by_rule == {("with-opioid", ChangeKind.LEVEL_CHANGED): 3}
    assert diff.tally.by_kind == {ChangeKind.LEVEL_CHANGED: 3}


def test_a_rule_that_is_gone_changes_questions_too(versions: Versions) -> None:
    (versions.new / "with-ssri.yaml").unlink()
    (versions.new / "with-opioid.yaml").unlink()
    head = versions.new / "pack.yaml"
    head.write_text(head.read_text().replace("rules: 2", "rules: 0"))

    [found], _ = versions.compared({"proposed": ["ketamine"], "history": [], "allergies": []})

    assert Change(ChangeKind.LESS_UNCHECKED, "medications", "major", "") in found.changes


def test_packs_against_themselves_change_nothing(versions: Versions) -> None:
    write_panel(versions.panel, many(7))

    found, diff = versions.run(Order(versions.old, versions.old, str(versions.panel), ()))

    assert found == []
    assert (diff.tally.same, diff.revision.rules) == (7, ())


def test_a_patient_that_cannot_be_read_is_named_and_spoils_no_other(versions: Versions) -> None:
    found, diff = versions.compared("{", patient(2, "oxycodone"), {"medicines": []})

    assert [each.not_checked for each in found] == [
        NotCompared.MISTAKES,
        None,
        NotCompared.MISTAKES,
    ]
    assert diff.tally.not_checked == {NotCompared.MISTAKES: 2}
    assert diff.tally.changed == 1


class Failing:
    """A patient at whom Caveat fails."""

    size = 0

    def place(self) -> JsonObject:
        return {"id": "p-1", "line": 1}

    def report(self, check: Check, today: date) -> Report:
        raise ValueError("ZZCANARY")


def test_a_fault_is_told_by_its_place_alone(versions: Versions) -> None:
    comparing = Comparing((versions.new,), date(2026, 5, 4))

    [found] = comparing(Worker((versions.old,)), Chunk((Failing(),), Mark(), 0)).listed

    assert found.not_checked is NotCompared.FAULT
    assert found.cause.startswith("ValueError at comparing.py:")
    assert "ZZCANARY" not in str(found)


def test_two_processes_find_what_one_finds(versions: Versions) -> None:
    alone, _ = versions.compared(*many(200))
    together, diff = versions.compared(*many(200), processes=2)

    assert together == alone
    assert diff.tally.patients == 200


def test_patients_come_from_standard_input(
    versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "\n".join(json.dumps(each) for each in many(4)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))

    found, _ = versions.run(versions.order("-"))

    assert [each.place["id"] for each in found] == ["p-0", "p-3"]


def test_an_export_is_gathered_elsewhere_than_where_it_lies(
    versions: Versions, tmp_path: Path
) -> None:
    export = tmp_path / "export"
    export.mkdir()
    subject = {"reference": "Patient/p1"}
    taken = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "subject": subject,
        "medicationCodeableConcept": {"text": "oxycodone 5 mg"},
    }
    write_panel(export / "Patient.ndjson", [{"resourceType": "Patient", "id": "p1"}])
    write_panel(export / "MedicationStatement.ndjson", [taken, "{"])

    [found], diff = versions.run(versions.order(str(export)))

    assert found.place == {"id": "p1", "file": "Patient.ndjson", "line": 1}
    assert MILDER in found.changes
    assert diff.tally.strays == 1
    assert sorted(each.name for each in export.iterdir()) == [
        "MedicationStatement.ndjson",
        "Patient.ndjson",
    ]


def test_what_is_not_there_is_refused(versions: Versions) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        versions.run(versions.order(str(versions.folder / "nowhere")))


def test_recorded_checks_are_made_again_with_both(
    versions: Versions, checker: Checker, tmp_path: Path
) -> None:
    log = Log(tmp_path / "log")
    log.hold(checker, "oxycodone")
    log.hold(checker, "sertraline")
    log.hold(checker, "codeine", content=False)

    found, diff = versions.run(versions.order(log.place))

    by_id = {each.place["id"]: each for each in found}
    assert by_id["oxycodone"].changes == (MILDER,)
    assert by_id["codeine"].not_checked is NotCompared.NO_CONTENT
    assert diff.tally.same == 1


def test_a_log_whose_key_is_another_is_told_as_not_checked(
    versions: Versions, checker: Checker, tmp_path: Path
) -> None:
    log = Log(tmp_path / "log")
    log.hold(checker, "oxycodone")
    other = tmp_path / "other"
    new_key(other)

    order = Order(versions.old, versions.new, log.place, (), other)
    [found], _ = versions.run(order)

    assert found.not_checked is NotCompared.NOT_OPENED
