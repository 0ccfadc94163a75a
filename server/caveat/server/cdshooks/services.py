"""The services that this server offers, one a hook, and how discovery describes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from caveat.server.cdshooks.options import ALWAYS, AT_SELECT, AT_SIGN, EXTENSION, Option
from caveat.server.cdshooks.templates import TEMPLATES
from caveat.server.http.body import JsonObject

ORDER_SELECT = "order-select"
ORDER_SIGN = "order-sign"
PATIENT_VIEW = "patient-view"
MEDICATION_VERIFY = "medication-verify"

_REQUIREMENTS = (
    "FHIR R4. Every prefetch key is needed: null says that the patient has none, and for a key "
    "that is left out the FHIR server of the request is asked, if the operator of this service "
    "allows it. Without the data there is no check, and the answer is 412."
)


@dataclass(frozen=True, slots=True)
class Service:
    """One service: what calls it, and what it tells a clinician."""

    hook: str
    title: str
    description: str
    options: tuple[Option, ...] = ALWAYS

    @property
    def id(self) -> str:
        """The last part of the address that the service is called at."""
        return f"caveat-{self.hook}"

    def document(self) -> JsonObject:
        """Write the service as discovery shows it."""
        return {
            "id": self.id,
            "hook": self.hook,
            "title": self.title,
            "description": self.description,
            "usageRequirements": _REQUIREMENTS,
            "prefetch": dict(TEMPLATES),
            "extension": {EXTENSION: [option.document() for option in self.options]},
        }


_SERVICES = (
    Service(
        ORDER_SELECT,
        "Caveat: medicines being ordered",
        "Checks the selected medicines against the patient's medications, history, allergies and "
        "measurements, and says what could not be checked.",
        (*ALWAYS, AT_SELECT),
    ),
    Service(
        ORDER_SIGN,
        "Caveat: medicines about to be signed",
        "Checks every medicine about to be signed against the patient's medications, history, "
        "allergies and measurements, and says what could not be checked.",
        (*ALWAYS, AT_SIGN),
    ),
    Service(
        PATIENT_VIEW,
        "Caveat: the patient as a candidate",
        "Checks whether the patient could have the medicine that the loaded rules are about, and "
        "says what could not be checked.",
    ),
    Service(
        MEDICATION_VERIFY,
        "Caveat: a medicine to be verified",
        "Checks a signed order that a pharmacist is about to verify, and says what could not be "
        "checked.",
    ),
)

SERVICES: Mapping[str, Service] = {service.id: service for service in _SERVICES}
"""The services by their ids."""


def discovery() -> JsonObject:
    """Describe all services."""
    return {"services": [service.document() for service in _SERVICES]}
