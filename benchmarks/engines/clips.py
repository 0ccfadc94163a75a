"""CLIPS (clipspy): a production for each rule, and the facts of a patient asserted each time."""

from collections.abc import Iterator, Sequence
from importlib import import_module

from benchmarks.engines.question import Asked, Find, PlainRule


def load_productions(rules: Sequence[PlainRule]) -> Find:
    """Build a production for every rule."""
    clips = import_module("clips")
    environment, numbers = clips.Environment(), _numbers(rules)
    found: list[str] = []
    environment.define_function(found.append, "found")
    for rule in rules:
        environment.build(_production(rule, numbers))

    def find(patient: Asked) -> set[str]:
        found.clear()
        environment.reset()
        facts = (f"(fact {numbers[fact]})" for fact in patient.facts if fact in numbers)
        environment.eval(f"(progn (assert (age {int(patient.age)}) {' '.join(facts)}) TRUE)")
        environment.run()
        return set(found)

    return find


def _numbers(rules: Sequence[PlainRule]) -> dict[str, int]:
    """Give each fact a number, with which CLIPS is quicker than with words."""
    facts = (fact for rule in rules for fact in (rule.first, *rule.others, rule.exception))
    return {fact: number for number, fact in enumerate(dict.fromkeys(facts))}


def _production(rule: PlainRule, numbers: dict[str, int]) -> str:
    return f'(defrule {rule.id} {" ".join(_parts(rule, numbers))} => (found "{rule.id}"))'


def _parts(rule: PlainRule, numbers: dict[str, int]) -> Iterator[str]:
    yield f"(fact {numbers[rule.first]})"
    others = " ".join(f"(fact {numbers[other]})" for other in rule.others)
    yield f"(or {others})" if len(rule.others) > 1 else others
    yield f"(age ?age&:(< ?age {int(rule.high)})&:(>= ?age {int(rule.low)}))"
    if rule.exception:
        yield f"(not (fact {numbers[rule.exception]}))"
