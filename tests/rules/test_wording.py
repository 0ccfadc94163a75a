"""Criteria in words."""

import pytest

from caveat.rules import Checker
from caveat.rules.wording import in_words
from tests.rules.decoding import decoded


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ("{medication: opioid}", "takes opioid"),
        ("{medication: opioid, status: [stopped]}", "takes opioid (stopped)"),
        (
            "{medication: beta-blocker, route: [otic, nasal]}",
            "takes beta blocker by the route nasal or otic",
        ),
        (
            "{medication: opioid, except_route: [topical]}",
            "takes opioid by no route of topical",
        ),
        ("{condition: ptsd, status: [past]}", "post-traumatic stress disorder (past)"),
        ("{observation: age, below: 18}", "age is below 18 year"),
        (
            "{observation: age, at_least: 18, at_most: 24}",
            "age is at least 18 year and at most 24 year",
        ),
        ("{dose: {above: 0.5, unit: mg/kg}}", "the dose is above 0.5 mg/kg"),
        ("{dose: {is: [56, 84], unit: mg}}", "the dose is 56 or 84 mg"),
        ("{dose: {is: 0.5, unit: mg/kg}}", "the dose is 0.5 mg/kg"),
        ("{dose: {stated: true, unit: mg}}", "the dose is stated in mg"),
        ("{route: [oral]}", "the route is oral"),
        ("{allergy: ketamine}", "an allergy to ketamine"),
        (
            "{all: [{medication: opioid}, {allergy: ketamine}]}",
            "takes opioid and an allergy to ketamine",
        ),
        (
            "{any: [{medication: opioid}, {allergy: ketamine}]}",
            "takes opioid or an allergy to ketamine",
        ),
        ("{not: {allergy: ketamine}}", "not: an allergy to ketamine"),
        (
            "{count: {medication: opioid, at_least: 2}}",
            "at least 2 entries: takes opioid",
        ),
    ],
)
def test_a_criterion_is_said_in_words(checker: Checker, criterion: str, words: str) -> None:
    vocabulary = checker.book.vocabulary

    assert words == in_words(decoded(criterion, vocabulary), vocabulary)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("fasted", "false", "no"),
        ("fasted", "true", "yes"),
        ("setting", "[home, clinic]", "clinic or home"),
    ],
)
def test_a_fact_is_said_by_its_title(checker: Checker, name: str, value: str, words: str) -> None:
    vocabulary = checker.book.vocabulary

    said = in_words(decoded(f"{{observation: {name}, is: {value}}}", vocabulary), vocabulary)

    assert f"{vocabulary.observations[name].title} is {words}" == said


def test_a_condition_says_which_statuses_count(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary

    words = in_words(decoded("{condition: psychosis}", vocabulary), vocabulary)

    counts = sorted(status.value for status in vocabulary.concepts["psychosis"].counts)
    assert f"({' or '.join(counts)})" in words


def test_every_criterion_of_the_built_in_packs_can_be_said(checker: Checker) -> None:
    criteria = [
        criterion
        for rule in checker.book.rules.values()
        for criterion in (*getattr(rule.scope, "when", ()), *rule.unless)
    ]

    assert all(in_words(criterion, checker.book.vocabulary) for criterion in criteria)
