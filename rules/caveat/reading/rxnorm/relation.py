"""The relations of RxNorm that lead from a concept to what it is made of."""

from dataclasses import dataclass
from enum import Enum, auto

INGREDIENT = "IN"
PRECISE = "PIN"
COMBINATION = "MIN"
BRAND = "BN"
COMPONENT = "SCDC"
NAMED = (INGREDIENT, PRECISE, COMBINATION, BRAND)
PACKS = frozenset({"GPCK", "BPCK"})
PRODUCTS = frozenset({"SCD", "SBD"})
FORMS = frozenset({"DF", "DFG"})


class Family(Enum):
    """A relation, whichever way round it is written."""

    INGREDIENT = auto()
    COMPONENT = auto()
    CONTENT = auto()
    PART = auto()
    FORM = auto()
    BRAND = auto()
    KIND = auto()
    DOSE_FORM = auto()


FAMILIES = {
    "has_ingredient": Family.INGREDIENT,
    "ingredient_of": Family.INGREDIENT,
    "has_ingredients": Family.INGREDIENT,
    "ingredients_of": Family.INGREDIENT,
    "has_precise_ingredient": Family.INGREDIENT,
    "precise_ingredient_of": Family.INGREDIENT,
    "consists_of": Family.COMPONENT,
    "constitutes": Family.COMPONENT,
    "contains": Family.CONTENT,
    "contained_in": Family.CONTENT,
    "has_part": Family.PART,
    "part_of": Family.PART,
    "form_of": Family.FORM,
    "has_form": Family.FORM,
    "tradename_of": Family.BRAND,
    "has_tradename": Family.BRAND,
    "isa": Family.KIND,
    "inverse_isa": Family.KIND,
    "has_dose_form": Family.DOSE_FORM,
    "dose_form_of": Family.DOSE_FORM,
    "has_doseformgroup": Family.DOSE_FORM,
    "doseformgroup_of": Family.DOSE_FORM,
}


@dataclass(frozen=True, slots=True)
class Way:
    """Leads from a concept to what it is made of: all of it, or some of it at least."""

    family: Family
    targets: frozenset[str]
    whole: bool = True


def _way(family: Family, *targets: str, whole: bool = True) -> Way:
    return Way(family, frozenset(targets), whole)


_SUBSTANCES = _way(Family.INGREDIENT, INGREDIENT, PRECISE)
_SOME_SUBSTANCES = _way(Family.INGREDIENT, INGREDIENT, PRECISE, whole=False)
_COMBINATION = _way(Family.INGREDIENT, COMBINATION)

WAYS: dict[str, tuple[Way, ...]] = {
    PRECISE: (_way(Family.FORM, INGREDIENT),),
    COMBINATION: (_way(Family.PART, INGREDIENT, PRECISE),),
    BRAND: (_way(Family.BRAND, *NAMED[:3]), _SOME_SUBSTANCES),
    COMPONENT: (_SUBSTANCES,),
    "SCDF": (_SUBSTANCES, _COMBINATION),
    "SCDG": (_SUBSTANCES, _COMBINATION),
    "SCDFP": (_way(Family.KIND, "SCDF"), _COMBINATION, _SOME_SUBSTANCES),
    "SCDGP": (_way(Family.KIND, "SCDG"), _COMBINATION, _SOME_SUBSTANCES),
    "SCD": (
        _way(Family.COMPONENT, COMPONENT),
        _COMBINATION,
        _way(Family.KIND, "SCDF"),
        _SOME_SUBSTANCES,
    ),
    "SBDC": (_way(Family.BRAND, COMPONENT), _SOME_SUBSTANCES),
    "SBDF": (_way(Family.BRAND, "SCDF"),),
    "SBDG": (_way(Family.BRAND, "SCDG"),),
    "SBDFP": (_way(Family.BRAND, "SCDFP"), _way(Family.KIND, "SBDF")),
    "SBD": (
        _way(Family.COMPONENT, "SBDC", COMPONENT),
        _way(Family.BRAND, "SCD"),
        _way(Family.KIND, "SBDF"),
        _SOME_SUBSTANCES,
    ),
    "GPCK": (_way(Family.CONTENT, "SCD"),),
    "BPCK": (_way(Family.CONTENT, "SBD", "SCD"), _way(Family.BRAND, "GPCK")),
}
"""The ways of each term type, the one that decides first; the others must agree with it."""

BRANDED = frozenset({"SBD", "SBDC", "SBDF", "SBDG", "SBDFP", "BPCK"})
"""The term types whose concepts name their brand."""

UNCOUNTED = frozenset({PRECISE, BRAND, "SBDG"})
"""The term types whose names do not list what is in them."""


def _pairs() -> frozenset[tuple[Family, str, str]]:
    made_of = (
        (way.family, upper, to) for upper in WAYS for way in WAYS[upper] for to in way.targets
    )
    brands = ((Family.INGREDIENT, upper, BRAND) for upper in BRANDED)
    forms = ((Family.DOSE_FORM, upper, form) for upper in WAYS for form in FORMS)
    return frozenset((*made_of, *brands, *forms))


_PAIRS = _pairs()


def leads_down(family: Family, upper: str, lower: str) -> bool:
    """Say whether a relation leads from the one term type down to the other."""
    return (family, upper, lower) in _PAIRS


def must_lead_down(family: Family, term_type: str) -> bool:
    """Say whether a relation of a concept leads to a part of it, whatever the other end is."""
    first = WAYS.get(term_type, ())[:1]
    return family is not Family.KIND and any(way.family is family for way in first)
