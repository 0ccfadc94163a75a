"""The question put to other engines; those beyond Python itself answer in ``make bench-peers``."""

import pytest

from benchmarks.engines.own import asked, load_own
from benchmarks.engines.plain import plain_rule
from benchmarks.engines.question import Asked, Load
from benchmarks.engines.sqlite import load_joined, load_listed
from benchmarks.synthetic import patients, rules
from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker, Condition, Medication, Observation, Patient, Request


def one(vocabulary: Vocabulary, *entries: Medication | Condition) -> Asked:
    patient = Patient(
        medications=tuple(entry for entry in entries if isinstance(entry, Medication)),
        conditions=tuple(entry for entry in entries if isinstance(entry, Condition)),
        observations=(Observation("age", 40.0, "year"),),
        allergies=(),
    )
    [found] = asked([Request(patient)], vocabulary)
    return found


@pytest.mark.parametrize("load", [load_listed, load_joined])
def test_sqlite_finds_the_rules_that_caveat_finds(vocabulary: Vocabulary, load: Load) -> None:
    made = list(rules(1000, vocabulary))
    own, other = load_own(made, vocabulary), load([plain_rule(rule) for rule in made])
    people = asked(patients(200, vocabulary), vocabulary)
    found = [set(own(patient)) for patient in people]

    assert all(found)
    assert [sorted(other(patient)) for patient in people] == [sorted(each) for each in found]


def test_facts_are_every_term_of_a_medication(vocabulary: Vocabulary) -> None:
    found = one(vocabulary, Medication("metoprolol 50 mg daily"))

    assert found.facts == {"metoprolol", "beta-blocker", "heart-medicine"}
    assert found.age == 40


def test_a_medicine_is_only_local_where_none_of_its_class_is_taken_otherwise(
    vocabulary: Vocabulary,
) -> None:
    drops = Medication("timolol", route="ophthalmic")
    alone = one(vocabulary, drops).facts
    beside_a_tablet = one(vocabulary, drops, Medication("metoprolol 50 mg")).facts

    assert {"timolol, only local", "heart-medicine, only local"} < alone
    assert "timolol, only local" in beside_a_tablet
    assert "heart-medicine, only local" not in beside_a_tablet


@pytest.mark.parametrize(
    ("status", "counts"), [(ConditionStatus.ACTIVE, True), (ConditionStatus.RULED_OUT, False)]
)
def test_a_condition_is_a_fact_alone_where_its_status_counts(
    vocabulary: Vocabulary, status: ConditionStatus, *, counts: bool
) -> None:
    found = one(vocabulary, Condition("", (Code("icd10cm", "I10"),), status)).facts

    assert f"hypertension, {status.value}" in found
    assert ("hypertension" in found) is counts


def test_a_rule_of_another_shape_is_refused(checker: Checker) -> None:
    with pytest.raises(TypeError, match="no fact stands for"):
        plain_rule(checker.book.rules["ketamine-several-depressants"])
