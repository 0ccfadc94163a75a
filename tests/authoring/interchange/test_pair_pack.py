"""A list of pairs as a pack: it loads, its examples hold, and it says what it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caveat.authoring.interchange.pairs.pack import PackOrder, pack_files
from caveat.authoring.interchange.pairs.pair_list import Pair, read_pairs
from caveat.authoring.interchange.pairs.rule import Confirmation
from caveat.authoring.interchange.pairs.scalar import scalar
from caveat.authoring.verify import verify
from caveat.rules import Checker
from caveat.rules.level import Level
from caveat.rules.rulebook import RuleBook
from caveat.source.document import Scalar, read_document
from tests.rules.small_packs import checker_of

HEADER = "medicine_a,medicine_b,level,consequence,source,section,note\n"
Importing = Callable[..., RuleBook]


@pytest.fixture
def imported(checker: Checker, tmp_path: Path) -> Importing:
    """Give a function that writes a pack of rows and loads it."""
    vocabulary = checker.book.vocabulary

    def load(*rows: str, by: str = "") -> RuleBook:
        text = HEADER + "".join(f"{row}\n" for row in rows)
        read = read_pairs(text.encode(), "list.csv", vocabulary, {})
        assert not read.problems
        order = PackOrder("ours", "Our list", "list.csv", "first", Confirmation("2026-11-26", by))
        folder = tmp_path / "ours"
        folder.mkdir()
        for file in pack_files(read.pairs, order, vocabulary):
            (folder / file.name).write_text(file.text, encoding="utf-8", newline="\n")
        return checker_of([folder], vocabulary).book

    return load


def test_a_rule_of_a_list_is_a_draft_that_keeps_the_level_it_states(imported: Importing) -> None:
    rule = imported("Zoloft,Ultram,major,,,,").rules["ours-sertraline-with-tramadol"]
    assert (rule.level, rule.draft) == (Level.MINOR, True)
    assert rule.evidence.note == (
        "Line 2 of the list states the level major, which nobody has confirmed."
    )


def test_a_draft_is_never_graver_than_the_list_states(imported: Importing) -> None:
    assert (
        imported("sertraline,tramadol,info,,,,").rules["ours-sertraline-with-tramadol"].level
        is Level.INFO
    )


def test_a_list_that_somebody_vouches_for_has_its_own_levels(imported: Importing) -> None:
    book = imported("sertraline,tramadol,major,,,,", by="A. Pharmacist")
    rule = book.rules["ours-sertraline-with-tramadol"]
    assert (rule.level, rule.draft) == (Level.MAJOR, False)
    assert (rule.review.author, rule.review.reviewer) == ("A. Pharmacist", "A. Pharmacist")
    assert "which A. Pharmacist has confirmed" in rule.evidence.note


def test_what_the_list_does_not_say_is_said_to_be_so(imported: Importing) -> None:
    rule = imported("sertraline,tramadol,major,,,,").rules["ours-sertraline-with-tramadol"]
    assert rule.consequence == "The list does not say what may happen."
    assert rule.management == "The list does not say what to do."


def test_a_rule_cites_the_line_of_the_list_and_the_source_that_it_names(
    imported: Importing,
) -> None:
    book = imported(
        "sertraline,tramadol,major,Fits.,A book,p. 4,Ask.", "lithium,ibuprofen,minor,,A book,,"
    )
    first = book.rules["ours-sertraline-with-tramadol"].evidence
    assert [(each.source_id, each.section) for each in first.citations] == [
        ("list", "line 2"),
        ("list-source-1", "p. 4"),
    ]
    assert first.note.endswith(" confirmed. Ask.")
    assert book.sources["ours", "list-source-1"].title == "A book"
    second = book.rules["ours-ibuprofen-with-lithium"].evidence.citations
    assert second[1].section == "not stated"


def test_a_section_without_a_source_is_one_of_the_list(imported: Importing) -> None:
    book = imported("sertraline,tramadol,major,,,p. 4,")
    (citation,) = book.rules["ours-sertraline-with-tramadol"].evidence.citations
    assert (citation.source_id, citation.section) == ("list", "line 2, p. 4")


def test_examples_hold_for_ingredients_classes_and_classes_that_overlap(
    imported: Importing,
) -> None:
    book = imported(
        "sertraline,tramadol,major,,,,",
        "ssri,mao-inhibitor,contraindicated,,,,",
        "opioid,opioid,moderate,,,,",
        "codeine,opioid,moderate,,,,",
        "opioid,sedative,moderate,,,,",
        "strontium (89sr) chloride,amoxicillin,minor,,,,",
    )
    assert verify(book) == ()
    assert {len(rule.examples) for rule in book.rules.values()} == {3}


def test_a_long_list_becomes_few_files_and_a_short_one_a_file_for_each_rule(
    checker: Checker,
) -> None:
    vocabulary = checker.book.vocabulary
    names = sorted(vocabulary.members_of("heart-medicine"))[:120]
    pairs = [_pair("lithium", name) for name in names if name != "lithium"]
    order = PackOrder("ours", "Our list", "list.csv", "first", Confirmation("2026-11-26"))
    short = [file.name for file in pack_files(pairs[:2], order, vocabulary)]
    long = [file.name for file in pack_files(pairs, order, vocabulary)]
    assert len(short) == 3
    assert long == ["pack.yaml", "pairs-0001.yaml"]


def test_the_order_of_a_list_changes_no_id(checker: Checker) -> None:
    assert set(_ids(checker, _pair("lithium", "ibuprofen"))) == set(
        _ids(checker, _pair("ibuprofen", "lithium"))
    )


def _pair(first: str, second: str) -> Pair:
    names = ["consequence", "mechanism", "management", "source", "section", "note"]
    return Pair(first, second, Level.MINOR, serious=False, texts=dict.fromkeys(names, ""), line=2)


def _ids(checker: Checker, pair: Pair) -> Iterator[str]:
    order = PackOrder("ours", "Our list", "list.csv", "first", Confirmation("2026-11-26"))
    return (file.name for file in pack_files([pair], order, checker.book.vocabulary))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back_from_yaml_as_it_was(text: str) -> None:
    node = read_document(f"key: {scalar(text)}\n", "test")
    value = getattr(node, "values", {})["key"]
    assert isinstance(value, Scalar)
    assert value.text == text
