"""Caveat's own engine, from what was read of a patient to the rules that found something."""

from collections.abc import Iterable, Sequence

from benchmarks.engines.plain import facts_of
from benchmarks.engines.question import Asked, Find
from benchmarks.synthetic import pack_of
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.entries import EntryReader
from caveat.rules.findings import decide_rules
from caveat.rules.model import Rule
from caveat.rules.opening import book_of
from caveat.rules.patient import Request
from caveat.rules.recogniser import Recogniser


def asked(requests: Iterable[Request], vocabulary: Vocabulary) -> list[Asked]:
    """Read patients as a check does."""
    recogniser = Recogniser(EntryReader(vocabulary))
    read = [recogniser.facts_of(recogniser.read(request)) for request in requests]
    return [
        Asked(facts, facts_of(facts, vocabulary), float(facts.observations["age"].value))
        for facts in read
    ]


def load_own(rules: Sequence[Rule], vocabulary: Vocabulary) -> Find:
    """Compile rules, and decide them with what they used and what is open, as a check does."""
    book = book_of([pack_of(rules)], vocabulary)

    def find(patient: Asked) -> set[str]:
        return {found.rule.id for found in decide_rules(patient.read, book).found}

    return find
