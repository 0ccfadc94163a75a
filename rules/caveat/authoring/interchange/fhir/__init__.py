"""Rules as ClinicalUseDefinitions of FHIR R5."""
