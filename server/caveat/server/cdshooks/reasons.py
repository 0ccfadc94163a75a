"""Why a clinician may set a card aside, in HL7's codes.

The code system comes with CDS Hooks 3.0 (HL7/cds-hooks,
``input/vocabulary/CodeSystem-non-adherence-reason-codes.json``), which suggests it to services;
codes and displays stand here as they are defined there.
"""

from collections.abc import Mapping

NON_ADHERENCE = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"

_DISPLAYS = {
    "risk-benefit-ratio": "Recipient assessment of risk/benefit ratio",
    "mitigate-risk-negative-outcome": "Action taken to mitigate risk of negative outcome",
    "action-performed-no-adverse-effect": (
        "Intended action was performed previously without adverse effect"
    ),
    "action-completed": "Recommended action was already completed",
    "cds-not-applicable": "PC CDS does not apply to patient",
    "recipient-disagrees-evidence": (
        "Recipient disagrees with recommendation because of issues with the evidence"
    ),
    "expert-contradicts": "Advice from expert contradicts the recommended action",
    "does-not-align-preferences": (
        "Recommendation does not align with patient preferences or values"
    ),
}

OVERRIDE_REASONS: tuple[Mapping[str, str], ...] = tuple(
    {"code": code, "system": NON_ADHERENCE, "display": display}
    for code, display in _DISPLAYS.items()
)
