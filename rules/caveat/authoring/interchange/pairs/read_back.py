"""Whether an ingredient is read in a patient's list as what it is, by its name or by a code."""

from functools import cache

from caveat.authoring.interchange.codings import Codings
from caveat.authoring.interchange.pairs.scalar import scalar
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.entries import EntryReader
from caveat.rules.patient import Medication, Patient, Request
from caveat.rules.recogniser import Recogniser


class ReadBack:
    """Writes ingredients as entries of a list; a few names are not read as they are written."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._codings = Codings(vocabulary)
        self._recogniser = Recogniser(EntryReader(vocabulary))
        self.entry = cache(self._entry)
        self.members = cache(self._members)

    def _entry(self, ingredient: str) -> str:
        """Give the YAML of an entry that is read as an ingredient; empty where there is none."""
        if self._is_read(ingredient):
            return scalar(ingredient)
        code = next(iter(self._codings.of_ingredient(ingredient)), None)
        return f'{{code: {{system: {code.system}, value: "{code.value}"}}}}' if code else ""

    def _members(self, term: str) -> tuple[str, ...]:
        """Give the ingredients of a term that can be an entry, in order."""
        return tuple(filter(self.entry, sorted(self._vocabulary.members_of(term))))

    def _is_read(self, name: str) -> bool:
        patient = Patient(medications=(Medication(name),))
        facts = self._recogniser.facts_of(self._recogniser.read(Request(patient)))
        return [taken.names for taken in facts.taken] == [(name,)] and not facts.unrecognised
