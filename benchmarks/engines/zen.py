"""ZEN (zen-engine): one decision table with a row for each rule, and all hits collected."""

import json
from collections.abc import Mapping, Sequence
from importlib import import_module

from benchmarks.engines.question import Asked, Find, PlainRule

_NUMBER = "rule"


def load_decisions(rules: Sequence[PlainRule]) -> Find:
    """Load a table."""
    zen = import_module("zen")
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(_graph(rules))))

    def find(patient: Asked) -> list[str]:
        facts = dict.fromkeys(patient.facts, True)
        answer = decision.evaluate({"has": facts, "age": patient.age})
        return [hit[_NUMBER] for hit in answer["result"]]

    return find


def _graph(rules: Sequence[PlainRule]) -> Mapping[str, object]:
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when", "type": "expression"}],
        "outputs": [{"id": "then", "name": "then", "field": _NUMBER, "type": "expression"}],
        "rules": [
            {"_id": rule.id, "when": _condition(rule), "then": json.dumps(rule.id)}
            for rule in rules
        ],
    }
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "to", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "from", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }


def _condition(rule: PlainRule) -> str:
    others = " or ".join(map(_has, rule.others))
    parts = [_has(rule.first), f"({others})", f"age < {rule.high}"]
    if rule.low:
        parts.append(f"age >= {rule.low}")
    if rule.exception:
        parts.append(f"not ({_has(rule.exception)})")
    return " and ".join(parts)


def _has(fact: str) -> str:
    return f"has[{json.dumps(fact)}] == true"
