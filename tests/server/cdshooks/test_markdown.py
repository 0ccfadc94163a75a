"""What was submitted comes out as text, whatever it holds."""

import pytest

from caveat.server.cdshooks.markdown import clean, escape, link, quoted


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("ketamine 0.5 mg/kg (IV), T#3", "ketamine 0.5 mg/kg (IV), T#3"),
        (r"\[x\](javascript:alert(1))", "[x](javascript:alert(1))"),
        (r"!\[x\](a)", "![x](a)"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        (r"\*\*bold\*\* \_low\_ \~\~gone\~\~ \`code\`", "**bold** _low_ ~~gone~~ `code`"),
        (r"http\://a www\.b HTTPS\://c", "http://a www.b HTTPS://c"),
        (r"\\\[", r"\["),
        ("one two three", "one\n\n# two\r\n- three".replace("# ", "").replace("- ", "")),
        ("a # b", "a\n\n# b"),
    ],
)
def test_markup_is_written_as_text(escaped: str, text: str) -> None:
    assert escaped == escape(text)


def test_what_steers_a_display_is_taken_out() -> None:
    assert clean("a\u202eb\x1b") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


def test_a_quotation_that_nobody_would_read_is_visibly_cut() -> None:
    shown = quoted("long " * 400)
    assert len(shown) < 200
    assert shown.endswith('…"')


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "https://a b", "https://a>", "/a", "ftp://a"]
)
def test_only_a_web_address_is_linked(url: str) -> None:
    assert link("A [label]", url) == r"A \[label\]"


def test_a_source_is_linked() -> None:
    assert (
        link("A [label]", "https://a.example/b_(c)") == r"[A \[label\]](<https://a.example/b_(c)>)"
    )
