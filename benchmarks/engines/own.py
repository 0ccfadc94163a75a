"""Caveat's own engine, from what was read of a patient to the rules that found something."""

from collections.abc import Iterable, Sequence

from benchmarks.engines.plain import facts_of
from benchmarks.engines.question import Asked, Find
from benchmarks.synthetic import pack_of
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.compiler import compile_packs
from caveat.rules.findings import Found, decide_rules
from caveat.rules.model import Rule
from caveat.rules.patient import Request
from caveat.rules.recogniser import Recogniser


def asked(requests: Iterable[Request], vocabulary: Vocabulary) -> list[Asked]:
    """Read patients as a check does."""
    recogniser = Recogniser(vocabulary, None)
    read = [recogniser.recognise(request, ()) for request in requests]
    return [
        Asked(facts, facts_of(facts, vocabulary), float(facts.observations["age"].value))
        for facts in read
    ]


def load_own(rules: Sequence[Rule], vocabulary: Vocabulary) -> Find:
    """Compile rules, and decide them with what they used and what is open, as a check does."""
    book = compile_packs([pack_of(rules)], vocabulary)

    def find(patient: Asked) -> set[str]:
        outcomes = decide_rules(patient.read, book)
        return {outcome.rule.rule.id for outcome in outcomes if isinstance(outcome, Found)}

    return find
