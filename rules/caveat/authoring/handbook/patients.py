"""The patient of an example in words."""

from collections.abc import Iterable, Iterator

from caveat.reading.codes import Code
from caveat.rules.model import Example, Expectation
from caveat.rules.patient import (
    Allergy,
    Condition,
    Medication,
    Observation,
    Proposal,
    Request,
    Trial,
)

_HAPPENS = {
    Expectation.ALERT: "The rule alerts.",
    Expectation.NONE: "The rule is silent.",
    Expectation.UNDECIDED: "The rule asks for what is missing.",
}


def what_happens(example: Example) -> str:
    """Say what the rule does for the patient of an example."""
    if example.level:
        return f"The rule alerts: {example.level.word}."
    return _HAPPENS[example.expect]


def patient_in_words(request: Request) -> str:
    """Say what is known of a patient, list by list; a list that is not named was not asked."""
    return " ".join(_sentences(request)) or "Nobody has asked anything."


def _sentences(request: Request) -> Iterator[str]:
    patient = request.patient
    if request.nothing_proposed:
        yield "Nothing is proposed."
    elif request.proposed:
        yield f"Proposed: {_listed(map(_proposal, request.proposed))}."
    if patient.medications is not None:
        yield f"Takes: {_listed(map(_medication, patient.medications))}."
    if patient.conditions is not None:
        yield f"History: {_listed(map(_condition, patient.conditions))}."
    if patient.allergies is not None:
        yield f"Allergies: {_listed(map(_entry, patient.allergies))}."
    if patient.observations:
        yield f"Facts: {_listed(map(_observation, patient.observations))}."
    if patient.trials is not None:
        yield f"Tried: {_listed(map(_trial, patient.trials))}."


def _listed(entries: Iterable[str]) -> str:
    return "; ".join(entries) or "none"


def _proposal(proposal: Proposal) -> str:
    plan = ", ".join(map(_observation, proposal.plan))
    medication = _medication(proposal.medication)
    return f"{medication} (planned: {plan})" if plan else medication


def _medication(medication: Medication) -> str:
    stated = (
        medication.dose,
        medication.route,
        medication.status.value if medication.status else "",
        f"last taken {medication.last_taken}" if medication.last_taken else "",
        f"for {medication.reason}" if medication.reason else "",
    )
    return ", ".join(filter(None, (_named(medication.text, medication.codes), *stated)))


def _condition(condition: Condition) -> str:
    status = condition.status.value.replace("-", " ") if condition.status else ""
    return ", ".join(filter(None, (_named(condition.text, condition.codes), status)))


def _entry(allergy: Allergy) -> str:
    return _named(allergy.text, allergy.codes)


def _named(text: str, codes: Iterable[Code]) -> str:
    return " = ".join(filter(None, (text, *map(str, codes)))) or "an entry without a name"


def _observation(observation: Observation) -> str:
    value = observation.value
    if isinstance(value, bool):
        words = "yes" if value else "no"
    else:
        words = f"{value:g}" if isinstance(value, float) else value
    return f"{observation.name} {words} {observation.unit}".strip()


def _trial(trial: Trial) -> str:
    improved = trial.improvement_percent
    stated = (
        _flag("adequate dose", trial.adequate_dose),
        _flag("adequate duration", trial.adequate_duration),
        _flag("adherent", trial.adherent),
        "" if improved is None else f"improved by {improved:g} %",
        _flag("remission", trial.remission),
    )
    return ", ".join(filter(None, (_medication(trial.medication), *stated)))


def _flag(name: str, value: bool | None) -> str:  # noqa: FBT001 - it is what is said
    return "" if value is None else f"{name}: {'yes' if value else 'no'}"
