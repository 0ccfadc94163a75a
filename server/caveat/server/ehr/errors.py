"""What goes wrong with an EHR; it holds no URL, no token and nothing about a patient."""

from caveat.source.errors import CaveatError


class FetchError(CaveatError):
    """The EHR's FHIR server gave no answer that can be relied on; ``reason`` is a predicate."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the FHIR server {reason}")
