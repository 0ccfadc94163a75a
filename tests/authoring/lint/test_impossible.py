"""Rules that never find anything, and exceptions that withhold nothing."""

from pathlib import Path

import pytest

from caveat.rules import Checker
from tests.authoring.lint.linting import OPIOID, kinds, problems, whole


def about(*criteria: str, unless: str = "") -> str:
    when = "".join(f"\n  - {criterion}" for criterion in criteria)
    exception = f"\nunless:\n  - {unless}" if unless else ""
    return f"about: ketamine\nwhen:{when}{exception}"


NEVER = [
    about("{observation: age, below: 18}", "{all: [{observation: age, at_least: 18}]}"),
    about("{observation: age, below: 18, above: 18}"),
    about("{observation: setting, is: home}", "{observation: setting, is: [clinic, hospital]}"),
    about("{observation: sprayers, is: 2}", "{observation: sprayers, above: 2}"),
    about("{observation: age, is: 131}"),
    about("{dose: {unit: mg, below: 0}}"),
    about("{dose: {unit: mg, stated: true}}", "{dose: {unit: mg/kg, stated: true}}"),
    about("{route: oral}", "{route: [nasal, buccal]}"),
    about("{medication: codeine}", "{not: {medication: opioid}}"),
    about("{count: {medication: alcohol, at_least: 2}}"),
    about("{medication: opioid, route: nasal, except_route: [nasal, oral]}"),
    about("{any: [{observation: age, is: 131}, {observation: weight, is: 1000}]}"),
    about("{medication: opioid}", unless="{medication: opioid}"),
    about("{observation: age, below: 12}", unless="{observation: age, below: 18}"),
    OPIOID + "\nunless:\n  - {medication: opioid, status: [active, planned]}",
]

MAY = [
    about("{observation: age, at_most: 18}", "{all: [{observation: age, at_least: 18}]}"),
    about("{observation: sprayers, is: [2, 3]}", "{observation: sprayers, above: 2}"),
    about("{dose: {unit: mg, below: 10}}", "{dose: {unit: mg/kg, above: 1}}"),
    about("{route: [oral, nasal]}", "{route: [nasal, buccal]}"),
    about("{count: {medication: z-drug, at_least: 4}}"),
    about("{medication: opioid, route: [nasal, oral], except_route: [nasal]}"),
    about("{any: [{observation: age, is: 131}, {observation: weight, is: 100}]}"),
    about("{medication: opioid}", unless="{medication: opioid, route: [topical]}"),
    about("{observation: age, below: 18}", unless="{observation: age, below: 12}"),
    OPIOID + "\nunless:\n  - {medication: opioid, status: [planned]}",
    OPIOID + "\nunless:\n  - {medication: ketamine-therapy, route: [topical]}",
]


@pytest.mark.parametrize("scope", NEVER)
def test_a_rule_that_no_patient_fits_never_fires(
    tmp_path: Path, checker: Checker, scope: str
) -> None:
    assert "never fires" in kinds(
        problems(tmp_path, checker.book.vocabulary, whole("r", scope, "info"))
    )


@pytest.mark.parametrize("scope", MAY)
def test_a_rule_that_some_patient_fits_may_fire(
    tmp_path: Path, checker: Checker, scope: str
) -> None:
    assert problems(tmp_path, checker.book.vocabulary, whole("r", scope, "info")) == ()


@pytest.mark.parametrize(
    ("bound", "found"),
    [("below: 131", ["bound outside"]), ("below: 130", []), ("above: -1", ["bound outside"])],
)
def test_a_bound_lies_within_what_is_believed(
    tmp_path: Path, checker: Checker, bound: str, found: list[str]
) -> None:
    text = whole("r", about(f"{{observation: age, {bound}}}"))

    assert kinds(problems(tmp_path, checker.book.vocabulary, text)) == found


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (OPIOID + "\nunless:\n  - {medication: codeine, route: [topical]}", "looks for no"),
        (about("{medication: opioid}", unless="{medication: ketamine}"), "looks for no 'ketamine'"),
        (OPIOID + "\nunless:\n  - {medication: opioid, status: [stopped]}", "of this status"),
        (about("{route: oral}", unless="{route: [nasal]}"), "the contrary"),
        (about("{route: oral}", unless="{observation: age, is: 131}"), "no value of 'age'"),
    ],
)
def test_an_exception_that_never_holds_is_idle(
    tmp_path: Path, checker: Checker, scope: str, found: str
) -> None:
    (idle,) = problems(tmp_path, checker.book.vocabulary, whole("r", scope, "info"))

    assert idle.kind == "idle exception"
    assert found in idle.what
