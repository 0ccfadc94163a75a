"""Facts held against bounds, and doses against units, as a report shows them."""

import pytest

from tests.rules.small_packs import Check, rule


def when(criterion: str) -> list[str]:
    return [rule("r", f"about: ketamine\nwhen:\n  - {criterion}")]


def shown(check: Check, criterion: str, **given: object) -> list[tuple[str, str, str]]:
    """Give the facts of the only alert; none where there is no alert."""
    return [
        (fact.name, fact.title, fact.value)
        for alert in check(when(criterion), **given).alerts
        for finding in alert.findings
        for fact in finding.facts
    ]


@pytest.mark.parametrize(
    ("age", "is_raised"), [(17, False), (18, True), (40, True), (64.9, True), (65, False)]
)
def test_a_fact_between_two_bounds_has_to_keep_to_both(
    check: Check, age: float, *, is_raised: bool
) -> None:
    criterion = "{observation: age, at_least: 18, below: 65}"

    assert is_raised is bool(shown(check, criterion, observations={"age": age}))


@pytest.mark.parametrize(
    ("dose", "is_raised"), [("20 mg", False), ("40 mg", True), ("60 mg", False)]
)
def test_a_dose_between_two_bounds_has_to_keep_to_both(
    check: Check, dose: str, *, is_raised: bool
) -> None:
    criterion = "{dose: {above: 20, below: 60, unit: mg}}"

    assert is_raised is bool(shown(check, criterion, proposed=[f"ketamine {dose} IV"]))


@pytest.mark.parametrize(
    ("dose", "criterion", "name", "value"),
    [
        ("40 mg", "{above: 30, unit: mg}", "dose", "40 mg"),
        ("0.5 mg/kg", "{above: 30, unit: mg}", "dose", "40 mg (0.5 mg/kg, 80 kg)"),
        ("0.5 mg/kg", "{above: 0.4, unit: mg/kg}", "dose-mg-per-kg", "0.5 mg/kg"),
        ("40 mg", "{above: 0.4, unit: mg/kg}", "dose-mg-per-kg", "0.5 mg/kg (40 mg, 80 kg)"),
        ("40 mg", "{stated: true, unit: mg}", "dose", "40 mg"),
        ("0.5 mg/kg", "{stated: true, unit: mg/kg}", "dose", "0.5 mg/kg"),
    ],
)
def test_a_dose_is_shown_as_written_and_reckoned_only_where_the_unit_is_another(
    check: Check, dose: str, criterion: str, name: str, value: str
) -> None:
    given = {"proposed": [f"ketamine {dose} IV"], "observations": {"weight": "80 kg"}}

    assert [(name, value)] == [
        (fact, text) for fact, _, text in shown(check, f"{{dose: {criterion}}}", **given)
    ]


def test_a_weight_in_the_plan_is_the_one_that_a_dose_is_reckoned_with(check: Check) -> None:
    planned = {"text": "ketamine 40 mg IV", "plan": {"weight": "100 kg"}}

    facts = shown(
        check,
        "{dose: {above: 0.3, unit: mg/kg}}",
        proposed=[planned],
        observations={"weight": "50 kg"},
    )

    assert [text for _, _, text in facts] == ["0.4 mg/kg (40 mg, 100 kg)"]
