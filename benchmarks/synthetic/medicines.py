"""The medicines and conditions that patients of the pool are drawn from, the common ones first."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.synthetic.skew import seeded
from caveat.reading.codes import ATC, ICD10CM, Code
from caveat.reading.path import StepKind
from caveat.reading.vocabulary import Vocabulary

MEDICINES = 600
"""So many different medicines are taken in the pool."""

_SEED = 10
_COMMON = (
    *("atorvastatin 20 mg", "metoprolol 50 mg", "sertraline 50 mg", "omeprazole 20 mg"),
    *("lisinopril 10 mg", "metformin 500 mg", "apixaban 5 mg", "gabapentin 300 mg"),
    *("amlodipine 5 mg", "aspirin 81 mg", "furosemide 40 mg", "levothyroxine 100 mcg"),
    *("tramadol 50 mg", "alprazolam 0.5 mg", "losartan 50 mg", "albuterol 2 mg"),
    *("hydrochlorothiazide 25 mg", "clopidogrel 75 mg", "quetiapine 50 mg", "ibuprofen 400 mg"),
    *("warfarin 5 mg", "simvastatin 20 mg", "escitalopram 10 mg", "pantoprazole 40 mg"),
    *("trazodone 50 mg", "prednisone 5 mg", "spironolactone 25 mg", "tamsulosin 0.4 mg"),
    *("duloxetine 60 mg", "carvedilol 12.5 mg", "zolpidem 5 mg", "allopurinol 100 mg"),
    *("oxycodone 5 mg", "digoxin 0.125 mg", "fluoxetine 20 mg", "diltiazem 120 mg"),
)
_DOSES = ("5 mg", "10 mg", "20 mg", "25 mg", "50 mg", "100 mg", "250 mg", "500 mg")
_EYE_DROPS = ("timolol", "0.5% eye drops", "ophthalmic")
_EYE_DROPS_PLACE = 6

_COMMON_CONDITIONS = (
    *("hypertension", "anxiety", "depression", "ischaemic-heart-disease", "copd", "asthma"),
    *("sleep-apnoea", "arrhythmia", "heart-failure", "lower-urinary-symptoms", "liver-disease"),
    *("nasal-congestion", "alcohol-use-disorder", "seizure-disorder", "memory-impairment"),
)


class Medicine(NamedTuple):
    """A medicine with its codes, how it is taken, and a route where that is not by mouth."""

    ingredient: str
    codes: tuple[Code, ...]
    dose: str
    route: str = ""


class Diagnosis(NamedTuple):
    """A condition with its title and its code."""

    concept: str
    title: str
    code: Code


def ingredients_of(vocabulary: Vocabulary) -> dict[str, tuple[Code, ...]]:
    """Give every ingredient whose name is plain words, with its RxCUI and its ATC codes."""
    codes: dict[str, list[Code]] = {}
    for code, substance in vocabulary.codes.items():
        if substance.kind is StepKind.INGREDIENT and not _is_local(code, vocabulary):
            codes.setdefault(substance.terms[0], []).append(code)
    plain = (name for name in sorted(codes) if _is_plain(name))
    return {name: tuple(sorted(codes[name], key=lambda code: code.system == ATC)) for name in plain}


def _is_local(code: Code, vocabulary: Vocabulary) -> bool:
    """Say whether a code is of eye drops and the like, beside which a usual dose is odd."""
    substance = vocabulary.substance_of(code)
    return substance is None or bool(substance.route)


def _is_plain(name: str) -> bool:
    return name.replace(" ", "").replace("-", "").isalpha()


def medicines_of(vocabulary: Vocabulary) -> tuple[Medicine, ...]:
    """Give the medicines of the pool, the most common first."""
    random, codes = seeded(_SEED), ingredients_of(vocabulary)
    common = [_common(text, codes) for text in _COMMON]
    name, dose, route = _EYE_DROPS
    common.insert(_EYE_DROPS_PLACE, Medicine(name, codes[name], dose, route))
    taken = {medicine.ingredient for medicine in common}
    tail = random.sample([name for name in codes if name not in taken], MEDICINES - len(common))
    return (*common, *(Medicine(name, codes[name], random.choice(_DOSES)) for name in tail))


def _common(text: str, codes: dict[str, tuple[Code, ...]]) -> Medicine:
    name, dose = text.split(" ", 1)
    return Medicine(name, codes[name], dose)


def diagnoses_of(vocabulary: Vocabulary) -> tuple[Diagnosis, ...]:
    """Give the conditions of the pool that have a code of their own, the most common first."""
    found = {diagnosis.concept: diagnosis for diagnosis in _diagnoses(vocabulary)}
    common = [found.pop(concept) for concept in _COMMON_CONDITIONS]
    tail = list(found.values())
    seeded(_SEED).shuffle(tail)
    return (*common, *tail)


def _diagnoses(vocabulary: Vocabulary) -> Iterator[Diagnosis]:
    codes = (code for code in vocabulary.condition_codes if code.system == ICD10CM)
    for code in sorted(codes, key=lambda code: code.value):
        concepts = vocabulary.concepts_of(code) or ()
        if len(concepts) == 1:
            yield Diagnosis(concepts[0], vocabulary.title_of(concepts[0]), _pointed(code))


def _pointed(code: Code) -> Code:
    """Write a code as it stands in a record, such as ``I25.10``."""
    category, further = code.value[:3], code.value[3:]
    return Code(code.system, f"{category}.{further}" if further else category)
