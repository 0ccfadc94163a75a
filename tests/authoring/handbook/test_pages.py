"""Pages of a small pack: whole, linked, harmless, and the same each time."""

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath

import yaml

from caveat.authoring.handbook.handbook import pages_of, write
from caveat.authoring.handbook.markup import escaped, slug
from caveat.authoring.handbook.rule_tables import minimum_information
from caveat.rules import Checker
from tests.authoring.handbook.hostile import HOSTILE, hostile_book

LINK = re.compile(r"\]\((?!https?:)([^)]*)\)")
ANCHOR = re.compile(r"\{ #([^ ]+) \}")
RULE = "rules/timolol-aspirin.md"


def texts_of(written: Path) -> dict[str, str]:
    """Give the pages by their paths, without what stands before the first heading."""
    docs = written / "docs"
    texts = {each.relative_to(docs).as_posix(): each.read_text() for each in docs.rglob("*.md")}
    return {path: text[text.index("\n# ") :] for path, text in texts.items()}


def test_every_link_leads_to_a_page_and_a_section_of_it(written: Path) -> None:
    pages = texts_of(written)
    docs = written / "docs"
    there = {each.relative_to(docs).as_posix() for each in docs.rglob("*.*")}
    for page, text in pages.items():
        for target in LINK.findall(text):
            path, _, anchor = target.partition("#")
            to = normpath(PurePosixPath(page).parent / path) if path else page
            assert to in there, (page, target)
            assert not anchor or anchor in ANCHOR.findall(pages[to]), (page, target)


def test_every_rule_class_condition_and_pack_has_a_page(written: Path) -> None:
    names = ("index", "../../up", 'a "b" <i>', "timolol-aspirin")
    expected = {f"rules/{slug(name)}.md" for name in names}
    expected |= {"classes/beta-blocker.md", "conditions/psychosis.md", "packs/hostile.md"}
    assert expected <= texts_of(written).keys()


def test_nothing_that_an_author_wrote_acts(written: Path) -> None:
    for page, text in texts_of(written).items():
        assert not re.search(r"<script|<img|<!--|\]\(javascript|\*c\*", text), page


def test_a_rule_says_all_that_it_says(written: Path) -> None:
    text = texts_of(written)[RULE]
    for told in ("major", "interaction", "serious", "second-hand", "not known", "2026-11-23"):
        assert told in text
    assert text.count(escaped(HOSTILE)) > 8


def test_a_rule_shows_the_other_views_of_its_hazard(written: Path) -> None:
    text = texts_of(written)[RULE]
    views = text[text.index("## Other views") : text.index("## Shown under this alert")]
    assert slug("../../up") in views
    assert slug('a "b" <i>') not in views


def test_the_ten_items_of_the_minimum_information_model_stand_in_a_table(written: Path) -> None:
    text = texts_of(written)[RULE]
    items = text[text.index("## Minimum information") : text.index("## Statements")]
    assert items.count("\n| **") == 10
    assert "| **Frequency of harm** | not known |" in items


def test_criteria_and_exceptions_are_contextual_information(checker: Checker) -> None:
    rules = checker.book.rules
    withheld = minimum_information(rules["ketamine-heart-medicine"])
    plain = minimum_information(rules["opioid-with-benzodiazepine"])

    assert "modifying factors** | see [Who it concerns](#who) |" in withheld
    assert "modifying factors** | see" not in plain


def test_a_draft_says_that_it_is_not_confirmed(written: Path) -> None:
    pages = texts_of(written)
    assert "draft, not confirmed" in pages[f"rules/{slug('../../up')}.md"]
    assert "draft, not confirmed" not in pages[RULE].partition("## Who")[0]


def test_a_statement_is_carried_or_says_why_not(written: Path) -> None:
    text = texts_of(written)["coverage/hostile.md"]
    assert re.search(r"<code>a-statement</code> \|.*timolol-aspirin", text)
    assert f"none: {escaped(HOSTILE)}" in text


def test_an_example_says_what_is_known_of_the_patient(written: Path) -> None:
    text = texts_of(written)[RULE]
    assert "| The rule alerts: major. |" in text
    assert "| two | Nothing is proposed. | The rule is silent. |" in text
    assert "| three | History: none. Facts: age 44. | The rule asks" in text


def test_a_class_shows_its_members_and_what_is_above_it(written: Path) -> None:
    text = texts_of(written)["classes/beta-blocker.md"]
    assert "Part of: [heart medicine](../classes/heart-medicine.md)." in text
    assert "10600" in text
    assert "Timoptic (ophthalmic)" in text


def test_the_file_of_a_rule_stands_beside_its_page(written: Path) -> None:
    copies = sorted(each.name for each in (written / "docs/files/hostile").iterdir())
    assert copies == ["odd-names-.yaml.txt", "pack.yaml.txt", "timolol-aspirin.yaml.txt"]


def test_a_guide_links_only_to_what_is_there(written: Path) -> None:
    text = texts_of(written)["guide/a-guide.md"]
    assert "See [itself](a-guide.md) and elsewhere." in text


def test_the_same_pack_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    book, pack = hostile_book(tmp_path)
    out = tmp_path / "out"
    write(book, [pack], out, [written.parent / "a-guide.md"])
    files = {each.relative_to(out): each.read_bytes() for each in out.rglob("*.*")}
    assert files == {each.relative_to(written): each.read_bytes() for each in written.rglob("*.*")}


def test_an_earlier_handbook_is_replaced(tmp_path: Path) -> None:
    book, pack = hostile_book(tmp_path)
    out = tmp_path / "out"
    pages = write(book, [pack], out)
    gone = out / "docs/rules/gone.md"
    gone.write_text("# A rule that is gone\n")
    assert write(book, [pack], out) == pages == len(list(out.rglob("*.md")))
    assert not gone.exists()


def test_rules_stand_gravest_first_and_then_by_id(tmp_path: Path) -> None:
    book, _ = hostile_book(tmp_path)
    rules = [page.path for page in pages_of(book) if page.path.startswith("rules/")]
    names = ("timolol-aspirin", "../../up", "index", 'a "b" <i>')
    assert rules == [f"rules/{slug(name)}.md" for name in names]


def test_the_site_asks_no_other_host_by_its_settings(written: Path) -> None:
    stated = yaml.safe_load((written / "mkdocs.yml").read_text())
    assert stated["theme"]["font"] is False
    assert "offline" in stated["plugins"]
    assert not any("://" in each for each in stated["extra"]["polyfills"])
