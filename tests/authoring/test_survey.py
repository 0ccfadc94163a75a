"""Which parts of rules no example touches, and how many mistakes the examples notice."""

from pathlib import Path

import pytest

from caveat.authoring.survey import survey
from caveat.rules import Checker
from tests.authoring.surveyed import surveyed, with_examples

OPIOID = "between: [ketamine-therapy, opioid]"
ASKS = "about: ketamine\nwhen:\n  - "
WITH = "medications: [codeine] -> alert"
WITHOUT = "medications: [] -> none"
NOT_TAKEN = "proposed: [aspirin], medications: [] -> none"


def untouched(folder: Path, checker: Checker, scope: str, *examples: str) -> dict[str, str]:
    (found,) = surveyed(folder, checker, [with_examples(scope, *examples)])
    return {each.words: " ".join(each.never) for each in found.untouched}


def test_each_side_of_a_rule_between_two_is_there_once_and_once_not(
    tmp_path: Path, checker: Checker
) -> None:
    found = untouched(tmp_path, checker, OPIOID, WITH)

    assert found == {"takes ketamine or esketamine": "no", "takes opioid": "no"}
    assert untouched(tmp_path, checker, OPIOID, WITH, WITHOUT, NOT_TAKEN) == {}


def test_a_status_a_route_and_a_word_are_parts_of_their_own(
    tmp_path: Path, checker: Checker
) -> None:
    scope = (
        ASKS + "{condition: ptsd, status: [active, past]}\n"
        "  - {observation: setting, is: [home, clinic]}\n"
        "  - {medication: opioid, route: [oral, nasal]}"
    )
    patient = "history: [PTSD], observations: {setting: home}, medications: [codeine by mouth]"
    nobody = "history: [], observations: {setting: hospital}, medications: []"

    found = untouched(
        tmp_path, checker, scope, f"{patient} -> alert", f"{nobody} -> none", NOT_TAKEN
    )

    assert found == {
        "when[0]: post-traumatic stress disorder (past)": "yes",
        "when[1]: setting of care is clinic": "yes",
        "when[2]: takes opioid by the route nasal": "yes",
        "when[2]: takes opioid by the route nasal or oral (planned)": "yes",
    }


def test_both_sides_of_each_bound_are_asked_for(tmp_path: Path, checker: Checker) -> None:
    scope = ASKS + "{observation: age, at_least: 18, below: 65}"
    examples = ("observations: {age: 40} -> alert", "observations: {age: 70} -> none", NOT_TAKEN)

    found = untouched(tmp_path, checker, scope, *examples)

    assert found == {"when[0]: age is at least 18 year": "no"}


def test_what_is_only_open_is_not_touched(tmp_path: Path, checker: Checker) -> None:
    scope = ASKS + "{observation: age, below: 18}"

    found = untouched(tmp_path, checker, scope, "medications: [] -> undecided", NOT_TAKEN)

    assert found == {"when[0]: age is below 18 year": "yes no"}


@pytest.mark.parametrize(
    ("criterion", "branch"),
    [
        ("any: [{condition: ptsd}, {condition: anxiety}]", "when[0].any[1]: "),
        ("all: [{condition: ptsd}, {condition: anxiety}]", "when[0].all[1]: "),
        ("not: {condition: anxiety}", "when[0].not[0]: "),
    ],
)
def test_each_arm_of_a_list_is_a_part(
    tmp_path: Path, checker: Checker, criterion: str, branch: str
) -> None:
    found = untouched(tmp_path, checker, ASKS + f"{{{criterion}}}", "allergies: [] -> undecided")

    assert [never for words, never in found.items() if words.startswith(branch)]


def test_an_exception_is_touched_where_it_withholds_and_where_it_does_not(
    tmp_path: Path, checker: Checker
) -> None:
    scope = f"{OPIOID}\nunless:\n  - {{medication: opioid, route: [nasal]}}"
    nasal = "medications: [{text: codeine, route: nasal}] -> none"
    part = "unless[0]: takes opioid by the route nasal"

    assert untouched(tmp_path, checker, scope, WITH)[part] == "yes"
    assert untouched(tmp_path, checker, scope, nasal)[part] == "no"
    assert part not in untouched(tmp_path, checker, scope, WITH, nasal)


def test_a_survey_counts_over_all_rules_in_the_order_of_their_ids(
    tmp_path: Path, checker: Checker
) -> None:
    rules = [
        with_examples(scope, WITH, name=name) for name, scope in (("b", OPIOID), ("a", OPIOID))
    ]
    found = surveyed(tmp_path, checker, rules)

    assert [each.rule_id for each in found] == ["a", "b"]
    assert found[0].place.path == f"{tmp_path.name}/a.yaml"
    assert (found[0].parts, len(found[0].untouched)) == (2, 2)
    assert found == surveyed(tmp_path, checker, rules)


@pytest.mark.usefixtures("unmeasured")
def test_the_examples_of_the_built_in_packs_notice_95_of_100_mistakes(checker: Checker) -> None:
    found = survey(checker.engine)

    assert found.killed / found.made > 0.95
    assert found.touched / found.parts > 0.9
