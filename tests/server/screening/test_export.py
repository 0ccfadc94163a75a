"""FHIR bulk exports: resources by type, gathered by patient."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.server.operation.routes import routes
from caveat.source.errors import SettingsError
from tests.case_files import Case, read_cases
from tests.server.fhir_writing import bundle_of, order_of
from tests.server.http.serving import serving
from tests.server.operation.asking import ask, told
from tests.server.screening.panels import Desk, Json

CASES = read_cases()

_GATHERED = 2  # chunks of the whole export, before its first patient is checked


def person(identifier: str = "p1", **more: object) -> Json:
    return {"resourceType": "Patient", "id": identifier, **more}


def takes(text: str, patient: str = "Patient/p1", **more: object) -> Json:
    subject = {"subject": {"reference": patient}, "status": "active"}
    concept = {"medicationCodeableConcept": {"text": text}}
    return {"resourceType": "MedicationRequest", "intent": "order", **subject, **concept, **more}


def write_export(folder: Path, files: Mapping[str, Sequence[Json | str]]) -> None:
    """Write files of an export; those whose name ends in ``.gz`` are packed."""
    for name, resources in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (each if isinstance(each, str) else json.dumps(each) for each in resources)
        raw = "".join(f"{line}\n" for line in lines).encode()
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)


def write_case(case: Case) -> list[Json]:
    """Write a case as resources of a patient who has the case's name."""
    drafts = [order_of(each, number) for number, each in enumerate(case.request.proposed, start=1)]
    text = json.dumps([*(each["resource"] for each in entries_of(case)), *drafts])
    named = text.replace('"Patient/p1"', f'"Patient/{case.slug}"')
    resources: list[Json] = json.loads(named.replace('"id": "p1"', f'"id": "{case.slug}"'))
    return resources


def entries_of(case: Case) -> list[Json]:
    entries: list[Json] = json.loads(json.dumps(bundle_of(case.request)["entry"]))
    return entries


def by_type(resources: list[Json]) -> Mapping[str, list[Json | str]]:
    """Put resources into files as the Bulk Data specification names them."""
    files: dict[str, list[Json | str]] = {}
    for each in resources:
        files.setdefault(f"{each['resourceType']}.000.ndjson", []).append(each)
    return files


@pytest.fixture(scope="module")
def base(checker: Checker) -> Iterator[str]:
    with serving(routes(checker, today=date.today)) as base:
        yield base


@pytest.fixture
def export(desk: Desk) -> Path:
    desk.panel = desk.folder / "export"
    desk.panel.mkdir()
    return desk.panel


def screened(desk: Desk, files: Mapping[str, Sequence[Json | str]]) -> list[Json]:
    write_export(desk.panel, files)
    desk.run(restart=True)
    return desk.answers()


@pytest.mark.parametrize("is_folder", [True, False])
def test_every_case_has_the_alerts_that_the_operation_gives_its_bundle(
    desk: Desk, export: Path, base: str, *, is_folder: bool
) -> None:
    resources = [each for case in CASES for each in write_case(case)]
    if is_folder:
        write_export(export, by_type(resources))
    else:
        write_export(export, {"all.ndjson": list(reversed(resources))})
        desk.panel = export / "all.ndjson"
    desk.run(packs=(), processes=2)

    answers = {answer["id"]: answer for answer in desk.answers()}
    assert len(answers) == len(CASES)
    for case in CASES:
        entries = [{"resource": each} for each in write_case(case)]
        answer = told(ask(base, {"resourceType": "Bundle", "type": "batch", "entry": entries}))
        screened = answers[case.slug]
        assert [each["identifier"][1]["value"] for each in answer.issues] == [
            each["rule"] for each in screened["alerts"]
        ]
        assert answer.headline("outcome") == screened["outcome"].replace(" ", "-")
        assert len(answer.said("open-question")) == screened["questions"]["count"]
        assert len(answer.said("unrecognised")) == len(screened["unrecognised"])


def test_patients_come_in_the_order_of_the_export_with_file_and_line(
    desk: Desk, export: Path
) -> None:
    answers = screened(
        desk,
        {
            "MedicationRequest.000.ndjson": [takes("oxycodone", "Patient/b")],
            "Patient.000.ndjson": [person("c"), person("b")],
            "Patient.001.ndjson": [person("a")],
        },
    )
    assert [(each["id"], each["file"], each["line"]) for each in answers] == [
        ("c", "Patient.000.ndjson", 1),
        ("b", "Patient.000.ndjson", 2),
        ("a", "Patient.001.ndjson", 1),
    ]
    assert [each["level"] for each in answers] == [None, "major", None]


def test_packed_files_and_folders_within_are_read_too(desk: Desk, export: Path) -> None:
    [answer] = screened(
        desk,
        {"a/Patient.ndjson.gz": [person()], "b/MedicationRequest.ndjson": [takes("oxycodone")]},
    )
    assert (answer["file"], answer["level"]) == ("a/Patient.ndjson.gz", "major")


def test_a_resource_that_cannot_be_read_is_its_patient_s_error_and_spoils_no_other(
    desk: Desk, export: Path
) -> None:
    broken = takes("oxycodone", status="sometimes")
    wrong, right = screened(
        desk,
        {
            "MedicationRequest.ndjson": [broken, takes("oxycodone", "Patient/p2")],
            "Patient.ndjson": [person("p1"), person("p2", birthDate="then")],
            "Observation.ndjson": [],
        },
    )
    [violation] = wrong["error"]["violations"]
    assert violation["field"] == "MedicationRequest.ndjson:1 status"
    assert "NOT CHECKED" in wrong["error"]["message"]
    assert "alerts" not in wrong
    assert right["error"]["violations"][0]["field"] == "Patient.ndjson:2 birthDate"


def test_what_the_engine_refuses_is_named_by_its_file_and_line(desk: Desk, export: Path) -> None:
    drafts = [takes(f"ketamine {n} mg IV", status="draft", id=f"k{n}") for n in (20, 40)]
    [answer] = screened(desk, {"a.ndjson": [person()], "b.ndjson": drafts})
    [violation] = answer["error"]["violations"]
    assert violation["field"] == "b.ndjson:2"
    assert "the same medicine as b.ndjson:1" in violation["reason"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is no JSON"),
        ("[]", "is not a JSON object"),
        ('{"id": "x"}', "is no FHIR resource"),
        (takes("oxycodone", "Patient/gone"), "is of a patient who is not in the export"),
        (takes("oxycodone", "Group/p1"), "is not about one patient"),
        (takes("oxycodone", "#p1"), "does not say whom it is about"),
        ({"resourceType": "Condition"}, "does not say whom it is about"),
        (takes("oxycodone", subject="Patient/p1"), "subject: expected an object"),
        ({"resourceType": "Patient"}, "id: is missing"),
        ({"resourceType": "OperationOutcome"}, "not all of the data could be had"),
        ({"resourceType": "Bundle"}, "is a Bundle"),
    ],
)
def test_a_line_that_belongs_to_no_patient_is_named_and_spoils_no_patient(
    desk: Desk, export: Path, line: Json | str, reason: str
) -> None:
    [answer] = screened(
        desk,
        {"a.ndjson": [person(), line], "b.ndjson": [takes("oxycodone")]},
    )
    [(place, told_reason)] = desk.watching.strays.items()
    assert place == "a.ndjson:2"
    assert reason in told_reason
    assert answer["level"] == "major"
    assert desk.run(restart=True).strays == 1


def test_types_that_concern_no_check_are_passed_over(desk: Desk, export: Path) -> None:
    claim = {"resourceType": "Claim", "patient": {"reference": "Patient/gone"}}
    assert len(screened(desk, {"a.ndjson": [claim, person()]})) == 1
    assert not desk.watching.strays


@pytest.mark.parametrize(
    "reference", ["Medication/m1", "https://record.example/fhir/Medication/m1", "urn:uuid:m1"]
)
def test_a_medicine_that_stands_in_a_file_of_its_own_is_found(
    desk: Desk, export: Path, reference: str
) -> None:
    order = takes("", medicationReference={"reference": reference})
    del order["medicationCodeableConcept"]
    medication: Json = {"resourceType": "Medication", "id": "m1", "code": {"text": "oxycodone"}}
    [answer] = screened(desk, {"a.ndjson": [person(), order], "Medication.ndjson": [medication]})
    assert answer["level"] == "major"


def test_an_ingredient_that_is_referred_to_is_found(desk: Desk, export: Path) -> None:
    order = takes("", medicationReference={"reference": "Medication/m1"})
    del order["medicationCodeableConcept"]
    ingredient = {"itemReference": {"reference": "Substance/s1"}}
    medication: Json = {"resourceType": "Medication", "id": "m1", "ingredient": [ingredient]}
    substance: Json = {"resourceType": "Substance", "id": "s1", "code": {"text": "oxycodone"}}
    [answer] = screened(desk, {"a.ndjson": [substance, medication, order, person()]})
    assert answer["level"] == "major"


def test_a_medicine_that_is_not_in_the_export_is_its_patient_s_error(
    desk: Desk, export: Path
) -> None:
    order = takes("", medicationReference={"reference": "Medication/gone"})
    del order["medicationCodeableConcept"]
    [answer] = screened(desk, {"a.ndjson": [person(), order]})
    [violation] = answer["error"]["violations"]
    assert violation["field"] == "a.ndjson:2 medicationReference"
    assert "not at hand" in violation["reason"]


def whole_export() -> Mapping[str, list[Json | str]]:
    people: list[Json | str] = [person(f"p{number}") for number in range(200)]
    orders: list[Json | str] = [takes("oxycodone", f"Patient/p{n}") for n in range(0, 200, 3)]
    return {"Patient.ndjson": people, "MedicationRequest.ndjson": orders}


def test_a_killed_run_over_an_export_is_gone_on_with(desk: Desk, export: Path) -> None:
    write_export(export, whole_export())
    desk.kill(after=_GATHERED + 2)
    assert (desk.folder / "alerts.ndjson.gathering").exists()
    desk.run()
    assert desk.watching.earlier > 0
    whole = desk.folder / "whole.ndjson"
    desk.run(out=whole)
    assert desk.out.read_bytes() == whole.read_bytes()
    assert not (desk.folder / "alerts.ndjson.gathering").exists()


def test_an_export_that_was_changed_is_refused(desk: Desk, export: Path) -> None:
    write_export(export, whole_export())
    desk.kill(after=_GATHERED + 2)
    path = export / "MedicationRequest.ndjson"
    path.write_bytes(path.read_bytes().replace(b"oxycodone", b"oxycodons", 1))
    with pytest.raises(SettingsError, match="the export has changed"):
        desk.run()


def test_an_output_within_the_export_is_refused(desk: Desk, export: Path) -> None:
    write_export(export, {"a.ndjson": [person()]})
    with pytest.raises(SettingsError, match="lies in the folder that is read"):
        desk.run(out=export / "alerts.ndjson")


def test_a_folder_without_ndjson_is_refused(desk: Desk, export: Path) -> None:
    (export / "Patient.json").write_text("{}")
    with pytest.raises(SettingsError, match=r"has no file whose name ends in \.ndjson"):
        desk.run()
