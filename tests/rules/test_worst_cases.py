"""Patients and packs that are as bad as can be: the work keeps to the size of the answer."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

import pytest

from benchmarks.synthetic import pack_of, rules
from caveat.reading.status import MedicationStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker, Level, Medication, Patient, Request
from caveat.rules.decision import TakenUse
from caveat.rules.facts import Facts, Taken
from caveat.rules.findings import Found, decide_rules
from caveat.rules.model import About, Between, MedicationCriterion, Rule
from caveat.rules.opening import book_of
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef

pytestmark = pytest.mark.usefixtures("unmeasured")

MANY = 10_000
CURRENT = frozenset((MedicationStatus.ACTIVE, MedicationStatus.PLANNED))


@pytest.fixture(scope="module")
def vocabulary(checker: Checker) -> Vocabulary:
    return checker.book.vocabulary


@pytest.fixture(scope="module")
def pattern(vocabulary: Vocabulary) -> Rule:
    """Give a rule to write others after."""
    return replace(next(rules(20, vocabulary)), unless=(), covers=())


def taken(place: int, *terms: str) -> Taken:
    entry = EntryRef(EntryList.MEDICATIONS, place, f"medicine {place}")
    return Taken(entry, frozenset(terms), (), MedicationStatus.ACTIVE, "", None, {})


def facts_of(*medicines: Taken) -> Facts:
    return Facts(medicines, (), (), {}, {}, (), (), (), (), (), ())


def pairs(found: Iterable[Found]) -> list[tuple[int, int]]:
    """Give the places of the two medicines of each finding."""
    return [
        (each.subject.entry.index, use.taken.entry.index)
        for each in found
        for use in each.uses
        if isinstance(use, TakenUse)
    ]


def numbered(pattern: Rule, scopes: Iterable[Between | About]) -> list[Rule]:
    return [replace(pattern, id=f"r{n:05}", scope=scope) for n, scope in enumerate(scopes)]


def test_where_all_rules_are_about_one_medicine_only_those_of_the_patient_are_decided(
    pattern: Rule, vocabulary: Vocabulary
) -> None:
    scopes = (Between("the-one", f"other-{n}") for n in range(MANY))
    book = book_of([pack_of(numbered(pattern, scopes))], vocabulary)
    facts = facts_of(taken(0, "the-one"), taken(1, "other-7"), taken(2, "unknown"))

    assert book.index.of_facts(facts.by_term.keys()) == {7}
    assert [found.rule.id for found in decide_rules(facts, book).found] == ["r00007"]


def test_a_hundred_medicines_of_forty_classes_meet_only_the_rules_that_can_hold(
    pattern: Rule, vocabulary: Vocabulary
) -> None:
    scopes = (Between(f"class-{n}", f"absent-{n}") for n in range(MANY))
    held = Between("class-0", "class-3999")
    book = book_of([pack_of(numbered(pattern, (*scopes, held)))], vocabulary)
    medicines = [taken(n, *(f"class-{40 * n + k}" for k in range(40))) for n in range(100)]

    found = decide_rules(facts_of(*medicines), book).found

    assert pairs(found) == [(0, 99)]


def test_a_rule_that_fits_every_patient_is_found_once_for_each_medicine_that_it_is_about(
    pattern: Rule, vocabulary: Vocabulary
) -> None:
    book = book_of([pack_of([replace(pattern, scope=About("every"))])], vocabulary)

    found = decide_rules(facts_of(*(taken(n, "every") for n in range(200))), book).found

    assert [each.subject.entry.index for each in found] == list(range(200))


def test_two_hundred_medicines_of_one_class_are_paired_once_each(
    pattern: Rule, vocabulary: Vocabulary
) -> None:
    book = book_of([pack_of([replace(pattern, scope=Between("same", "same"))])], vocabulary)

    found = decide_rules(facts_of(*(taken(n, "same") for n in range(200))), book).found

    assert len(found) == len(set(pairs(found))) == 200 * 199 // 2
    assert all(first < second for first, second in pairs(found))


def test_a_patient_may_set_off_five_hundred_alerts(vocabulary: Vocabulary, pattern: Rule) -> None:
    criterion = MedicationCriterion("aspirin", CURRENT)
    scopes = (About("warfarin", (criterion,)) for _ in range(500))
    checker = Checker(book_of([pack_of(numbered(pattern, scopes))], vocabulary))
    patient = Patient((Medication("warfarin"), Medication("aspirin")), (), (), ())

    report = checker.check(Request(patient))

    assert len(report.alerts) == len({alert.id for alert in report.alerts}) == 500
    assert report.level is pattern.level


def test_every_level_is_kept_in_order_whatever_the_number(
    vocabulary: Vocabulary, pattern: Rule
) -> None:
    made = [
        replace(pattern, id=f"r{n}", level=level, scope=Between("warfarin", "aspirin"))
        for n, level in enumerate(islice(3 * list(Level), 15))
    ]
    checker = Checker(book_of([pack_of(made)], vocabulary))

    report = checker.check(Request(Patient((Medication("warfarin"), Medication("aspirin")))))

    levels = [alert.level for alert in report.alerts]
    assert levels == sorted(levels, reverse=True)
    assert len(levels) == 15
