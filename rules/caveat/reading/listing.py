"""Splits an entry that lists several medicines, so that each keeps its own route and status."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from caveat.reading.text import Token, TokenKind, tokenise
from caveat.reading.usage import Zone, unknown_words, zones_of
from caveat.reading.vocabulary import Vocabulary

_SIGNS = frozenset((",", ";"))
_JOINING = frozenset(("and", "with", "plus", "+", "&"))
_DENIALS = frozenset(("no", "not", "never", "denies", "denied"))


class _Name(NamedTuple):
    """What stands among the tokens for a medicine, known or not."""

    start: int
    end: int


def parts_of(folded: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Split a folded text before each further medicine; most texts are one part."""
    tokens = tokenise(folded)
    if not any(token.text in _SIGNS or token.text in _JOINING for token in tokens):
        return (folded,)
    zones = zones_of(tokens)
    starts = (
        tokens[place].start for place in _cuts(tokens, zones, _names(tokens, zones, vocabulary))
    )
    bounds = (0, *starts, len(folded))
    return tuple(folded[start:end].lstrip(",; ") for start, end in pairwise(bounds))


def _names(
    tokens: Sequence[Token], zones: Sequence[Zone], vocabulary: Vocabulary
) -> tuple[_Name, ...]:
    """Give the medicines that are named, and the unknown words that stand where one would."""
    known = tuple(
        _Name(match.start, match.end)
        for match in vocabulary.names.substances.find(tokens)
        if zones[match.start] is Zone.MAIN
    )
    signs = [place for place in range(len(tokens)) if _is_sign(tokens, zones, place)]
    sections = pairwise((-1, *signs, len(tokens)))
    unknown = (
        _Name(start + 1, start + 2)
        for start, end in sections
        if not any(start < name.start < end for name in known)
        and _begins_unknown(tokens[start + 1 : end], vocabulary)
    )
    return tuple(sorted((*known, *unknown)))


def _is_sign(tokens: Sequence[Token], zones: Sequence[Zone], place: int) -> bool:
    return tokens[place].text in _SIGNS and zones[place] is Zone.MAIN


def _begins_unknown(section: Sequence[Token], vocabulary: Vocabulary) -> bool:
    unknown = unknown_words(section, vocabulary.names.lexicon)
    return bool(unknown) and unknown[0] == section[0]


def _cuts(tokens: Sequence[Token], zones: Sequence[Zone], named: Sequence[_Name]) -> Iterator[int]:
    """Give the last place between two medicines at which the second may begin."""
    ends = (*(match.start for match in named[2:]), len(tokens))
    for (first, second), end in zip(pairwise(named), ends, strict=False):
        between = range(first.end, second.start)
        places = [place for place in between if _sets_apart(tokens, zones, first.end, place)]
        denied = places and _carries_denial(tokens, places[-1], end)
        if places and not denied:
            yield places[-1]


def _sets_apart(tokens: Sequence[Token], zones: Sequence[Zone], after: int, place: int) -> bool:
    """Say whether a sign or word sets apart; ``and`` does only after a dose of its own."""
    if zones[place] is not Zone.MAIN:
        return False
    if tokens[place].text in _SIGNS:
        return True
    return tokens[place].text in _JOINING and _has_dose(tokens[after:place])


def _has_dose(tokens: Sequence[Token]) -> bool:
    """Look for a dose; of drops, whose strength is in per cent, two often share their route."""
    texts = {token.text for token in tokens}
    return "%" not in texts and any(token.kind is TokenKind.NUMBER for token in tokens)


def _carries_denial(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Say whether ``denies opioids, benzos`` goes on; a dose or a semicolon ends it."""
    if tokens[0].text not in _DENIALS or tokens[place].text == ";":
        return False
    return not any(token.kind is TokenKind.NUMBER for token in tokens[place:end])
