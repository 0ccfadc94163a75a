"""Polars, with a row for each pair of facts that a rule can hold with."""

from collections.abc import Sequence
from importlib import import_module

from benchmarks.engines.question import Asked, Find, PlainRule


def load_table(rules: Sequence[PlainRule]) -> Find:
    """Filter one table by the facts of a patient."""
    polars = import_module("polars")
    rows = [
        (rule.first, other, rule.id, rule.low, rule.high, rule.exception)
        for rule in rules
        for other in rule.others
    ]
    names = ["first", "other", "id", "low", "high", "exception"]
    table, column = polars.DataFrame(rows, schema=names, orient="row"), polars.col

    def find(patient: Asked) -> list[str]:
        facts = list(patient.facts)
        holds = table.filter(
            column("first").is_in(facts),
            column("other").is_in(facts),
            column("low") <= patient.age,
            column("high") > patient.age,
            ~column("exception").is_in(facts),
        )
        return list(holds["id"].unique())

    return find
