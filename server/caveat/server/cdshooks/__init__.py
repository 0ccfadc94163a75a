"""CDS Hooks 2.0: an EHR calls while a clinician orders, and is answered with cards."""
