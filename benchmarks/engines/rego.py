"""Rego through regorus (opa-eval), with the rules as data under the facts that they ask for."""

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engines.question import Asked, Find, PlainRule

_BY_FIRST = """
package rules
import rego.v1
found contains rule.id if {
  some fact, _ in input.facts
  some rule in data.first[fact]
  some other in rule.others
  input.facts[other]
  rule.low <= input.age
  input.age < rule.high
  not input.facts[rule.exception]
}
"""
_BY_BOTH = """
package rules
import rego.v1
found contains rule.id if {
  some fact, _ in input.facts
  others := data.first[fact]
  some other, _ in input.facts
  some rule in others[other]
  rule.low <= input.age
  input.age < rule.high
  not input.facts[rule.exception]
}
"""


def load_by_first(rules: Sequence[PlainRule]) -> Find:
    """Put rules under their first fact."""
    first: dict[str, list[object]] = {}
    for rule in rules:
        first.setdefault(rule.first, []).append(rule._asdict())
    return _find(_BY_FIRST, first)


def load_by_both(rules: Sequence[PlainRule]) -> Find:
    """Put rules under their first fact, and there under each of the others."""
    first: dict[str, dict[str, list[object]]] = {}
    for rule in rules:
        for other in rule.others:
            first.setdefault(rule.first, {}).setdefault(other, []).append(rule._asdict())
    return _find(_BY_BOTH, first)


def _find(policy: str, first: object) -> Find:
    opa = import_module("opa_eval")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.rego"
        path.write_text(policy)
        engine = opa.OpaEval(str(path), json.dumps({"first": first}), "data.rules.found")

    def find(patient: Asked) -> list[str]:
        asked = {"facts": dict.fromkeys(patient.facts, True), "age": patient.age}
        return list(engine.evaluate_parsed(json.dumps(asked)))

    return find
