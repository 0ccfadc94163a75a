"""Codes and the systems that they come from."""

import pytest

from caveat.reading.codes import ATC, ICD10CM, NDC, RXNORM, SNOMED, Code


@pytest.mark.parametrize(
    ("system", "known"),
    [
        ("rxnorm", RXNORM),
        (" RxNorm ", RXNORM),
        ("http://www.nlm.nih.gov/research/umls/rxnorm", RXNORM),
        ("urn:oid:2.16.840.1.113883.6.88", RXNORM),
        ("http://www.whocc.no/atc", ATC),
        ("http://hl7.org/fhir/sid/ndc", NDC),
        ("ICD-10-CM", ICD10CM),
        ("http://hl7.org/fhir/sid/icd-10-cm", ICD10CM),
        ("SNOMED CT", SNOMED),
        ("http://snomed.info/sct", SNOMED),
        ("loinc", None),
        ("", None),
    ],
)
def test_a_system_is_known_by_its_names_and_addresses(system: str, known: str | None) -> None:
    assert known == Code(system, "1").known_system


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (Code("http://snomed.info/sct", "69322001"), "snomed 69322001"),
        (Code("local", "7"), "local 7"),
    ],
)
def test_a_code_is_shown_with_its_system_by_the_short_name(code: Code, text: str) -> None:
    assert text == str(code)
