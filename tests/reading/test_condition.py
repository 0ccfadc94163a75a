"""Lines of a history as people write them: conditions with their status."""

import pytest

from caveat.reading.codes import Code
from caveat.reading.condition import ConditionReading, names_only_known, read_condition
from caveat.reading.status import ConditionStatus
from caveat.rules import Checker

ACTIVE, PAST, SUSPECTED, FAMILY, OUT = (
    ConditionStatus.ACTIVE,
    ConditionStatus.PAST,
    ConditionStatus.SUSPECTED,
    ConditionStatus.FAMILY_HISTORY,
    ConditionStatus.RULED_OUT,
)


def read(checker: Checker, text: str, *codes: Code) -> ConditionReading:
    return read_condition(text, codes, None, checker.book.vocabulary)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("psychosis", [("psychosis", ACTIVE)]),
        ("denies psychosis", [("psychosis", OUT)]),
        ("psychosis: denies", [("psychosis", OUT)]),
        ("no history of psychosis", [("psychosis", OUT)]),
        ("psychosis ruled out", [("psychosis", OUT)]),
        ("r/o psychosis", [("psychosis", SUSPECTED)]),
        ("psychosis not ruled out", [("psychosis", SUSPECTED)]),
        ("?psychosis", [("psychosis", SUSPECTED)]),
        ("possible psychosis", [("psychosis", SUSPECTED)]),
        ("history of psychosis", [("psychosis", PAST)]),
        ("psychosis in remission", [("psychosis", PAST)]),
        ("psychosis 10 years ago", [("psychosis", PAST)]),
        ("mother with schizophrenia", [("schizophrenia", FAMILY)]),
        ("schizophrenia (mother)", [("schizophrenia", FAMILY)]),
        ("patient's brother has schizophrenia", [("schizophrenia", FAMILY)]),
        ("family history of psychosis", [("psychosis", FAMILY)]),
        ("no family history of psychosis", [("psychosis", OUT)]),
        ("sister reports psychosis", [("psychosis", ACTIVE)]),
        ("single mother of two, psychosis", [("psychosis", ACTIVE)]),
        ("PMH: hypertension", [("hypertension", ACTIVE)]),
        ("no change in hypertension", [("hypertension", ACTIVE)]),
        ("depression no psychosis", [("depression", ACTIVE), ("psychosis", OUT)]),
        (
            "denies psychosis but has glaucoma",
            [("psychosis", OUT), ("glaucoma-raised-iop", ACTIVE)],
        ),
        ("denies psychosis and has PTSD", [("psychosis", OUT), ("ptsd", ACTIVE)]),
        ("denies psychosis, glaucoma", [("psychosis", OUT), ("glaucoma-raised-iop", ACTIVE)]),
        (
            "denies psychosis, mania, or suicidal thoughts",
            [("psychosis", OUT), ("bipolar", OUT), ("suicidality", OUT)],
        ),
        (
            "AUD, sober 11 months, denies EtOH",
            [("alcohol-use-disorder", PAST), ("alcohol-use", OUT)],
        ),
        (
            "denies SI/HI, mother w/ schizophrenia, r/o bipolar",
            [("suicidality", OUT), ("schizophrenia", FAMILY), ("bipolar", SUSPECTED)],
        ),
        ("lives with mother who has schizophrenia", [("schizophrenia", FAMILY)]),
        ("Drinks ginger beer and kombucha", []),
        ("uses rubbing alcohol for skin prep", []),
        ("gout; back pain", []),
        ("none", []),
    ],
)
def test_a_line_gives_conditions_with_their_status(
    checker: Checker, text: str, expected: list[tuple[str, ConditionStatus]]
) -> None:
    reading = read(checker, text)

    assert expected == [(mention.concept, mention.status) for mention in reading.mentions]
    assert not reading.unread


@pytest.mark.parametrize(
    ("value", "concept", "status"),
    [
        ("F33.3", "psychotic-depression", ACTIVE),
        ("f20.9", "schizophrenia", ACTIVE),
        ("F10.21", "alcohol-use-disorder", PAST),
        ("F32.0", "mild-depression", ACTIVE),
    ],
)
def test_a_code_gives_its_conditions(
    checker: Checker, value: str, concept: str, status: ConditionStatus
) -> None:
    mentions = read(checker, "", Code("icd10cm", value)).mentions

    assert (concept, status) in {(mention.concept, mention.status) for mention in mentions}


def test_a_code_may_stand_in_the_text(checker: Checker) -> None:
    concepts = {mention.concept for mention in read(checker, "mild MDD (F32.0)").mentions}

    assert "mild-depression" in concepts
    assert not read(checker, "F33.2").unread


def test_a_code_that_concerns_no_rule_is_silent(checker: Checker) -> None:
    assert read(checker, "", Code("icd10cm", "M10.9")) == ConditionReading()


@pytest.mark.parametrize("code", [Code("snomed", "1"), Code("icd10cm", "x"), Code("read", "E10")])
def test_an_unknown_code_is_unread_unless_the_text_is_known(checker: Checker, code: Code) -> None:
    assert read(checker, "", code).unread
    assert not read(checker, "gout", code).unread


def test_a_stated_status_wins_over_the_words(checker: Checker) -> None:
    reading = read_condition("denies psychosis", (), PAST, checker.book.vocabulary)

    assert [mention.status for mention in reading.mentions] == [PAST]


def test_one_letter_is_forgiven_and_two_are_only_suggested(checker: Checker) -> None:
    near, far = read(checker, "denies schizophrena"), read(checker, "schizofrenia")

    assert [(mention.concept, mention.status, mention.distance) for mention in near.mentions] == [
        ("schizophrenia", OUT, 1)
    ]
    assert not far.mentions
    assert far.unread[0].suggestions == ("schizophrenia",)


@pytest.mark.parametrize(
    ("text", "known"), [("alcohol wipes", True), ("peanuts", True), ("ketmine hives", False)]
)
def test_words_are_harmless_only_if_all_of_them_are(
    checker: Checker, text: str, *, known: bool
) -> None:
    assert known is names_only_known(text, checker.book.vocabulary)


@pytest.mark.parametrize("text", ["no current psychosis", "not currently psychotic"])
def test_a_denial_for_now_leaves_the_past_open(checker: Checker, text: str) -> None:
    reading = read(checker, text)

    assert not reading.mentions
    assert [part.reason for part in reading.unread] == ["denied for now; the past is not stated"]


def test_a_denial_for_now_is_enough_where_only_the_present_counts(checker: Checker) -> None:
    assert not read(checker, "no current glaucoma").unread
    assert not read(checker, "denies current SI").unread
