"""Patients drawn from the vocabulary, as a person might write them."""

from functools import cache

from hypothesis import strategies as st

from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.reading.terms import load_vocabulary
from caveat.rules import Condition, Medication, Observation, Patient, Proposal, Request

vocabulary = cache(load_vocabulary)


@cache
def medicine_names() -> list[str]:
    """Give names of ingredients, brands and classes, and words that name nothing."""
    of_classes = [key for key in vocabulary().names.substances.keys if _has_class(key)]
    return [*of_classes, "xyzzyprin", "metropolol", "clonodine", "hydroxyzin"]


def _has_class(key: str) -> bool:
    substance = vocabulary().names.substances.get(key)
    return substance is not None and any(
        len(vocabulary().terms_of(term)) > 1 for term in substance.terms
    )


@cache
def condition_names() -> list[str]:
    """Give names of conditions that rules speak of."""
    return [concept.title for concept in vocabulary().concepts.values()]


ROUTES = ("", "oral", "intravenous", "nasal", "ophthalmic", "topical", "transdermal")
WORDS_AROUND = ("{}", "denies {}", "mother with {}", "r/o {}", "history of {}", "{} in remission")

medications = st.builds(
    Medication,
    text=st.deferred(lambda: st.sampled_from(medicine_names())),
    route=st.sampled_from(ROUTES),
    status=st.sampled_from((None, *MedicationStatus)),
)


def _condition(words: str, name: str, status: ConditionStatus | None) -> Condition:
    return Condition(words.format(name), status=status)


conditions = st.builds(
    _condition,
    st.sampled_from(WORDS_AROUND),
    st.deferred(lambda: st.sampled_from(condition_names())),
    st.sampled_from((None, None, *ConditionStatus)),
)
observations = st.lists(
    st.sampled_from(
        (
            Observation("age", 44.0),
            Observation("weight", "80 kg"),
            Observation("setting", "home"),
            Observation("supervised", value=False),
            Observation("depression-severity", "mild"),
            Observation("treatments-so-far", 2.0),
            Observation("treatment-months", 14.0),
            Observation("response", "none"),
        )
    ),
    unique_by=lambda observation: observation.name,
).map(tuple)
proposals = st.sampled_from(
    (
        (),
        (Proposal(Medication("ketamine 40 mg IV")),),
        (Proposal(Medication("Spravato 84 mg")),),
        (Proposal(Medication("ketamine 100 mg troche")),),
    )
)
patients = st.builds(
    Patient,
    medications=st.none() | st.lists(medications, max_size=5).map(tuple),
    conditions=st.none() | st.lists(conditions, max_size=4).map(tuple),
    observations=observations,
)
requests = st.builds(Request, patient=patients, proposed=proposals)
