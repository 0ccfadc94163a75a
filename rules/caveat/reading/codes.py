"""Codes and the systems that they come from."""

from dataclasses import dataclass

RXNORM = "rxnorm"
ATC = "atc"
NDC = "ndc"
ICD10CM = "icd10cm"
SNOMED = "snomed"

_SYSTEMS = {
    "rxnorm": RXNORM,
    "rxcui": RXNORM,
    "http://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "atc": ATC,
    "http://www.whocc.no/atc": ATC,
    "urn:oid:2.16.840.1.113883.6.73": ATC,
    "ndc": NDC,
    "http://hl7.org/fhir/sid/ndc": NDC,
    "icd10cm": ICD10CM,
    "icd-10-cm": ICD10CM,
    "icd10": ICD10CM,
    "icd-10": ICD10CM,
    "http://hl7.org/fhir/sid/icd-10-cm": ICD10CM,
    "http://hl7.org/fhir/sid/icd-10": ICD10CM,
    "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
    "snomed": SNOMED,
    "snomedct": SNOMED,
    "snomed ct": SNOMED,
    "snomed-ct": SNOMED,
    "sct": SNOMED,
    "http://snomed.info/sct": SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
}


@dataclass(frozen=True, slots=True)
class Code:
    """A value in a code system, as it was submitted."""

    system: str
    value: str

    @property
    def known_system(self) -> str | None:
        """The system by its short name, or ``None`` where it is none that Caveat reads."""
        return _SYSTEMS.get(self.system.strip().lower())

    def __str__(self) -> str:
        return f"{self.known_system or self.system} {self.value}"
