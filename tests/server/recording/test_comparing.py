"""How two answers differ."""

import pytest

from caveat.server.audit.entries import FoundRule, OpenFact
from caveat.server.recording.comparing import Change, ChangeKind, compare
from caveat.server.recording.decided import Decided

BEFORE = Decided(
    rules_digest="a",
    outcome="alerts",
    complete=False,
    level="major",
    alerts=(FoundRule("heart", "major"), FoundRule("escort", "info")),
    folded=("sedation",),
    withheld=("drops",),
    silenced=(),
    shadowed=(),
    open_facts=(OpenFact("age", "major"),),
    unrecognised=("medications[1]",),
)


def test_other_packs_alone_are_no_change() -> None:
    assert compare(BEFORE, BEFORE._replace(rules_digest="b")) == ()


def test_nor_is_another_order() -> None:
    assert compare(BEFORE, BEFORE._replace(alerts=BEFORE.alerts[::-1])) == ()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            BEFORE._replace(alerts=(*BEFORE.alerts, FoundRule("liver", "minor"))),
            Change(ChangeKind.NEW_ALERT, "liver", "", "minor"),
        ),
        (
            BEFORE._replace(alerts=BEFORE.alerts[1:]),
            Change(ChangeKind.ALERT_GONE, "heart", "major", ""),
        ),
        (
            BEFORE._replace(alerts=BEFORE.alerts[1:], folded=("sedation", "heart")),
            Change(ChangeKind.ALERT_GONE, "heart", "major", "folded"),
        ),
        (
            BEFORE._replace(alerts=(FoundRule("heart", "minor"), BEFORE.alerts[1])),
            Change(ChangeKind.LEVEL_CHANGED, "heart", "major", "minor"),
        ),
        (
            BEFORE._replace(alerts=(*BEFORE.alerts, FoundRule("drops", "minor")), withheld=()),
            Change(ChangeKind.NEW_ALERT, "drops", "withheld", "minor"),
        ),
        (
            BEFORE._replace(folded=()),
            Change(ChangeKind.TRACE_CHANGED, "sedation", "folded", ""),
        ),
        (
            BEFORE._replace(open_facts=(*BEFORE.open_facts, OpenFact("weight", "minor"))),
            Change(ChangeKind.MORE_UNCHECKED, "weight", "", "minor"),
        ),
        (
            BEFORE._replace(open_facts=(OpenFact("age", "contraindicated"),)),
            Change(ChangeKind.MORE_UNCHECKED, "age", "major", "contraindicated"),
        ),
        (
            BEFORE._replace(open_facts=(OpenFact("age", "minor"),)),
            Change(ChangeKind.LESS_UNCHECKED, "age", "major", "minor"),
        ),
        (
            BEFORE._replace(unrecognised=()),
            Change(ChangeKind.LESS_UNCHECKED, "medications[1]", "not read", ""),
        ),
        (
            BEFORE._replace(complete=True),
            Change(ChangeKind.OUTCOME_CHANGED, "outcome", "alerts, incomplete", "alerts, complete"),
        ),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Change) else "",
)
def test_each_difference_is_named(after: Decided, expected: Change) -> None:
    assert compare(BEFORE, after) == (expected,)


def test_differences_stand_in_an_order_of_their_own() -> None:
    after = BEFORE._replace(alerts=(), folded=(), open_facts=(), complete=True)

    assert [change.what for change in compare(BEFORE, after)] == [
        "escort",
        "heart",
        "age",
        "outcome",
        "sedation",
    ]
