"""Rules as ClinicalUseDefinitions, held against the models of FHIR R5."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fhir.resources.bundle import Bundle

from caveat.authoring.interchange.codings import SYSTEMS
from caveat.authoring.interchange.fhir.bundle import fhir_of
from caveat.authoring.interchange.fhir.narrative import narrative_of
from caveat.authoring.interchange.plain import Export
from caveat.reading.codes import Code
from caveat.rules import Checker
from tests.rules.small_packs import checker_of, rule, write_pack

ELEMENTS = ("contraindication", "indication", "interaction", "undesirableEffect", "warning")
Exporting = Callable[..., Mapping[str, Any]]


@pytest.fixture(scope="module")
def built_in(checker: Checker) -> Export:
    return fhir_of(checker.book, checker.book.rules)


@pytest.fixture
def exported(checker: Checker, tmp_path: Path) -> Exporting:
    """Give a function that exports one small rule, and sees that it is valid."""

    def export(scope: str, kind: str, level: str = "moderate") -> Mapping[str, Any]:
        text = rule("r", scope, level).replace("kind: precaution", f"kind: {kind}")
        folder = write_pack(tmp_path / "small", text)
        written = fhir_of(checker_of([folder], checker.book.vocabulary).book, ["r"])
        Bundle.model_validate_json(written.text())
        return resources(written)[0]

    return export


def resources(export: Export) -> list[Mapping[str, Any]]:
    entries: Any = export.document["entry"]
    return [entry["resource"] for entry in entries]


def extensions(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        each["url"].removeprefix("urn:caveat:"): next(
            value for name, value in each.items() if name != "url"
        )
        for each in resource["extension"]
    }


def test_the_bundle_of_all_rules_is_valid_in_the_models_of_r5(built_in: Export) -> None:
    bundle: Any = Bundle.model_validate_json(built_in.text())
    assert len(bundle.entry) == len(built_in.rule_ids) > 100


def test_each_resource_has_the_one_element_of_its_type(built_in: Export) -> None:
    for resource in resources(built_in):
        assert [name for name in ELEMENTS if name in resource] == [resource["type"]]


def test_contained_medicines_are_those_that_the_resource_refers_to(built_in: Export) -> None:
    for resource in resources(built_in):
        contained = [f"#{each['id']}" for each in resource["contained"]]
        assert [each["reference"] for each in resource["subject"]] == contained
        assert contained


def test_ids_and_addresses_are_unique(built_in: Export) -> None:
    entries: Any = built_in.document["entry"]
    assert len({entry["fullUrl"] for entry in entries}) == len(entries)
    assert len({entry["resource"]["id"] for entry in entries}) == len(entries)


def test_the_codes_of_a_medicine_are_those_of_the_vocabulary(
    checker: Checker, exported: Exporting
) -> None:
    systems = {url: system for system, url in SYSTEMS.items()}
    written = exported("between: [ketamine, ssri]", "interaction")
    for interactant in written["interaction"]["interactant"]:
        concept = interactant["itemCodeableConcept"]
        for coding in concept.get("coding", ()):
            code = Code(systems[coding["system"]], coding["code"])
            assert checker.book.vocabulary.codes[code].terms == (concept["text"],)


def test_an_interaction_has_its_interactants_effect_incidence_and_management(
    exported: Exporting,
) -> None:
    interaction = exported("between: [ketamine, lithium]\nharm: rare", "interaction")["interaction"]
    (interactant,) = interaction["interactant"]
    assert interactant["itemCodeableConcept"]["text"] == "lithium"
    assert interaction["type"]["coding"][0]["code"] == "drug-drug"
    assert interaction["effect"] == {"concept": {"text": "a"}}
    assert interaction["incidence"] == {"text": "rare"}
    assert interaction["management"] == [{"text": "c"}]


def test_a_contraindication_has_the_codes_of_its_condition_and_its_status(
    exported: Exporting,
) -> None:
    scope = "about: ketamine\nwhen: [{condition: psychosis, status: [active]}]"
    written = exported(scope, "contraindication")["contraindication"]
    coding = written["diseaseSymptomProcedure"]["concept"]["coding"]
    assert {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F20"} in coding
    assert written["diseaseStatus"] == {"concept": {"text": "active"}}


def test_a_condition_of_the_family_is_not_coded_as_the_patients(exported: Exporting) -> None:
    scope = "about: ketamine\nwhen: [{condition: psychosis, status: [family-history]}]"
    written = exported(scope, "contraindication")["contraindication"]
    assert "coding" not in written["diseaseSymptomProcedure"]["concept"]


def test_what_must_hold_beside_a_condition_is_a_comorbidity_or_another_therapy(
    exported: Exporting,
) -> None:
    scope = "about: ketamine\nwhen: [{observation: age, below: 18}, {medication: lithium}, "
    scope += "{condition: psychosis}]"
    written = exported(scope, "contraindication")["contraindication"]
    assert "psychosis" in written["diseaseSymptomProcedure"]["concept"]["text"]
    assert written["comorbidity"] == [{"concept": {"text": "age is below 18 year"}}]
    (therapy,) = written["otherTherapy"]
    assert therapy["treatment"]["concept"]["text"] == "lithium"
    assert therapy["relationshipType"]["coding"][0]["code"] == "contraindicated-only-with"


@pytest.mark.parametrize(
    "kind", ["precaution", "monitoring", "dosing", "supervision", "interaction"]
)
def test_any_other_statement_is_a_warning_with_its_criteria_in_words(
    exported: Exporting, kind: str
) -> None:
    written = exported("about: ketamine\nwhen: [{observation: age, below: 18}]", kind)
    assert written["type"] == "warning"
    assert written["warning"] == {"description": "a\n\nc", "code": {"text": "r"}}
    assert extensions(written)["when"] == "age is below 18 year"
    assert written["category"][0]["text"] == kind


def test_what_fhir_has_no_element_for_is_an_extension(exported: Exporting) -> None:
    written = extensions(
        exported("between: [ketamine, ssri]\nnext-review: 2027-01-01", "interaction")
    )
    assert written["level"] == "moderate"
    assert written["grade"] == "theory"
    assert written["serious"] is False
    assert written["mechanism"] == "b"
    assert written["next-review"] == "2027-01-01"
    assert written["pack"] == {"system": "urn:caveat:pack", "version": "1.0.0", "code": "small"}
    assert written["partner"]["code"] == "ssri"
    assert written["citation"]["citation"] == "An article, throughout"


def test_a_draft_has_the_status_of_one_and_its_text_says_so(exported: Exporting) -> None:
    written = exported("between: [ketamine, lithium]\ndraft: true", "interaction", "minor")
    assert written["status"]["coding"][0]["code"] == "draft"
    assert "Draft, not confirmed. minor: r" in written["text"]["div"]


def test_the_narrative_is_xml_whatever_signs_a_rule_has(checker: Checker) -> None:
    rule_of_others = replace(checker.book.rules["ketamine-alcohol"], consequence="a < b & \x07 c")
    div: Any = narrative_of(rule_of_others)["div"]
    paragraphs = [each.text for each in ET.fromstring(div)]  # noqa: S314  our own text
    assert paragraphs[1] == "a < b & \ufffd c"


def test_an_id_that_fhir_does_not_allow_is_a_digest_and_the_identifier_has_it_all(
    checker: Checker, tmp_path: Path
) -> None:
    name = 70 * "long"
    folder = write_pack(tmp_path / "small", rule(name[:70], "about: ketamine"))
    export = fhir_of(checker_of([folder], checker.book.vocabulary).book, [name[:70]])
    (resource,) = resources(export)
    Bundle.model_validate_json(export.text())
    assert len(resource["id"]) == 64
    assert resource["identifier"][0]["value"] == name[:70]


def test_what_goes_together_is_no_danger_and_is_told_as_a_loss(built_in: Export) -> None:
    (loss,) = (loss for loss in built_in.losses if "no type" in loss.what)
    assert not set(loss.names) & set(built_in.rule_ids)
    issues: Any = built_in.document["issues"]
    assert any(all(name in each["diagnostics"] for name in loss.names) for each in issues["issue"])


def test_the_same_rules_give_the_same_bytes(checker: Checker, built_in: Export) -> None:
    assert fhir_of(checker.book, checker.book.rules).text() == built_in.text()
