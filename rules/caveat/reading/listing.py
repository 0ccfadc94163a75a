"""Splits an entry that lists several medicines, so that each keeps its own route and status."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from caveat.reading.names import Match
from caveat.reading.text import Token, TokenKind, tokenise
from caveat.reading.usage import Zone, zones_of
from caveat.reading.vocabulary import Substance, Vocabulary

_SIGNS = frozenset((",", ";"))
_JOINING = frozenset(("and", "with", "plus", "+", "&"))
_DENIALS = frozenset(("no", "not", "never", "denies", "denied"))


def parts_of(folded: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Split a folded text before each further medicine; most texts are one part."""
    tokens = tokenise(folded)
    if not any(token.text in _SIGNS or token.text in _JOINING for token in tokens):
        return (folded,)
    zones = zones_of(tokens)
    matches = vocabulary.names.substances.find(tokens)
    named = tuple(match for match in matches if zones[match.start] is Zone.MAIN)
    starts = (tokens[place].start for place in _cuts(tokens, zones, named))
    bounds = (0, *starts, len(folded))
    return tuple(folded[start:end].lstrip(",; ") for start, end in pairwise(bounds))


def _cuts(
    tokens: Sequence[Token], zones: Sequence[Zone], named: Sequence[Match[Substance]]
) -> Iterator[int]:
    """Give the last place between two medicines at which the second may begin."""
    ends = (*(match.start for match in named[2:]), len(tokens))
    for (first, second), end in zip(pairwise(named), ends, strict=False):
        between = range(first.end, second.start)
        places = [place for place in between if _sets_apart(tokens, zones, first.end, place)]
        denied = places and _carries_denial(tokens, places[-1], end)
        if places and not denied and first.target.terms != second.target.terms:
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
