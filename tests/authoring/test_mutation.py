"""Small mistakes in a rule: one that no example notices, and the example that notices it."""

from pathlib import Path
from typing import NamedTuple

import pytest

from caveat.authoring.mutation.change import Kind
from caveat.authoring.mutation.mutants import Mutants, mutants_of
from caveat.authoring.mutation.normal import Normal
from caveat.authoring.read_rule import read_rules
from caveat.rules import Checker
from caveat.rules.findings import decide_each
from tests.authoring.surveyed import surveyed, with_examples
from tests.rules.small_packs import checker_of, write_pack

OPIOID = "between: [ketamine-therapy, opioid]"
LOCAL = f"{OPIOID}\nunless:\n  - {{medication: opioid, route: [topical, nasal]}}"
ASKS = "about: ketamine\nwhen:\n  - "
PTSD = ASKS + "{condition: ptsd, status: [active, past]}"
SENIOR = ASKS + "{observation: age, at_least: 65}"
PTSD_OR_OPIOID = ASKS + "any: [{condition: ptsd}, {medication: opioid}]"
PTSD_AND_OPIOID = ASKS + "{condition: ptsd}\n  - {medication: opioid}"
NOT_HOME = ASKS + "{not: {observation: setting, is: home}}"
PLACES = ASKS + "{observation: setting, is: [home, clinic]}"
SEVERAL = ASKS + "{count: {medication: opioid, at_least: 2}}"
HIGH_DOSE = ASKS + "{dose: {unit: mg/kg, above: 0.5}}"
ALLERGY = ASKS + "{allergy: opioid}"
CODEINE = "medications: [codeine] -> alert"
NASAL_CODEINE = "medications: [{text: codeine, route: nasal}] -> none"


class Case(NamedTuple):
    """A mistake in a rule, an example that lets it pass, and one that does not."""

    kind: Kind
    words: str
    scope: str
    passing: str
    noticing: str


CASES = (
    Case(
        Kind.LEVEL,
        "moderate becomes major",
        OPIOID,
        CODEINE,
        f"{CODEINE}, level: moderate",
    ),
    Case(
        Kind.CLASS,
        "opioid becomes depressant",
        OPIOID,
        CODEINE,
        "medications: [diazepam] -> none",
    ),
    Case(
        Kind.CLASS,
        "ketamine-therapy becomes ketamine",
        OPIOID,
        CODEINE,
        "proposed: [Spravato], medications: [codeine] -> alert",
    ),
    Case(
        Kind.CLASS,
        "when[0]: opioid becomes depressant",
        ALLERGY,
        "allergies: [codeine] -> alert",
        "allergies: [diazepam] -> none",
    ),
    Case(
        Kind.CONDITION,
        "when[0]: schizophrenia becomes psychosis",
        ASKS + "{condition: schizophrenia}",
        "history: [schizophrenia] -> alert",
        "history: [delusional disorder] -> none",
    ),
    Case(
        Kind.STATUS,
        "when[0]: past does not count",
        PTSD,
        "history: [PTSD] -> alert",
        "history: [{text: PTSD, status: past}] -> alert",
    ),
    Case(
        Kind.STATUS,
        "when[0]: family-history counts",
        PTSD,
        "history: [PTSD] -> alert",
        "history: [mother had PTSD] -> none",
    ),
    Case(
        Kind.THRESHOLD,
        "when[0]: at_least 65 becomes at_least 66",
        SENIOR,
        "observations: {age: 70} -> alert",
        "observations: {age: 65} -> alert",
    ),
    Case(
        Kind.THRESHOLD,
        "when[0]: at_least 2 becomes at_least 3",
        SEVERAL,
        "medications: [codeine] -> none",
        "medications: [codeine, morphine] -> alert",
    ),
    Case(
        Kind.THRESHOLD,
        "when[0]: above 0.5 becomes above 0.6",
        HIGH_DOSE,
        "proposed: [ketamine 1 mg/kg] -> alert",
        "proposed: [ketamine 0.6 mg/kg] -> alert",
    ),
    Case(
        Kind.COMPARISON,
        "when[0]: at_least 65 becomes above 65",
        SENIOR,
        "observations: {age: 70} -> alert",
        "observations: {age: 65} -> alert",
    ),
    Case(
        Kind.WORD,
        "when[0]: setting: clinic becomes home",
        PLACES,
        "observations: {setting: home} -> alert",
        "observations: {setting: clinic} -> alert",
    ),
    Case(
        Kind.ROUTE,
        "unless[0]: the route nasal does not count",
        LOCAL,
        CODEINE,
        NASAL_CODEINE,
    ),
    Case(
        Kind.REMOVED,
        "when[0] is removed",
        PTSD_AND_OPIOID,
        "history: [PTSD], medications: [codeine] -> alert",
        "history: [], medications: [codeine] -> none",
    ),
    Case(
        Kind.NOT_REMOVED,
        "when[0]: not is removed",
        NOT_HOME,
        "history: [] -> undecided",
        "observations: {setting: home} -> none",
    ),
    Case(
        Kind.ANY_ALL,
        "when[0]: any becomes all",
        PTSD_OR_OPIOID,
        "history: [PTSD], medications: [codeine] -> alert",
        "history: [PTSD], medications: [] -> alert",
    ),
    Case(
        Kind.UNLESS_REMOVED,
        "unless[0] is removed",
        LOCAL,
        CODEINE,
        NASAL_CODEINE,
    ),
)


def survivors(folder: Path, checker: Checker, *rules: str) -> set[tuple[Kind, str]]:
    (first, *_) = surveyed(folder, checker, rules)
    return {(each.kind, each.words) for each in first.mutants.survivors}


def read(folder: Path, checker: Checker, *rules: str) -> Mutants:
    """Make the mutants of the first of these rules."""
    small = checker_of([write_pack(folder, *rules)], checker.book.vocabulary)
    return mutants_of(next(read_rules(small.engine)), Normal(small.book.vocabulary))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind.value}: {case.words}")
def test_a_mistake_survives_until_an_example_notices_it(
    tmp_path: Path, checker: Checker, case: Case
) -> None:
    passing = with_examples(case.scope, case.passing)
    noticing = with_examples(case.scope, case.passing, case.noticing)

    assert (case.kind, case.words) in survivors(tmp_path / "a", checker, passing)
    assert (case.kind, case.words) not in survivors(tmp_path / "b", checker, noticing)


def test_every_kind_of_mistake_is_made() -> None:
    assert {case.kind for case in CASES} == set(Kind)


def test_a_threshold_is_moved_beyond_the_nearest_examples(tmp_path: Path, checker: Checker) -> None:
    (old, young) = ("observations: {age: 80} -> alert", "observations: {age: 31} -> none")
    moved = {each.words for each in read(tmp_path, checker, with_examples(SENIOR, old, young)).made}

    assert {f"when[0]: at_least 65 becomes at_least {age}" for age in (30, 64, 66, 81)} <= moved


def test_a_level_that_a_covering_rule_forbids_is_left_out(tmp_path: Path, checker: Checker) -> None:
    folded = with_examples(OPIOID, CODEINE, name="a")
    covering = with_examples(f"{OPIOID}\ncovers: [a]", CODEINE, name="b")

    lower = (Kind.LEVEL, "moderate becomes minor")
    assert survivors(tmp_path, checker, folded, covering) & {
        lower,
        (Kind.LEVEL, "moderate becomes major"),
    } == {lower}


def test_a_draft_is_never_made_graver_than_a_draft_may_be(tmp_path: Path, checker: Checker) -> None:
    draft = with_examples(f"{OPIOID}\ndraft: true", CODEINE, level="minor")

    levels = {words for kind, words in survivors(tmp_path, checker, draft) if kind is Kind.LEVEL}
    assert levels == {"minor becomes info"}


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (ASKS + "{observation: age, at_least: 0}", "when[0]: at_least 0 becomes at_least -1"),
        (LOCAL, "unless[0]: stopped counts"),
        (
            ASKS + "any: [{condition: psychosis}, {condition: schizophrenia}]",
            "when[0].any[1] is removed",
        ),
        (
            ASKS + "all: [{observation: age, above: 17}, {observation: age, above: 18}]",
            "when[0].all[0] is removed",
        ),
        (
            ASKS + "any: [{condition: ptsd}, {all: [{condition: ptsd}, {medication: opioid}]}]",
            "when[0].any[1] is removed",
        ),
        (f"{OPIOID}\nunless:\n  - {{medication: lithium}}", "unless[0] is removed"),
    ],
)
def test_a_mistake_that_no_patient_shows_is_left_out(
    tmp_path: Path, checker: Checker, scope: str, words: str
) -> None:
    made, same = read(tmp_path, checker, with_examples(scope, "proposed: [aspirin] -> none"))

    assert words in {each.words for each in same}
    assert words not in {each.words for each in made}


@pytest.mark.usefixtures("unmeasured")
def test_what_is_left_out_decides_every_patient_as_its_rule_does(checker: Checker) -> None:
    normal = Normal(checker.book.vocabulary)
    rules = list(read_rules(checker.engine))
    patients = [facts for each in rules for _, facts in each.examples][::10]
    for each in rules:
        for mutant in mutants_of(each, normal).same:
            pair = (each.compiled(each.rule), each.compiled(mutant.rule))
            for facts in patients:
                own, other = (decide_each((rule,), facts) for rule in pair)
                assert [len(found) for found in own] == [len(found) for found in other]
