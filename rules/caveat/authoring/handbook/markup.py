"""Markdown of text that people wrote, which shows it as it is and lets nothing of it act."""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from urllib.parse import quote

from caveat.rules.level import Level

_ACTING = re.compile(r"[\\`*_{}\[\]<>#|&~^=!\"'$]")
_STARTING = re.compile(r"^([-+:>]|\d+[.)])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SAFE_IN_ADDRESS = ":/?#@!$&+,;=%~-._"
_NOT_IN_SLUG = re.compile(r"[^a-z0-9-]+")
_SPECIAL_NAMES = ("", "index", "readme")
_PLAIN = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”"})  # noqa: RUF001 - look like them


def flat(text: str) -> str:
    """Give a text in one line, without signs that cannot be seen."""
    return " ".join(_CONTROL.sub(" ", text).split())


def plain(text: str) -> str:
    """Give a text for a title of the browser's, which is put into HTML as it is."""
    return flat(text).translate(_PLAIN)


def escaped(text: str) -> str:
    """Give Markdown that shows a text in one line, letter by letter."""
    inline = _ACTING.sub(_entity, flat(text))
    return _STARTING.sub(lambda found: "".join(map(_entity_of, found[0])), inline)


def _entity(found: re.Match[str]) -> str:
    return _entity_of(found[0])


def _entity_of(sign: str) -> str:
    return sign if sign.isalnum() else f"&#{ord(sign)};"


def slug(name: str) -> str:
    """Give an id as the name of a file, another for each id, whatever its letters are."""
    plainly = _NOT_IN_SLUG.sub("-", name.lower()).strip("-")
    if plainly == name and plainly not in _SPECIAL_NAMES:
        return name
    return f"{plainly}-{sha256(name.encode(errors='replace')).hexdigest()[:8]}".strip("-")


def code(text: str) -> str:
    """Give Markdown that shows a text as code."""
    return f"<code>{escaped(text)}</code>"


def bold(text: str) -> str:
    """Give Markdown that shows a text in bold letters."""
    return f"**{escaped(text)}**"


def link(label: str, target: str, up: str = "../") -> str:
    """Link to a page of the handbook, from any other: all but the first are one folder deep."""
    return f"[{escaped(label)}]({up}{target})"


def outward(address: str) -> str:
    """Link to an address of the web by the name of its host; what is none is shown as text."""
    scheme, _, rest = address.partition("://")
    if scheme not in {"http", "https"}:
        return escaped(address)
    host = re.split(r"[/?#]", rest)[0]
    return f"[{escaped(host)}]({quote(address, safe=_SAFE_IN_ADDRESS)})"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of Markdown cells; nothing where it has no rows."""
    lines = [_row(row) for row in rows]
    if not lines:
        return ""
    return "\n".join((_row(heads), _row(["---"] * len(heads)), *lines))


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Write what is known of one thing: plain names, each with a cell."""
    return table(("Item", "What is stated"), ((bold(name), told) for name, told in rows))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def listed(items: Iterable[str]) -> str:
    """Write a list of Markdown items."""
    return "\n".join(f"- {item}" for item in items)


def heading(text: str, depth: int = 2, anchor: str = "") -> str:
    """Write a heading; ``anchor`` is the name that links give it."""
    named = f" {{ #{anchor} }}" if anchor else ""
    return f"{'#' * depth} {escaped(text)}{named}"


def day(text: str) -> str:
    """Show a day in one piece."""
    return f'<span class="day">{escaped(text or "not stated")}</span>'


def badge(level: Level) -> str:
    """Show a level by its word, by colour and by shape."""
    return f'<span class="level level-{level.word}">{level.word}</span>'
