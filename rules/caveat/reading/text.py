"""Words, numbers and signs of a text, folded so that one spelling compares with another."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple
from unicodedata import category, combining, normalize

_NUMBER = r"\d+(?:[.,]\d+)*|\.\d+"
_WORD = r"[^\W\d_][^\W_]*"
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>{_WORD})|(?P<sign>[^\s\w]|_)")
_IN_NAME = re.compile(rf"{_NUMBER}|{_WORD}|#")
# NFKD would make a mark into letters of the word before it
_PLAIN = {ord("µ"): "u", **dict.fromkeys(map(ord, "\u2122\u00ae\u00a9\u2120"), " ")}
_APOSTROPHES = str.maketrans("", "", "'`\u2018\u2019\u00b4")


class TokenKind(Enum):
    """What a token is made of."""

    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


_KINDS = {kind.value: kind for kind in TokenKind}


class Token(NamedTuple):
    """A piece of a text: folded, and where it stands in the folded text."""

    kind: TokenKind
    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Fold case, accents, width, apostrophes and unseen signs away, in linear time."""
    if not text.isascii():
        parts = normalize("NFKD", text.translate(_PLAIN))
        text = "".join(part for part in parts if not combining(part) and category(part) != "Cf")
    return text.casefold().translate(_APOSTROPHES)


def tokenise(folded: str) -> tuple[Token, ...]:
    """Split a folded text into words, numbers and signs."""
    return tuple(
        [
            Token(_KINDS[match.lastgroup or ""], match.group(), *match.span())
            for match in _TOKEN.finditer(folded)
        ]
    )


def key_of(name: str) -> str:
    """Give the key under which a name is looked up: its words and numbers, one space apart."""
    return " ".join(_IN_NAME.findall(fold(name)))


def key_of_tokens(tokens: Iterable[Token]) -> str:
    """Give the key of words that are split already."""
    return " ".join([token.text for token in tokens if counts_in_name(token)])


def written(folded: str, tokens: Sequence[Token]) -> str:
    """Give the part of a folded text that neighbouring tokens cover; there is at least one."""
    return folded[tokens[0].start : tokens[-1].end]


def counts_in_name(token: Token) -> bool:
    """Say whether a token is part of a name; of the signs only ``#`` is, as in ``T#3``."""
    return token.kind is not TokenKind.SIGN or token.text == "#"
