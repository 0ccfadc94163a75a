"""The FHIR operation: a patient as a Bundle in, detected issues out."""
