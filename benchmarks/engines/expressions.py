"""CEL (common-expression-language): a compiled expression for each rule, and all of them tried."""

import json
from collections.abc import Sequence
from importlib import import_module

from benchmarks.engines.question import Asked, Find, PlainRule


def load_expressions(rules: Sequence[PlainRule]) -> Find:
    """Compile every rule."""
    cel = import_module("cel")
    programs = [(rule.id, cel.compile(_expression(rule))) for rule in rules]

    def find(patient: Asked) -> list[str]:
        facts = dict.fromkeys(patient.facts, True)
        context = cel.Context({"facts": facts, "age": patient.age})
        return [name for name, program in programs if program.execute(context)]

    return find


def _expression(rule: PlainRule) -> str:
    others = " || ".join(f"{_quoted(other)} in facts" for other in rule.others)
    parts = [f"{_quoted(rule.first)} in facts", f"({others})"]
    if rule.low:
        parts.append(f"age >= {rule.low}")
    if rule.exception:
        parts.append(f"!({_quoted(rule.exception)} in facts)")
    return " && ".join([*parts, f"age < {rule.high}"])


def _quoted(fact: str) -> str:
    return json.dumps(fact)
