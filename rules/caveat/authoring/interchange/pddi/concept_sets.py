"""The concept sets of the PDDI form: what a text speaks of, as codes."""

from caveat.authoring.interchange.codings import SYSTEMS
from caveat.authoring.interchange.identifiers import id_of
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.plain import Json, JsonObject
from caveat.reading.codes import ATC, ICD10CM, RXNORM, SNOMED, Code

DRUG = "DIDEO_00000128"
_CONDITION = "IAO_0020000"
_MEMBER = {RXNORM: "APOLLO_SV_00000461", ATC: "ATC", ICD10CM: _CONDITION, SNOMED: _CONDITION}


class ConceptSets:
    """The concept sets that one interaction refers to, each written once."""

    def __init__(self, material: Material) -> None:
        self._vocabulary = material.vocabulary
        self._codings = material.codings
        self._losses = material.losses
        self._sets: dict[str, JsonObject] = {}

    @property
    def documents(self) -> list[Json]:
        """All sets that were referred to, in the order in which they were."""
        return list(self._sets.values())

    def refer(self, term: str) -> str:
        """Give the identifier of the set of an ingredient, a class or a condition."""
        is_medicine = self._vocabulary.has_term(term)
        found = self._sets.get(term)
        if found is None:
            members = self._ingredients(term) if is_medicine else self._condition(term)
            self._sets[term] = {
                "id": id_of("term" if is_medicine else "condition", term),
                "display": self._vocabulary.title_of(term),
                "type": DRUG if is_medicine else _CONDITION,
                "members": members,
            }
        return str(self._sets[term]["id"])

    def _ingredients(self, term: str) -> list[Json]:
        members: list[Json] = []
        for name in sorted(self._vocabulary.members_of(term)):
            codes = self._codings.of_ingredient(name)
            members += [_member(code, name) for code in codes] or [{"display": name}]
            if not codes:
                self._losses.note("ingredients that have no RxCUI and no ATC code", name)
        return members

    def _condition(self, concept: str) -> list[Json]:
        title = self._vocabulary.title_of(concept)
        codes = self._codings.of_condition(concept)
        if not codes:
            self._losses.note("conditions that have no code", concept)
        return [_member(code, title) for code in codes] or [{"display": title}]


def _member(code: Code, display: str) -> JsonObject:
    return {
        "type": _MEMBER[code.system],
        "system": SYSTEMS[code.system],
        "code": code.value,
        "display": display,
    }
