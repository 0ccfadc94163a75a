"""What may stand in a patient file."""

from collections.abc import Mapping

from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.source.shape import (
    Either,
    Facts,
    Field,
    Flag,
    Listed,
    Number,
    Shape,
    Text,
    Words,
)

_SCALAR = Text(of_number=True, of_flag=True)

CODE = Shape(
    "code",
    "A value in a code system.",
    {
        "system": Field(
            Text(such_as=("rxnorm", "atc", "icd10cm", "snomed")),
            "The code system, by its short name or its URI.",
            required=True,
        ),
        "value": Field(
            _SCALAR, "The code; best in quotes, so that no digit is lost.", required=True
        ),
    },
)


def _said(text: str, of: str) -> dict[str, Field]:
    return {
        "text": Field(Text(), text),
        "code": Field(CODE, f"A code of {of}."),
        "codes": Field(Listed(CODE), f"Several codes of {of}."),
    }


_ANY_OF = ("text", "code", "codes")


def _words(statuses: type[MedicationStatus] | type[ConditionStatus]) -> Words:
    return Words(tuple(status.value for status in statuses))


_TAKEN: Mapping[str, Field] = {
    **_said("The medicine, as it was written down.", "the same medicine"),
    "dose": Field(_SCALAR, "The dose, such as 40 mg or 0.5 mg/kg, where the text does not say it."),
    "route": Field(
        Text(such_as=("intravenous", "intramuscular", "nasal", "oral", "sublingual")),
        "The route, such as intravenous or IV, where the text does not say it.",
    ),
    "status": Field(_words(MedicationStatus), "Whether it is taken; left out, what the text says."),
    "last-taken": Field(_SCALAR, "When it was last taken."),
    "reason": Field(Text(), "What it is taken for."),
}

MEDICATION = Shape(
    "medication-entry",
    "A medicine with its parts: a text, a code or both.",
    _TAKEN,
    any_of=_ANY_OF,
)
PROPOSAL = Shape(
    "proposal-entry",
    "A proposed medicine with its parts and the plan for it.",
    {
        **_TAKEN,
        "plan": Field(
            Facts(), "Facts of the planned treatment, such as {setting: home, sprayers: 2}."
        ),
    },
    any_of=_ANY_OF,
)
CONDITION = Shape(
    "condition-entry",
    "A condition with its parts: a text, a code or both.",
    {
        **_said("The condition, as it was written down.", "the same condition"),
        "status": Field(
            _words(ConditionStatus),
            "Whether, when and of whom it holds; left out, what the text says.",
        ),
    },
    any_of=_ANY_OF,
)
ALLERGY = Shape(
    "allergy-entry",
    "An allergy with its parts: a text, a code or both.",
    _said("What the patient does not tolerate, as it was written down.", "the same"),
    any_of=_ANY_OF,
)
_MEDICATION = Either(
    (Text(), MEDICATION),
    "A medicine, as a text such as 'Minipress 2 mg at night', or with its parts.",
)
TRIAL = Shape(
    "trial-entry",
    "An antidepressant that was tried, and how it went; what is left out is not known.",
    {
        "medication": Field(
            _MEDICATION, "The antidepressant, such as sertraline 150 mg.", required=True
        ),
        "adequate-dose": Field(Flag(), "Whether the dose was high enough."),
        "adequate-duration": Field(Flag(), "Whether it was taken long enough."),
        "adherent": Field(Flag(), "Whether the patient took it as prescribed."),
        "improvement-percent": Field(Number(), "By how many percent the depression improved."),
        "remission": Field(Flag(), "Whether the depression went away."),
    },
)
_PROPOSAL = Either(
    (Text(), PROPOSAL),
    "A proposed medicine, as a text such as 'ketamine 40 mg IV', or with its parts.",
)
_CONDITION = Either(
    (Text(), CONDITION), "A condition, as a text such as 'h/o psychosis', or with its parts."
)
_ALLERGY = Either((Text(), ALLERGY), "An allergy, as a text such as 'codeine', or with its codes.")
_TRIAL = Either((Text(), TRIAL), "A trial, as the text of its medicine, or with how it went.")

PATIENT = Shape(
    "patient",
    "A patient and what is proposed for them. A list that is left out was not asked; [] means "
    "none.",
    {
        "proposed": Field(
            Either((Words(("none",)), Listed(_PROPOSAL))),
            "Medicines that somebody means to give; left out: a pack may assume its own; none: "
            "nothing is proposed, and the list is checked by itself.",
        ),
        "medications": Field(
            Listed(_MEDICATION),
            "What the patient takes, as it was written down. Left out: not asked; []: none.",
        ),
        "history": Field(
            Listed(_CONDITION),
            "The patient's conditions, as they were written down; 'denies psychosis' and 'mother "
            "with bipolar' are understood. Left out: not asked; []: none.",
        ),
        "allergies": Field(
            Listed(_ALLERGY), "What the patient does not tolerate. Left out: not asked; []: none."
        ),
        "observations": Field(
            Facts(),
            "Facts by name, such as {age: 44, weight: 80 kg, setting: clinic, evaluated: true}.",
        ),
        "trials": Field(
            Listed(_TRIAL),
            "Antidepressants that were tried, and how it went. Left out: not asked; []: none.",
        ),
        "request-id": Field(
            _SCALAR,
            "A name for the request; handed back unread, and no place for the patient's name.",
        ),
    },
)
