"""Patients drawn from the vocabulary, as a person might write them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.reading.terms import load_vocabulary
from caveat.rules import (
    Condition,
    Medication,
    Observation,
    Patient,
    Proposal,
    Request,
    read_request,
)

# a code of drops or creams says more than the name does: the route
LOCAL = ("S01", "S02", "R01A", "D")
_NUMBER = re.compile(r"\d+")
MEDICINES = Path(__file__).parents[1] / "rules/caveat/terms/medicines/classified.yaml"

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


@cache
def same_medicines() -> list[list[str | Code]]:
    """Give the name, brands, synonyms and codes of each ingredient that has a class."""
    written = yaml.safe_load(MEDICINES.read_text(encoding="utf-8"))["medicines"]
    return [_names_of(name, stated) for name, stated in written.items()]


def _names_of(name: str, stated: Mapping[str, Any]) -> list[str | Code]:
    names = (name, *stated.get("brands", ()), *stated.get("synonyms", ()))
    rxnorm = (Code("rxnorm", value) for value in _NUMBER.findall(str(stated.get("rxcui", ""))))
    systemic = (value for value in stated.get("atc", ()) if not value.startswith(LOCAL))
    return [*names, *rxnorm, *(Code("atc", value) for value in systemic)]


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
# everything that matters is known of this patient, and nothing speaks against the treatment
KNOWN = read_request((Path(__file__).parents[1] / "examples/clear.yaml").read_text("utf-8"))


def _known_but_for(
    taken: tuple[Medication, ...], had: tuple[Condition, ...], forgotten: set[str]
) -> Request:
    patient = KNOWN.patient
    kept = tuple(fact for fact in patient.observations if fact.name not in forgotten)
    history = (*(patient.conditions or ()), *had)
    known = replace(patient, medications=taken, conditions=history, observations=kept)
    return replace(KNOWN, patient=known)


nearly_known = st.builds(
    _known_but_for,
    st.lists(medications, max_size=2).map(tuple),
    st.lists(conditions, max_size=2).map(tuple),
    st.sets(st.sampled_from([fact.name for fact in KNOWN.patient.observations]), max_size=2),
)
requests = st.builds(Request, patient=patients, proposed=proposals) | nearly_known

same_names = st.deferred(
    lambda: st.sampled_from(same_medicines()).flatmap(
        lambda group: st.tuples(st.sampled_from(group), st.sampled_from(group))
    )
)
listed_texts = st.lists(
    st.builds(
        "{} {}".format,
        st.deferred(lambda: st.sampled_from(medicine_names())),
        st.sampled_from(("20 mg daily", "5 mg prn", "stopped in 2019", "0.5% eye drops")),
    ),
    min_size=2,
    max_size=3,
    unique_by=lambda text: text.split(" ")[0],
)
documents = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ("ketamine", "prazosin 2 mg", "psychosis", "age", "80 kg", "active", "rxnorm")
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    *("proposed", "medications", "history", "allergies", "observations", "trials"),
                    *(
                        "text",
                        "code",
                        "codes",
                        "system",
                        "value",
                        "dose",
                        "route",
                        "status",
                        "plan",
                    ),
                    *(
                        "medication",
                        "remission",
                        "improvement-percent",
                        "age",
                        "request-id",
                        "other",
                    ),
                )
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
