"""SQLite in memory, with a row for each pair of facts that a rule can hold with."""

import json
import sqlite3
from collections.abc import Sequence

from benchmarks.engines.question import Asked, Find, PlainRule

_TABLE = """
CREATE TABLE pair (
  first TEXT, other TEXT, id TEXT, low REAL, high REAL, exception TEXT,
  PRIMARY KEY (first, other, id)
) WITHOUT ROWID
"""
_LISTED = """
SELECT DISTINCT id FROM pair
WHERE first IN ({facts}) AND other IN ({facts})
AND low <= ? AND ? < high AND exception NOT IN ({facts})
"""
_JOINED = """
WITH fact AS MATERIALIZED (SELECT value FROM json_each(:facts))
SELECT DISTINCT pair.id FROM fact AS one CROSS JOIN fact AS two
CROSS JOIN pair ON pair.first = one.value AND pair.other = two.value
WHERE low <= :age AND :age < high AND exception NOT IN (SELECT value FROM fact)
"""


def load_listed(rules: Sequence[PlainRule]) -> Find:
    """Ask with the facts as a list of values in the query."""
    database = _database(rules)

    def find(patient: Asked) -> list[str]:
        facts, age = tuple(patient.facts), patient.age
        query = _LISTED.format(facts=",".join("?" * len(facts)))
        return [found for (found,) in database.execute(query, (*facts, *facts, age, age, *facts))]

    return find


def load_joined(rules: Sequence[PlainRule]) -> Find:
    """Ask with the facts as a JSON list that the pairs are joined with."""
    database = _database(rules)

    def find(patient: Asked) -> list[str]:
        values = {"facts": json.dumps(list(patient.facts)), "age": patient.age}
        return [found for (found,) in database.execute(_JOINED, values)]

    return find


def _database(rules: Sequence[PlainRule]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(_TABLE)
    rows = (
        (rule.first, other, rule.id, rule.low, rule.high, rule.exception)
        for rule in rules
        for other in rule.others
    )
    database.executemany("INSERT INTO pair VALUES (?, ?, ?, ?, ?, ?)", rows)
    return database
