"""The words of a history's line: conditions, harmless words, medicines in use, and the rest."""

import pytest

from caveat.reading.condition import ConditionReading, read_condition
from caveat.rules import Checker


def read(checker: Checker, text: str) -> ConditionReading:
    return read_condition(text, (), None, checker.book.vocabulary)


def mentions(checker: Checker, text: str) -> list[tuple[str, str]]:
    return [(mention.concept, mention.status.value) for mention in read(checker, text).mentions]


def uses(checker: Checker, text: str) -> list[tuple[tuple[str, ...], str]]:
    return [(use.substance.terms, use.status.value) for use in read(checker, text).uses]


def unread(checker: Checker, text: str) -> list[str]:
    return [part.part for part in read(checker, text).unread]


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("gout", ("gout",)),
        ("knee pain", ("knee pain",)),
        ("left knee pain since fall", ("knee pain",)),
        ("old left ankle fracture, healed", ("ankle fracture",)),
        ("appendectomy 1998", ("appendectomy",)),
        ("divorced, lives alone", ("divorced", "lives alone")),
        ("drinks coffee", ("drinks coffee",)),
        ("gout; gout", ("gout",)),
    ],
)
def test_a_line_of_harmless_words_is_harmless(
    checker: Checker, text: str, harmless: tuple[str, ...]
) -> None:
    reading = read(checker, text)

    assert harmless == reading.harmless
    assert (reading.mentions, reading.uses, reading.unread) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "concepts", "parts"),
    [
        ("HTN, blorbosis", [("hypertension", "active")], ["blorbosis"]),
        ("blorbosis, HTN", [("hypertension", "active")], ["blorbosis"]),
        ("HTN with blorbosis", [("hypertension", "active")], ["htn with blorbosis"]),
        ("HTN; gout; blorbosis since 2010", [("hypertension", "active")], ["blorbosis since 2010"]),
        ("gout, blorbosis and zupritis", [], ["blorbosis and zupritis"]),
        ("denies psychosis, blorbosis", [("psychosis", "ruled-out")], ["blorbosis"]),
    ],
)
def test_an_unknown_part_beside_a_known_one_is_unread(
    checker: Checker, text: str, concepts: list[tuple[str, str]], parts: list[str]
) -> None:
    assert concepts == mentions(checker, text)
    assert parts == unread(checker, text)


@pytest.mark.parametrize("text", ["zzzz", "!!!", "???", "123", "x", "blorbosis"])
def test_a_line_in_which_nothing_is_known_is_unread_as_a_whole(checker: Checker, text: str) -> None:
    reading = read(checker, text)

    assert [part.part for part in reading.unread] == [text]
    assert (reading.mentions, reading.harmless, reading.uses) == ((), (), ())


def test_no_more_than_ten_parts_of_one_line_are_unread(checker: Checker) -> None:
    text = ", ".join(f"blorbosis{letter}" for letter in "abcdefghijklm")

    assert len(unread(checker, text)) == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("takes lorazepam nightly", [(("lorazepam",), "active")]),
        ("takes Xanax nightly", [(("alprazolam",), "active")]),
        ("Xanax prn", [(("alprazolam",), "active")]),
        ("uses heroin daily", [(("heroin",), "active")]),
        ("on Suboxone since 2020", [(("buprenorphine", "naloxone"), "active")]),
        ("prescribed lorazepam by PCP", [(("lorazepam",), "active")]),
        ("methadone 80 mg", [(("methadone",), "active")]),
        ("bipolar on lithium", [(("lithium",), "active")]),
        ("HTN, takes lorazepam, blorbosis", [(("lorazepam",), "active")]),
        ("Zoloft, lorazepam", [(("sertraline",), "active"), (("lorazepam",), "active")]),
        ("lorazepam", [(("lorazepam",), "active")]),
        ("takes benzos", [(("benzodiazepine",), "active")]),
        ("lorazepam?", [(("lorazepam",), "suspected")]),
        ("might be using cocaine", [(("cocaine",), "suspected")]),
        ("used cocaine in college", [(("cocaine",), "past")]),
        ("used lorazepam years ago", [(("lorazepam",), "past")]),
        ("formerly on lorazepam", [(("lorazepam",), "past")]),
        ("no longer on lorazepam", [(("lorazepam",), "past")]),
        ("stopped lorazepam", [(("lorazepam",), "past")]),
        ("denies using cocaine", [(("cocaine",), "ruled-out")]),
        ("never takes lorazepam", [(("lorazepam",), "ruled-out")]),
        ("not on lorazepam", [(("lorazepam",), "ruled-out")]),
        ("mother takes lorazepam", [(("lorazepam",), "family-history")]),
        ("mother on lithium", [(("lithium",), "family-history")]),
    ],
)
def test_a_medicine_that_a_line_says_is_taken_has_a_status(
    checker: Checker, text: str, expected: list[tuple[tuple[str, ...], str]]
) -> None:
    assert expected == uses(checker, text)


@pytest.mark.parametrize(
    "text",
    [
        "allergic to codeine",
        "lithium toxicity",
        "lithium level 0.8",
        "rash with lamotrigine",
        "failed Zoloft",
        "declines lorazepam",
        "opioid withdrawal",
        "oxycodone overdose 2015",
        "heroin addiction",
    ],
)
def test_a_medicine_that_a_line_only_speaks_of_is_not_in_use(checker: Checker, text: str) -> None:
    assert uses(checker, text) == []


def test_a_substance_in_use_may_be_part_of_a_condition_too(checker: Checker) -> None:
    assert mentions(checker, "uses heroin daily") == [("opioid-use-disorder", "active")]
    assert mentions(checker, "denies using cocaine") == [("substance-use-disorder", "ruled-out")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cystitis without hematuria", [("cystitis", "active")]),
        ("cystitis without haematuria", [("cystitis", "active")]),
        ("no psychosis, psychosis", [("psychosis", "active")]),
        (
            "schizophrenia without hallucinations",
            [("schizophrenia", "active"), ("hallucinations", "ruled-out")],
        ),
        ("no psychosis, no psychosis", [("psychosis", "ruled-out")]),
    ],
)
def test_a_denial_that_the_same_line_overrules_is_left_out(
    checker: Checker, text: str, expected: list[tuple[str, str]]
) -> None:
    assert expected == list(dict.fromkeys(mentions(checker, text)))


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("schizophrena", "schizophrenia", "active"),
        ("hypertention", "hypertension", "active"),
        ("bipoler", "bipolar", "active"),
        ("denies glaucomaa", "glaucoma-raised-iop", "ruled-out"),
        ("rule out hypertention", "hypertension", "suspected"),
        ("mother with schizophrena", "schizophrenia", "family-history"),
    ],
)
def test_a_misspelt_condition_keeps_its_status(
    checker: Checker, text: str, concept: str, status: str
) -> None:
    reading = read(checker, text)

    assert [
        (mention.concept, mention.status.value, mention.distance) for mention in reading.mentions
    ] == [(concept, status, 1)]
    assert not reading.unread


@pytest.mark.parametrize("text", ["diabetis", "pneumona"])
def test_a_misspelt_condition_that_concerns_no_rule_is_harmless(
    checker: Checker, text: str
) -> None:
    assert read(checker, text) == ConditionReading(harmless=(text,))


def test_a_word_that_is_near_to_two_conditions_is_unread_with_both(checker: Checker) -> None:
    (part,) = read(checker, "hypertention, glocoma").unread

    assert part.part == "glocoma"
    assert "glaucoma" in part.suggestions


@pytest.mark.parametrize("text", ["Xanax", "oxycodone", "fentanyl", "methadone", "Suboxone"])
def test_a_medicine_that_stands_alone_is_in_use(checker: Checker, text: str) -> None:
    assert [status for _, status in uses(checker, text)] == ["active"]


@pytest.mark.parametrize(
    "text",
    [
        "lorazepam and zolpidem",
        "clonazepam with trazodone",
        "meds: lorazepam",
        "lorazepam for anxiety",
        "anxiety - lorazepam",
        "anxiety treated with lorazepam",
    ],
)
def test_a_medicine_beside_what_says_nothing_against_it_is_in_use_or_unread(
    checker: Checker, text: str
) -> None:
    assert uses(checker, text) or unread(checker, text)


@pytest.mark.parametrize(
    "text",
    [
        "used to take lorazepam",
        "used to be on lorazepam",
        "was on lorazepam until 2019",
        "stopped taking lorazepam",
        "lorazepam stopped",
        "d/c'd lorazepam",
        "no longer takes lorazepam",
    ],
)
def test_a_medicine_that_is_no_longer_taken_is_past(checker: Checker, text: str) -> None:
    assert [status for _, status in uses(checker, text)] == ["past"]


@pytest.mark.parametrize(
    "text", ["benzos", "opioids", "sleeping pills", "opioid therapy", "long-term opioid therapy"]
)
def test_a_class_that_stands_alone_is_in_use(checker: Checker, text: str) -> None:
    assert [status for _, status in uses(checker, text)] == ["active"]


@pytest.mark.parametrize("text", ["opioids for pain", "sleeping pills for insomnia"])
def test_a_class_beside_its_reason_is_in_use_or_unread(checker: Checker, text: str) -> None:
    assert uses(checker, text) or unread(checker, text)
