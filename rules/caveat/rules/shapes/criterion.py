"""What may stand in the criteria of a rule's ``when`` and ``unless``."""

from collections.abc import Mapping

from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules.model import Comparison
from caveat.source.shape import (
    Either,
    Field,
    Flag,
    Form,
    Known,
    Later,
    Listed,
    Number,
    Shape,
    Text,
    Words,
)

DOSE_UNITS = ("mg", "mg/kg")
COMPARISONS = tuple(comparison.value for comparison in Comparison)
CRITERION = Later("criterion", lambda: _CRITERION)

_CRITERIA = Listed(CRITERION, at_least=1)
_ROUTES = Listed(Known("route"), at_least=1, singly=True)
_SAYS = {"below": "Less than", "above": "More than", "at_least": "At least", "at_most": "At most"}
_BOUNDS: Mapping[str, Field] = {
    name: Field(Number(), f"{_SAYS[name]} this number.") for name in COMPARISONS
}
_TAKEN: Mapping[str, Field] = {
    "status": Field(
        Listed(Words(tuple(status.value for status in MedicationStatus)), at_least=1),
        "The statuses that count; left out, active and planned.",
    ),
    "route": Field(
        _ROUTES, "The routes that count; a route that is not known leaves the question open."
    ),
    "except_route": Field(_ROUTES, "Routes that do not count; a route that is not known counts."),
}

MEDICATION = Shape(
    "medication",
    "The patient takes such a medicine. Undecided where the medications were not asked.",
    {
        "medication": Field(
            Known("term"), "The ingredient or class that the patient takes.", required=True
        ),
        **_TAKEN,
    },
)
CONDITION = Shape(
    "condition",
    "The patient has this condition, or a narrower one. Undecided where the history was not asked.",
    {
        "condition": Field(Known("condition"), "A condition of the vocabulary.", required=True),
        "status": Field(
            Listed(Words(tuple(status.value for status in ConditionStatus)), at_least=1),
            "The statuses that count; left out, those that the vocabulary has for the condition.",
        ),
    },
)
OBSERVATION = Shape(
    "observation",
    "A fact is one of these values, or lies within every bound. Undecided where the fact is "
    "missing.",
    {
        "observation": Field(Known("observation"), "A fact of the vocabulary.", required=True),
        "is": Field(
            Listed(Text(of_number=True, of_flag=True), at_least=1, singly=True),
            "The value that the fact must have, or a list of values: true or false, a choice such "
            "as home, or a number in the fact's unit.",
        ),
        **_BOUNDS,
    },
    one_of=(("is",), COMPARISONS),
)
DOSE_WITHIN = Shape(
    "dose-within",
    "The unit, and one of 'is', 'stated' and bounds.",
    {
        "unit": Field(
            Words(DOSE_UNITS), "mg, or mg per kg of the patient's weight.", required=True
        ),
        "is": Field(Listed(Number(), at_least=1, singly=True), "The dose, or a list of doses."),
        "stated": Field(
            Flag(never_false=True), "true: the dose was written in this unit, whatever it is."
        ),
        **_BOUNDS,
    },
    one_of=(("is",), ("stated",), COMPARISONS),
)
DOSE = Shape(
    "dose",
    "The dose of the medicine that the rule is about. Undecided where the dose is missing.",
    {"dose": Field(DOSE_WITHIN, "The unit, and one of 'is', 'stated' and bounds.", required=True)},
)
ROUTE = Shape(
    "route",
    "The route of the medicine that the rule is about. Undecided where the route is not known.",
    {
        "route": Field(
            _ROUTES,
            "The route by which the medicine is given, or a list of routes.",
            required=True,
        )
    },
)
ALLERGY = Shape(
    "allergy",
    "The patient does not tolerate this. Undecided where the allergies were not asked.",
    {
        "allergy": Field(
            Known("term"),
            "The ingredient or class that the patient does not tolerate.",
            required=True,
        )
    },
)
COUNTED = Shape(
    "counted",
    "Which medicines are counted, and how many it takes.",
    {
        "medication": Field(
            Known("term"), "The ingredient or class that is counted.", required=True
        ),
        **_TAKEN,
        "at_least": Field(Number(whole=True, lowest=1), "How many it takes.", required=True),
    },
)
COUNT = Shape(
    "count",
    "The patient takes several such medicines, each of another substance.",
    {"count": Field(COUNTED, "Which medicines are counted, and how many it takes.", required=True)},
)
ALL = Shape(
    "all",
    "Every one of these holds.",
    {"all": Field(_CRITERIA, "Criteria that must all hold.", required=True)},
)
ANY = Shape(
    "any",
    "At least one of these holds.",
    {"any": Field(_CRITERIA, "Criteria of which one must hold.", required=True)},
)
NOT = Shape(
    "not",
    "This does not hold. Above level info it may not look at conditions or medications.",
    {"not": Field(CRITERION, "The criterion that must not hold.", required=True)},
)
_CRITERION: Form = Either(
    (MEDICATION, CONDITION, OBSERVATION, DOSE, ROUTE, ALLERGY, COUNT, ALL, ANY, NOT),
    "One of: medication, condition, observation, dose, route, allergy, count, all, any, not.",
)
