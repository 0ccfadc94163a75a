"""A page of text: as wide as its reader's, safe to print, in colour where that is seen."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, repeat

_NARROWEST = 40
_FIELD = 13


class Style(StrEnum):
    """How text looks in colour, as the parameters that a terminal is sent."""

    PLAIN = ""
    STRONG = "1"
    FAINT = "2"
    GOOD = "1;32"
    NOTE = "1;36"
    WARNING = "1;33"
    DANGER = "1;31"
    FORBIDDEN = "1;37;41"


@dataclass(frozen=True, slots=True)
class Page:
    """A width in columns, and whether colour is seen."""

    width: int = 80
    colour: bool = False

    def heading(self, text: str, style: Style = Style.STRONG) -> Iterator[str]:
        """Give the lines of a heading."""
        return self._hung(text, Mark("", style), text_style=style)

    def marked(self, mark: str, text: str, style: Style) -> Iterator[str]:
        """Give the lines of a title that hangs behind a word of its own style."""
        return self._hung(text, Mark(mark, style), text_style=Style.STRONG)

    def item(
        self, text: str, mark: str = "- ", style: Style = Style.PLAIN, *, indent: int = 2
    ) -> Iterator[str]:
        """Give the lines of one item of a list."""
        return self._hung(text, Mark(mark, style, indent))

    def footnote(self, text: str) -> Iterator[str]:
        """Give the lines of a remark at the foot."""
        return self._hung(text, Mark("", Style.FAINT), text_style=Style.FAINT)

    def field(self, label: str, text: str) -> Iterator[str]:
        """Give the lines of a labelled text; none where the text is empty."""
        if not text:
            return iter(())
        return self._hung(text, Mark(label.ljust(_FIELD), Style.FAINT, indent=2))

    def fields(self, label: str, texts: Iterable[str]) -> Iterator[str]:
        """Give the lines of several texts, each on its own, the first behind the label."""
        labels = chain((label,), repeat(""))
        return chain.from_iterable(map(self.field, labels, filter(None, texts)))

    def _hung(self, text: str, mark: "Mark", text_style: Style = Style.PLAIN) -> Iterator[str]:
        hang = mark.indent + cells(mark.text)
        first, *rest = fold(clean(text), max(self.width, _NARROWEST) - hang)
        yield (
            " " * mark.indent + self._paint(mark.text, mark.style) + self._paint(first, text_style)
        )
        for line in rest:
            yield " " * hang + self._paint(line, text_style)

    def _paint(self, text: str, style: Style) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if text and style and self.colour else text


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a text, and what the text hangs behind."""

    text: str
    style: Style
    indent: int = 0


def clean(text: str) -> str:
    """Take the power out of control characters, so that no entry can steer a terminal."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"


def fold(text: str, width: int) -> list[str]:
    """Break a text at its spaces, and a word that is wider than a line wherever it must be."""
    lines = [""]
    for piece in chain.from_iterable(_pieces(word, width) for word in text.split()):
        longer = f"{lines[-1]} {piece}".lstrip()
        if cells(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    piece = ""
    for character in word:
        if cells(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def cells(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
