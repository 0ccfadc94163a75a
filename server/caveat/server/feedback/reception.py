"""How each rule is received: counts by rule and version of its pack."""

from collections import Counter, defaultdict

from sqlalchemy import Connection, Row, Select, Table, func, select

from caveat.server.feedback.records import Reception, RuleVersion
from caveat.server.feedback.tables import FEEDBACK, SHOWN


def receptions(connection: Connection) -> tuple[Reception, ...]:
    """Count; a rule whose showings were all removed is there for its answers."""
    shown = {_rule(row): row.number for row in connection.execute(_SHOWINGS)}
    outcomes: defaultdict[RuleVersion, Counter[str]] = defaultdict(Counter)
    reasons: defaultdict[RuleVersion, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(_ANSWERS):
        outcomes[_rule(row)][row.outcome] += row.number
        if row.outcome == "overridden" and row.reason_code:
            reasons[_rule(row)][row.reason_code] += row.number
    return tuple(
        _reception(rule, shown.get(rule, 0), outcomes[rule], reasons[rule])
        for rule in sorted(shown.keys() | outcomes.keys())
    )


def answers_by_rule(connection: Connection) -> dict[tuple[str, ...], int]:
    """Count answers by rule and outcome."""
    rows = connection.execute(_OUTCOMES)
    return {(row.rule_id, row.outcome): row.number for row in rows}


def _counted(table: Table, *names: str) -> Select[tuple[object, ...]]:
    """Count the rows of a table by these columns."""
    columns = [table.c[name] for name in names]
    return select(*columns, func.count().label("number")).group_by(*columns)


_SHOWINGS = _counted(SHOWN, "rule_id", "pack_id", "pack_version")
_ANSWERS = _counted(FEEDBACK, "rule_id", "pack_id", "pack_version", "outcome", "reason_code")
_OUTCOMES = _counted(FEEDBACK, "rule_id", "outcome")


def _rule(row: Row[tuple[object, ...]]) -> RuleVersion:
    return RuleVersion(row.rule_id, row.pack_id, row.pack_version)


def _reception(
    rule: RuleVersion, shown: int, outcomes: Counter[str], reasons: Counter[str]
) -> Reception:
    reason, count = max(reasons.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return Reception(rule, shown, outcomes["accepted"], outcomes["overridden"], reason, count)
