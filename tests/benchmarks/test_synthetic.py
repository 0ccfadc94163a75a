"""The made-up rules and patients: what every measurement over them rests on."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.synthetic import POOL, Written, pack_of, patients, rules, write_pack
from caveat.authoring.lint import lint
from caveat.authoring.verify import verify
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker, Condition, Level, Medication, Outcome, Report, Request
from caveat.rules.loader import load_packs
from caveat.rules.model import Kind, Place, Rule
from caveat.rules.opening import book_of
from tests.authoring.lint.linting import TODAY

pytestmark = pytest.mark.usefixtures("unmeasured")

PATIENTS = 100
NOWHERE = Place("", 0, 0)


def checker_of(made: Iterable[Rule], vocabulary: Vocabulary) -> Checker:
    return Checker(book_of([pack_of(made)], vocabulary))


def raised(report: Report) -> list[str]:
    return [alert.rule_id for alert in report.alerts]


@pytest.mark.parametrize("count", [100, 1000])
@pytest.mark.parametrize("written", ["codes", "text"])
def test_a_patient_sets_off_four_to_six_rules_and_nothing_is_open(
    vocabulary: Vocabulary, count: int, written: Written
) -> None:
    checks = checker_of(rules(count, vocabulary), vocabulary)
    reports = [checks.check(request) for request in patients(PATIENTS, vocabulary, written)]
    found = [len(report.alerts) for report in reports]

    assert all(report.complete and report.outcome is Outcome.ALERTS for report in reports)
    assert not any(report.open_questions for report in reports)
    assert {4, 5, 6} == set(found)
    assert 4.5 < sum(found) / len(found) < 5.5


def test_a_patient_sets_off_the_same_rules_whatever_the_size(vocabulary: Vocabulary) -> None:
    few, many = (checker_of(rules(count, vocabulary), vocabulary) for count in (20, 2000))

    for request in patients(PATIENTS, vocabulary):
        assert raised(few.check(request)) == raised(many.check(request))


def test_no_patient_of_the_pool_sets_off_a_filling_rule(vocabulary: Vocabulary) -> None:
    filling = checker_of(islice(rules(3000, vocabulary), 20, None), vocabulary)

    assert not any(filling.check(request).alerts for request in patients(POOL, vocabulary))


def test_some_rules_are_withheld_by_their_exception(vocabulary: Vocabulary) -> None:
    checks = checker_of(rules(20, vocabulary), vocabulary)

    assert any(checks.check(request).suppressed for request in patients(PATIENTS, vocabulary))


def test_every_patient_has_eight_medications_and_five_conditions(vocabulary: Vocabulary) -> None:
    pool = patients(POOL, vocabulary)

    assert all(len(request.patient.medications or ()) == 8 for request in pool)
    assert all(len(request.patient.conditions or ()) == 5 for request in pool)
    assert len({request.patient for request in pool}) == POOL


def test_entries_carry_codes_or_are_only_text(vocabulary: Vocabulary) -> None:
    coded, spoken = (patients(10, vocabulary, written)[0] for written in ("codes", "text"))

    assert all(entry.codes for entry in entries(coded))
    assert not any(entry.codes for entry in entries(spoken))
    assert all(medication.text.endswith("daily") for medication in spoken.patient.medications or ())


def entries(request: Request) -> list[Medication | Condition]:
    return [*(request.patient.medications or ()), *(request.patient.conditions or ())]


def test_more_patients_than_the_pool_has_are_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="the pool has"):
        patients(POOL + 1, vocabulary)


def test_a_smaller_pack_is_the_beginning_of_a_larger_one(vocabulary: Vocabulary) -> None:
    assert list(rules(50, vocabulary)) == list(islice(rules(500, vocabulary), 50))


def test_every_level_and_both_kinds_are_there(vocabulary: Vocabulary) -> None:
    made = list(rules(1000, vocabulary))

    assert {rule.level for rule in made} == set(Level)
    assert {rule.kind for rule in made} == {Kind.INTERACTION, Kind.CONTRAINDICATION}


@pytest.mark.parametrize(("rules_a_file", "files"), [(1, 300), (100, 3), (250, 2)])
def test_a_written_pack_has_the_same_rules_in_every_layout(
    vocabulary: Vocabulary, tmp_path: Path, rules_a_file: int, files: int
) -> None:
    made = list(rules(300, vocabulary))
    write_pack(tmp_path / "synthetic", made, rules_a_file)
    [pack] = load_packs([tmp_path / "synthetic"], vocabulary)

    assert [without_place(rule) for rule in pack.rules] == [without_place(rule) for rule in made]
    assert len(list(tmp_path.rglob("*.yaml"))) == files + len(["pack.yaml"])


def test_a_written_pack_has_no_problem_but_that_nobody_stands_for_it(
    vocabulary: Vocabulary, tmp_path: Path
) -> None:
    made = rules(300, vocabulary, undecided=True)
    packs = load_packs([write_pack(tmp_path / "synthetic", made)], vocabulary)
    book = book_of(packs, vocabulary)

    assert not verify(book)
    kinds = {problem.kind for problem in lint(book, TODAY)}
    assert kinds == {"missing evidence", "no label cited"}


def without_place(rule: Rule) -> Rule:
    examples = tuple(replace(example, place=NOWHERE) for example in rule.examples)
    return replace(rule, place=NOWHERE, examples=examples)
