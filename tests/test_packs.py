"""The packs that come with Caveat."""

from pathlib import Path
from shutil import copytree

import pytest

from caveat.authoring.verify import count_examples, verify
from caveat.rules import Checker, built_in_packs
from caveat.rules.loader import load_packs
from caveat.rules.model import Pack

# every row of the founding article's groups: what stops, who, how much, route, supervision
ROWS = 80

ARTICLE = "ketamine-depression"


def article_pack(checker: Checker) -> Pack:
    """Give the pack of the founding article."""
    (pack,) = (pack for pack in checker.book.packs if pack.id == ARTICLE)
    return pack


def test_every_example_of_every_rule_holds(checker: Checker) -> None:
    assert verify(checker.book) == ()
    assert count_examples(checker.book) >= 3 * len(checker.book.rules)


@pytest.mark.parametrize(
    "row",
    [
        *("psychosis-past", "psychosis-suspected", "psychosis-family", "mix-heart-prazosin"),
        *("mix-alcohol", "mix-opioids", "mix-resp-depressants", "nasal-home-law", "age-18"),
        *("trd-different-classes", "antidepressants-continue", "dose-compute", "nasal-cold"),
        *("no-response-two", "spravato-sprayers-84", "esketamine-two-hours", "microdosing-home"),
        *("side-urinary-retention", "long-term-memory", "dea-license", "route-other-unlisted"),
    ],
)
def test_a_statement_of_the_article_is_carried_by_a_rule(checker: Checker, row: str) -> None:
    statements = {statement.id: statement for statement in article_pack(checker).statements}

    assert statements[row].rule_ids


def test_every_statement_is_carried_or_says_why_not(checker: Checker) -> None:
    statements = article_pack(checker).statements

    assert len(statements) >= ROWS
    assert all(bool(found.rule_ids) != bool(found.none) for found in statements)
    assert len(article_pack(checker).decisions) == 11


def test_every_heart_medicine_alert_says_not_to_stop_it_alone(checker: Checker) -> None:
    assert "never be stopped" in checker.book.rules["ketamine-heart-medicine"].management


def test_a_digest_changes_with_any_file(tmp_path: Path, checker: Checker) -> None:
    vocabulary = checker.book.vocabulary
    (folder,) = (each for each in built_in_packs() if each.name == ARTICLE)
    copies = [copytree(folder, tmp_path / name) for name in "ab"]
    changed = copies[1] / "interactions" / "ketamine-opioid.yaml"
    changed.write_text(changed.read_text() + "# a word\n")

    same, other = (load_packs([copy], vocabulary)[0].digest for copy in copies)

    assert same == article_pack(checker).digest
    assert same != other
