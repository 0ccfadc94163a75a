"""The medicines that a text names, and the words beside them that may name another."""

import pytest

from caveat.reading.medication import MedicationReading, read_medications
from caveat.rules import Checker


def read(checker: Checker, text: str) -> tuple[MedicationReading, ...]:
    return read_medications(text, (), checker.book.vocabulary)


def terms(checker: Checker, text: str) -> set[str]:
    return {
        term
        for reading in read(checker, text)
        for found in reading.substances
        for term in found.substance.terms
    }


def unread(checker: Checker, text: str) -> list[str]:
    return [part.part for reading in read(checker, text) for part in reading.unread]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("metoprolol blorbazine 50 mg", ["blorbazine"]),
        ("blorbazine metoprolol", ["blorbazine"]),
        ("metoprolol ant blorbazine", ["ant blorbazine"]),
        ("metoprolol/blorbazine 5/10", ["blorbazine"]),
        ("metoprolol (blorbazine)", ["blorbazine"]),
        ("metoprolol 50 mg and blorbazine 5 mg", ["blorbazine"]),
    ],
)
def test_an_unknown_word_beside_a_known_name_is_unread(
    checker: Checker, text: str, parts: list[str]
) -> None:
    assert terms(checker, text) == {"metoprolol"}
    assert parts == unread(checker, text)


@pytest.mark.parametrize(
    "text",
    [
        "metoprolol from the pharmacy",
        "metoprolol that my doctor gave me",
        "metoprolol succinate 50 mg",
        "metoprolol hydrochloride",
        "metoprolol anxiety",
        "metoprolol hypertension",
        "metoprolol tabelts",
        "metoprolol nightlyy",
        "metoprolol 50 mg every mroning",
    ],
)
def test_common_words_salts_conditions_and_misspelt_filler_are_no_names(
    checker: Checker, text: str
) -> None:
    assert terms(checker, text) == {"metoprolol"}
    assert unread(checker, text) == []


@pytest.mark.parametrize("text", ["mroning", "pharmacy blorbazine", "tabelts of blorbazine"])
def test_where_no_name_is_known_some_word_is_unread(checker: Checker, text: str) -> None:
    assert terms(checker, text) == set()
    assert unread(checker, text)


@pytest.mark.parametrize(
    ("text", "expected", "parts"),
    [
        ("Acetaminophen 325 MG Oral Tablet [Blorbocet]", {"acetaminophen"}, []),
        ("Acetaminophen 325 MG Oral Tablet [Percocet]", {"acetaminophen", "oxycodone"}, []),
        ("[Blorbocet]", set[str](), ["blorbocet"]),
        ("blorbazine 5 mg [Percocet]", {"acetaminophen", "oxycodone"}, ["blorbazine"]),
    ],
)
def test_a_brand_in_square_brackets_repeats_what_is_named(
    checker: Checker, text: str, expected: set[str], parts: list[str]
) -> None:
    assert expected == terms(checker, text)
    assert parts == unread(checker, text)


def test_a_name_that_a_label_broke_off_is_read_with_the_letters_it_lacks(checker: Checker) -> None:
    (reading,) = read(checker, "hydroxychl 200 mg")

    assert [(found.substance.label, found.distance) for found in reading.substances] == [
        ("hydroxychloroquine", 8)
    ]


def test_a_beginning_of_several_names_is_unread(checker: Checker) -> None:
    assert terms(checker, "sertra 50 mg") == set()
    assert unread(checker, "sertra 50 mg") == ["sertra"]


CODEINE = {"acetaminophen", "codeine"}
DECONGESTANT = {"loratadine", "pseudoephedrine"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tylenol 3x daily", {"acetaminophen"}),
        ("Tylenol 3 x daily", {"acetaminophen"}),
        ("Tylenol 3 times a day", {"acetaminophen"}),
        ("Tylenol 3 per day", {"acetaminophen"}),
        ("Tylenol 3", CODEINE),
        ("Tylenol #3 3x daily", CODEINE),
        ("Tylenol 3 prn", CODEINE),
        ("Claritin D/C'd", {"loratadine"}),
        ("Claritin D/C", {"loratadine"}),
        ("Claritin-D", DECONGESTANT),
        ("Claritin D 10 mg", DECONGESTANT),
    ],
)
def test_a_count_or_a_status_after_a_name_is_no_part_of_it(
    checker: Checker, text: str, expected: set[str]
) -> None:
    assert expected == terms(checker, text)
    assert unread(checker, text) == []


@pytest.mark.parametrize(
    ("text", "expected", "parts"),
    [
        ("BP meds: amlodipine", {"amlodipine"}, []),
        ("BP meds", {"heart-medicine"}, []),
        ("Benzos: lorazepam 1 mg", {"lorazepam"}, []),
        ("Benzos: blorbazine", {"benzodiazepine"}, ["blorbazine"]),
        ("Antidepressants: Zoloft, lorazepam", {"sertraline", "lorazepam"}, []),
        ("BP meds: lorazepam", {"heart-medicine", "lorazepam"}, []),
    ],
)
def test_a_heading_counts_unless_a_member_of_it_follows(
    checker: Checker, text: str, expected: set[str], parts: list[str]
) -> None:
    assert expected == terms(checker, text)
    assert parts == unread(checker, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ProAir inhaler", {"albuterol"}),
        ("Symbicort inhaler", {"budesonide", "formoterol"}),
        ("Ambien sleeping pill", {"zolpidem"}),
        ("sleeping tablet (zolpidem)", {"zolpidem"}),
        ("sleeping pill and metoprolol", {"sedative", "metoprolol"}),
        ("sleeping pill, metoprolol", {"sedative", "metoprolol"}),
    ],
)
def test_a_vague_phrase_beside_a_name_says_how_and_apart_from_it_what(
    checker: Checker, text: str, expected: set[str]
) -> None:
    assert expected == terms(checker, text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("sleeping tablet", "sedative"),
        ("some sleeping tablets from mum", "sedative"),
        ("inhaler", "beta-2-agonist"),
        ("nerve pills", "benzodiazepine"),
        ("happy pills", "antidepressant"),
    ],
)
def test_a_vague_phrase_alone_is_its_class(checker: Checker, text: str, term: str) -> None:
    (reading,) = read(checker, text)

    assert [(found.substance.terms, found.substance.is_vague) for found in reading.substances] == [
        ((term,), True)
    ]


@pytest.mark.parametrize("text", ["benzos", "beta blocker", "metoprolol"])
def test_a_name_of_a_class_is_not_vague(checker: Checker, text: str) -> None:
    (reading,) = read(checker, text)

    assert [found.substance.is_vague for found in reading.substances] == [False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoloft for depression and oxycodone", {"sertraline", "oxycodone"}),
        ("Zoloft for depression and oxycodone 5 mg", {"sertraline", "oxycodone"}),
        ("Zoloft for depression & Xanax", {"sertraline", "alprazolam"}),
        ("Zoloft for depression, Xanax", {"sertraline", "alprazolam"}),
        ("clonidine for opioid withdrawal", {"clonidine"}),
        ("clonidine for heroin withdrawal", {"clonidine"}),
        ("clonidine for anxiety and opioid withdrawal", {"clonidine"}),
        ("clonidine for anxiety and oxycodone withdrawal", {"clonidine"}),
        ("gabapentin for pain and heroin withdrawal", {"gabapentin"}),
        ("buprenorphine for opioid use disorder", {"buprenorphine"}),
    ],
)
def test_a_medicine_after_a_reason_counts_but_not_one_within_it(
    checker: Checker, text: str, expected: set[str]
) -> None:
    assert expected == terms(checker, text)
    assert unread(checker, text) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("blorbazine, xyzzyprin", ["blorbazine", "xyzzyprin"]),
        ("blorbazine and xyzzyprin", ["blorbazine", "xyzzyprin"]),
        ("blorbazine 5 mg, metoprolol 50 mg, xyzzyprin 2 mg", ["blorbazine", "xyzzyprin"]),
        (
            "blorbazine 5 mg, metoprolol, xyzzyprin and zupratol",
            ["blorbazine", "xyzzyprin", "zupratol"],
        ),
        ("Zoloft for depression, blorbazine", ["blorbazine"]),
        ("a, b, c", ["a, b, c"]),
    ],
)
def test_each_segment_with_an_unknown_word_is_unread(
    checker: Checker, text: str, parts: list[str]
) -> None:
    assert parts == unread(checker, text)


def test_no_more_than_ten_parts_of_one_entry_are_unread(checker: Checker) -> None:
    text = " and ".join(f"blorbazine{letter}" for letter in "abcdefghijklm")

    assert len(unread(checker, text)) == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("losartan potassium", {"losartan"}),
        ("azilsartan potassium", {"azilsartan"}),
        ("potassium", {"potassium chloride"}),
        ("losartan and potassium", {"losartan", "potassium chloride"}),
    ],
)
def test_a_salt_after_a_name_is_no_medicine_of_its_own(
    checker: Checker, text: str, expected: set[str]
) -> None:
    assert expected == terms(checker, text)


@pytest.mark.parametrize("text", ["opioids: none", "benzos - none", "Percocet: no"])
def test_a_form_that_answers_none_names_nothing_that_is_taken(checker: Checker, text: str) -> None:
    assert [reading.status.value for reading in read(checker, text)] == ["stopped"]
