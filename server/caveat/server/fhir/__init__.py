"""Reads FHIR R4 documents into patients and proposals that the engine checks."""
