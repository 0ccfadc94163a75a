"""The EHR on the other side: its FHIR server, which is read, and its tokens, which are verified."""
