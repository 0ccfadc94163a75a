"""What ``recognise`` says beside the recognitions: harmless, unread, at odds, and completions."""

import pytest

from caveat.reading.recognition import MOST_COMPLETIONS, ReadAs
from caveat.rules import Checker, Code


def unread(checker: Checker, text: str, read_as: ReadAs = ReadAs.EITHER) -> list[str]:
    return [part.part for part in checker.recognise(text, read_as=read_as).unread]


def test_harmless_parts_are_told(checker: Checker) -> None:
    recognised = checker.recognise("gout, knee pain")

    assert recognised.harmless == ("gout", "knee pain")
    assert not recognised.recognitions


def test_a_medication_has_no_harmless_parts(checker: Checker) -> None:
    assert checker.recognise("gout", read_as=ReadAs.MEDICATION).harmless == ()


@pytest.mark.parametrize(
    ("read_as", "reasons"),
    [
        (ReadAs.EITHER, {"names no medicine known", "names no condition known"}),
        (ReadAs.MEDICATION, {"names no medicine known"}),
        (ReadAs.CONDITION, {"names no condition known"}),
    ],
)
def test_what_no_reading_knows_is_unread(
    checker: Checker, read_as: ReadAs, reasons: set[str]
) -> None:
    found = checker.recognise("blorbosis", read_as=read_as).unread

    assert {part.part for part in found} == {"blorbosis"}
    assert {part.reason for part in found} <= reasons


@pytest.mark.parametrize("text", ["metoprolol", "HTN", "gout", "Zoloft 50 mg", "denies psychosis"])
def test_what_one_reading_understands_is_not_unread(checker: Checker, text: str) -> None:
    assert unread(checker, text) == []


def test_an_unknown_word_beside_a_name_is_unread(checker: Checker) -> None:
    assert unread(checker, "Zoloft blorbazine", ReadAs.MEDICATION) == ["blorbazine"]
    assert unread(checker, "HTN, blorbosis", ReadAs.CONDITION) == ["blorbosis"]
    assert "blorbazine" in unread(checker, "Zoloft blorbazine")


def test_a_part_that_one_reading_understands_is_not_unread_beside_another(
    checker: Checker,
) -> None:
    assert set(unread(checker, "blorbosis, gout")) == {"blorbosis"}


@pytest.mark.parametrize(
    ("text", "code", "read_as", "by_code", "by_text"),
    [
        ("aspirin", Code("rxnorm", "6918"), ReadAs.MEDICATION, "metoprolol", "aspirin"),
        (
            "glaucoma",
            Code("icd10cm", "F31.9"),
            ReadAs.CONDITION,
            "bipolar disorder",
            "glaucoma or raised eye pressure",
        ),
        ("gout", Code("icd10cm", "I10"), ReadAs.CONDITION, "hypertension", "nothing that a rule"),
    ],
)
def test_a_code_and_a_text_that_differ_are_told_with_what_they_were_read_as(
    checker: Checker, text: str, code: Code, read_as: ReadAs, *, by_code: str, by_text: str
) -> None:
    for asked in (ReadAs.EITHER, read_as):
        ((found, disagreement),) = checker.recognise(text, code, asked).disagreements
        assert read_as is found
        assert by_code in disagreement.by_code
        assert by_text in disagreement.by_text


@pytest.mark.parametrize(
    ("text", "code", "read_as"),
    [
        ("metoprolol", Code("rxnorm", "6918"), ReadAs.EITHER),
        ("aspirin", Code("rxnorm", "6918"), ReadAs.CONDITION),
        ("psychosis", Code("icd10cm", "F20.9"), ReadAs.EITHER),
        ("blorbosis", Code("icd10cm", "F20.9"), ReadAs.EITHER),
        ("aspirin", None, ReadAs.EITHER),
    ],
)
def test_what_agrees_or_is_not_read_is_no_disagreement(
    checker: Checker, text: str, code: Code | None, read_as: ReadAs
) -> None:
    assert checker.recognise(text, code, read_as).disagreements == ()


def test_a_vague_phrase_is_marked(checker: Checker) -> None:
    assert {found.is_vague for found in checker.recognise("sleeping tablet").recognitions} == {True}
    assert {found.is_vague for found in checker.recognise("zolpidem").recognitions} == {False}


@pytest.mark.parametrize("text", ["met", "schizo", "pre", "METO", "card"])
@pytest.mark.parametrize("read_as", list(ReadAs))
def test_completions_begin_with_the_text_and_are_few_and_in_order(
    checker: Checker, text: str, read_as: ReadAs
) -> None:
    found = checker.recognise(text, read_as=read_as).completions

    assert len(found) <= MOST_COMPLETIONS == 20
    assert all(each.name.casefold().startswith(text.casefold()) for each in found)
    for kind in (ReadAs.MEDICATION, ReadAs.CONDITION):
        names = [each.name.casefold().replace("-", " ") for each in found if each.read_as is kind]
        assert sorted(names) == names


@pytest.mark.parametrize(
    ("read_as", "kinds"),
    [
        (ReadAs.EITHER, {ReadAs.MEDICATION, ReadAs.CONDITION}),
        (ReadAs.MEDICATION, {ReadAs.MEDICATION}),
        (ReadAs.CONDITION, {ReadAs.CONDITION}),
    ],
)
def test_completions_are_of_what_is_asked_for(
    checker: Checker, read_as: ReadAs, kinds: set[ReadAs]
) -> None:
    found = checker.recognise("pre", read_as=read_as).completions

    assert len(found) == MOST_COMPLETIONS
    assert kinds == {each.read_as for each in found}


@pytest.mark.parametrize(
    ("text", "name", "meaning"),
    [
        ("metopr", "metoprolol", "metoprolol"),
        ("Percoc", "Percocet", "oxycodone, acetaminophen"),
        ("beta bl", "beta blocker", "beta blocker"),
        ("sleeping ta", "sleeping tablet", "sedating medicine"),
        ("schizophr", "schizophrenia", "schizophrenia"),
        ("ht", "htn", "hypertension"),
        ("gou", "gout", ""),
    ],
)
def test_a_completion_has_its_meaning(checker: Checker, text: str, name: str, meaning: str) -> None:
    found = {each.name: each.meaning for each in checker.recognise(text).completions}

    assert meaning == found[name]


@pytest.mark.parametrize("text", ["m", "", " ", "m ", "!", "zzzz", "metoprolol 50 mg"])
def test_one_letter_nothing_and_what_begins_no_name_have_no_completions(
    checker: Checker, text: str
) -> None:
    assert checker.recognise(text).completions == ()
