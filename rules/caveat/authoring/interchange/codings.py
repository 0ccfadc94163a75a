"""The codes that the vocabulary has of medicines and conditions; none is made up."""

from collections.abc import Iterable

from caveat.reading.codes import ATC, ICD10CM, RXNORM, SNOMED, Code
from caveat.reading.vocabulary import Vocabulary

SYSTEMS = {
    RXNORM: "http://www.nlm.nih.gov/research/umls/rxnorm",
    ATC: "http://www.whocc.no/atc",
    ICD10CM: "http://hl7.org/fhir/sid/icd-10-cm",
    SNOMED: "http://snomed.info/sct",
}
"""The code systems by the names that FHIR has for them."""

_ORDER = tuple(SYSTEMS)
_CATEGORY = 3


class Codings:
    """Looks up the codes of ingredients and conditions, each in the order of its system."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._medicines = _by_term(
            (term, code)
            for code, substance in vocabulary.codes.items()
            for term in substance.terms
            if len(substance.terms) == 1
        )
        self._conditions = _by_term(
            (broader, _pointed(code))
            for code, concepts in vocabulary.condition_codes.items()
            for concept in concepts
            for broader in vocabulary.broader_than(concept)
        )

    def of_ingredient(self, name: str) -> tuple[Code, ...]:
        """Give the RxCUIs and ATC codes of an ingredient."""
        return self._medicines.get(name, ())

    def of_condition(self, concept: str) -> tuple[Code, ...]:
        """Give the ICD-10-CM and SNOMED CT codes of a condition and of those within it."""
        return self._conditions.get(concept, ())


def _by_term(pairs: Iterable[tuple[str, Code]]) -> dict[str, tuple[Code, ...]]:
    found: dict[str, set[Code]] = {}
    for term, code in pairs:
        found.setdefault(term, set()).add(code)
    return {term: tuple(sorted(codes, key=_place)) for term, codes in found.items()}


def _place(code: Code) -> tuple[int, int, str]:
    """Order codes by system, shorter ones first, as RxCUIs are numbers."""
    return _ORDER.index(code.system), len(code.value), code.value


def _pointed(code: Code) -> Code:
    """Write an ICD-10-CM code with its point, which the vocabulary leaves out."""
    if code.system != ICD10CM or len(code.value) <= _CATEGORY:
        return code
    return Code(ICD10CM, f"{code.value[:_CATEGORY]}.{code.value[_CATEGORY:]}")
