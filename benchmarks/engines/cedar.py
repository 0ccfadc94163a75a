"""Cedar (cedarpy): a policy for each rule, parsed once; those that permit are the answer."""

import json
from collections.abc import Sequence
from importlib import import_module

from benchmarks.engines.question import Asked, Find, PlainRule

_NOBODY = {
    "principal": 'Patient::"one"',
    "action": 'Action::"check"',
    "resource": 'Check::"one"',
}


def load_policies(rules: Sequence[PlainRule]) -> Find:
    """Parse a set of policies."""
    cedarpy = import_module("cedarpy")
    policies = cedarpy.PolicySet.from_str("\n".join(map(_policy, rules)))
    nothing = cedarpy.Entities.from_json_str("[]")
    # a policy is named by its place
    ids = {f"policy{place}": rule.id for place, rule in enumerate(rules)}

    def find(patient: Asked) -> list[str]:
        context = {"facts": list(patient.facts), "age": int(patient.age)}
        answer = cedarpy.is_authorized({**_NOBODY, "context": context}, policies, nothing)
        return [ids[name] for name in answer.diagnostics.reasons]

    return find


def _policy(rule: PlainRule) -> str:
    others = " || ".join(map(_has, rule.others))
    parts = [_has(rule.first), f"({others})", f"context.age < {int(rule.high)}"]
    if rule.low:
        parts.append(f"context.age >= {int(rule.low)}")
    if rule.exception:
        parts.append(f"!{_has(rule.exception)}")
    return f"permit (principal, action, resource) when {{ {' && '.join(parts)} }};"


def _has(fact: str) -> str:
    return f"context.facts.contains({json.dumps(fact)})"
