"""GitHub-flavoured Markdown in which nothing that was submitted can become markup."""

import re
from collections.abc import Iterable

LONGEST_QUOTE = 160

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile(r"[\\`*_\[\]~|&<>@]|:(?=//)|(?<=www)\.", re.IGNORECASE)


def escape(text: str) -> str:
    """Write a text so that it comes out as it stands, on one line, whatever it holds."""
    return _MARKUP.sub(_as_text, clean(text))


def clean(text: str) -> str:
    """Put a text on one line and take out what steers a display instead of being read."""
    return " ".join("".join(map(_visible, text)).split())


def quoted(text: str) -> str:
    """Quote what was submitted; a text longer than a person will read is visibly cut."""
    shown = clean(text)
    shown = shown if len(shown) <= LONGEST_QUOTE else f"{shown[:LONGEST_QUOTE]} …"
    return f'"{escape(shown)}"'


def link(label: str, url: str) -> str:
    """Write a link to a web address, and the label alone where there is none."""
    return f"[{escape(label)}](<{url}>)" if is_web_address(url) else escape(label)


def is_web_address(url: str) -> bool:
    """Say whether a text is an absolute address that can stand in a link."""
    return re.fullmatch(r"https?://[^\s<>\\]+", url) is not None


def section(title: str, text: str) -> str:
    """Write a paragraph that begins with its title; nothing where the text is empty."""
    return f"**{title}:** {text}" if text else ""


def listing(title: str, items: Iterable[str]) -> str:
    """Write a titled list; nothing where it has no items."""
    lines = "\n".join(f"- {item}" for item in items)
    return f"**{title}:**\n\n{lines}" if lines else ""


def document(paragraphs: Iterable[str]) -> str:
    """Put paragraphs together; empty ones are none."""
    return "\n\n".join(filter(None, paragraphs))


def _as_text(match: re.Match[str]) -> str:
    character = match.group()
    return _ENTITIES.get(character, f"\\{character}")


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"
