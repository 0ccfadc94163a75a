"""Splits an entry that lists several medicines, so that each keeps its own route and status."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from caveat.reading.course import change_between
from caveat.reading.text import Token, TokenKind, tokenise
from caveat.reading.usage import Zone, is_excused, unknown_words, zones_of
from caveat.reading.vocabulary import Vocabulary

_SIGNS = frozenset((",", ";"))
_JOINING = frozenset(("and", "with", "plus", "+", "&"))
_SEVERAL = 2
_LEAD = 4
_SWITCHED = frozenset(("switched", "changed", "transitioned", "switch", "change", "moved"))
_ARROWS = frozenset((("-", ">"), ("=", ">"), ("\u2013", ">"), ("\u2014", ">")))
_ARROW_SIGNS = frozenset(("\u2192", "\u27a1", "\u21d2", "\u2794", "\u279c", "\u27f6"))
_DENIALS = frozenset(("no", "not", "never", "denies", "denied"))


class _Name(NamedTuple):
    """What stands among the tokens for a medicine, known or not."""

    start: int
    end: int


def parts_of(folded: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Split a folded text before each further medicine; most texts are one part."""
    tokens = tokenise(folded)
    zones = zones_of(tokens)
    names = _names(tokens, zones, vocabulary)
    if len(names) < _SEVERAL:
        return (folded,)
    cuts = tuple(_cuts(tokens, zones, names))
    bounds = (_Cut(0), *cuts, _Cut(len(tokens)))
    return tuple(
        f"{start.before}{_between(folded, tokens, start, end).strip(', ;')}{end.after}"
        for start, end in pairwise(bounds)
    )


def _between(folded: str, tokens: Sequence[Token], start: "_Cut", end: "_Cut") -> str:
    first = tokens[start.place].start
    last = tokens[end.place].start if end.place < len(tokens) else len(folded)
    return folded[first:last]


class _Cut(NamedTuple):
    """A place where another medicine begins, and words that an arrow stands for."""

    place: int
    after: str = ""
    before: str = ""


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
    named = {name.start for name in known}
    unknown = (
        _Name(start + 1, start + 2)
        for start, end in sections
        if named.isdisjoint(range(start + 1, end))
        and _begins_unknown(tokens[start + 1 : end], vocabulary)
    )
    return tuple(sorted((*known, *unknown)))


def _is_sign(tokens: Sequence[Token], zones: Sequence[Zone], place: int) -> bool:
    return tokens[place].text in _SIGNS and zones[place] is Zone.MAIN


def _begins_unknown(section: Sequence[Token], vocabulary: Vocabulary) -> bool:
    unknown = unknown_words(section, vocabulary.names.lexicon)
    begins = bool(unknown) and unknown[0] == section[0]
    return begins and not is_excused(unknown[0].text, vocabulary)


def _cuts(tokens: Sequence[Token], zones: Sequence[Zone], named: Sequence[_Name]) -> Iterator[_Cut]:
    """Give the last place between two medicines at which the second may begin."""
    ends = (*(match.start for match in named[2:]), len(tokens))
    for (first, second), end in zip(pairwise(named), ends, strict=False):
        switch = _switch(tokens, first, second)
        if switch:
            yield switch
            continue
        between = range(first.end, second.start)
        places = [place for place in between if _sets_apart(tokens, zones, first.end, place)]
        if places and not _carries_denial(tokens, places[-1], end):
            yield _Cut(places[-1])


def _switch(tokens: Sequence[Token], first: _Name, second: _Name) -> _Cut | None:
    """Give the cut where one medicine takes the place of the other, or has another status."""
    between = [token.text for token in tokens[first.end : second.start]]
    if _has_arrow(between):
        return _Cut(second.start, after=" switched to")
    change = change_between(tokens, first.end, second.start)
    if change is not None:
        return _Cut(change)
    lead = {token.text for token in tokens[max(0, first.start - _LEAD) : first.start]}
    if lead.isdisjoint(_SWITCHED):
        return None
    if between == ["to"] and "from" in lead:
        return _Cut(second.start)
    return _Cut(second.start, before="switched from ") if between == ["from"] else None


def _has_arrow(between: Sequence[str]) -> bool:
    drawn = any(pair in _ARROWS for pair in pairwise(between))
    return drawn or not _ARROW_SIGNS.isdisjoint(between)


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
