"""Text that people wrote is shown as it is."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caveat.authoring.handbook.markup import escaped, flat, outward, plain, slug, table
from tests.authoring.handbook.hostile import HOSTILE

markdown = pytest.importorskip("markdown", reason="mkdocs-material is not installed")
_EXTENSIONS = ["tables", "attr_list", "admonition", "pymdownx.superfences"]
_TEXT = st.text(max_size=60)


def html(text: str) -> str:
    return str(markdown.markdown(text, extensions=_EXTENSIONS))


@given(_TEXT)
def test_whatever_is_written_stands_in_a_paragraph_letter_by_letter(text: str) -> None:
    assert unescape(html(f"Said: {escaped(text)}")) == f"<p>Said: {flat(text)}</p>"


@given(_TEXT.filter(lambda text: bool(flat(text))))
def test_whatever_begins_a_paragraph_begins_nothing_else(text: str) -> None:
    assert unescape(html(escaped(text))) == f"<p>{flat(text)}</p>"


@given(_TEXT)
def test_whatever_stands_in_a_table_makes_one_cell(text: str) -> None:
    written = html(table(("A", "B"), [(escaped(text), "end")]))
    assert written.count("<td>") == 2
    assert f"<td>{flat(text)}</td>" in unescape(written)


def test_no_markup_of_an_author_is_left() -> None:
    assert not set("<>|*`[]{}$~^\\") & set(escaped(HOSTILE))


def test_the_title_of_the_browser_cannot_be_broken_out_of() -> None:
    assert not set('<>&"') & set(plain(HOSTILE))


@pytest.mark.parametrize("name", ["../../up", "index", "README", "", "a/b", "a b", "é", "A"])
def test_an_id_that_is_no_name_of_a_file_gets_one_of_its_own(name: str) -> None:
    assert slug(name) != slug(name + "x") != name
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_plain_id_is_its_own_name() -> None:
    assert slug("ketamine-heart-medicine") == "ketamine-heart-medicine"


def test_only_an_address_of_the_web_is_a_link() -> None:
    assert "](" not in outward("javascript:alert(1)")
    assert outward("https://a.org/x)y z") == "[a.org](https://a.org/x%29y%20z)"
