"""The status of each mention in a text, from the words around it.

A status word works within its segment, which ends at a comma, semicolon, full stop, bracket or
``but``. Two things reach further: ``or`` and ``nor`` carry a denial through a list, and a segment
that holds status words only ("AUD, sober 11 months") speaks of the segment before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from caveat.reading.cues import BREAKS, CUES, IDLE, NEW_CLAUSES, Cue, Reach
from caveat.reading.names import Match
from caveat.reading.status import ConditionStatus
from caveat.reading.text import Token, TokenKind


@dataclass(frozen=True, slots=True)
class Span:
    """The tokens of a mention, from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _CueAt:
    """A status word at its place."""

    meanings: frozenset[tuple[Cue, Reach]]
    start: int
    end: int


@dataclass(slots=True)
class _Segment:
    """A part of a text with its mentions and status words."""

    start: int
    end: int
    mentions: list[Span] = field(default_factory=list[Span])
    cues: list[_CueAt] = field(default_factory=list[_CueAt])

    def denies(self) -> bool:
        return any((Cue.DENIED, Reach.AFTER) in cue.meanings for cue in self.cues)


def statuses_of(tokens: Sequence[Token], mentions: Sequence[Span]) -> dict[Span, ConditionStatus]:
    """Give each mention its status; mentions do not overlap and stand in order."""
    segments = _segments(tokens, mentions)
    found: dict[Span, set[Cue]] = {mention: set() for mention in mentions}
    for segment in segments:
        for cue in segment.cues:
            for mention in segment.mentions:
                found[mention] |= _said_of(mention, cue, segment)
    _carry_denials(segments, tokens, found)
    _speak_of_segment_before(segments, tokens, found)
    _question_marks(tokens, mentions, found)
    return {mention: _status(cues) for mention, cues in found.items()}


def _segments(tokens: Sequence[Token], mentions: Sequence[Span]) -> list[_Segment]:
    inside = {place for span in mentions for place in range(span.start, span.end)}
    bounds = [0, *_breaks(tokens, inside), len(tokens)]
    segments = [_Segment(start, end) for start, end in pairwise(bounds) if start < end]
    for segment in segments:
        segment.mentions = [span for span in mentions if segment.start <= span.start < segment.end]
        segment.cues = _cues_in(tokens, segment, inside)
    return segments


def _breaks(tokens: Sequence[Token], inside: set[int]) -> Iterator[int]:
    """Give the places where segments begin; a new clause begins only after a mention."""
    has_mention = False
    for place, token in enumerate(tokens):
        if place in inside:
            has_mention = True
        elif token.text in BREAKS or (has_mention and token.text in NEW_CLAUSES):
            yield place
            has_mention = False


def _cues_in(tokens: Sequence[Token], segment: _Segment, inside: set[int]) -> list[_CueAt]:
    """Find the status words outside the mentions; a heading such as ``PMH:`` is none of past."""
    cues: list[_CueAt] = []
    place = segment.start
    while place < segment.end:
        stop = place
        while stop < segment.end and stop not in inside:
            stop += 1
        cues.extend(_cue_at(match, place, tokens) for match in CUES.find(tokens[place:stop]))
        place = stop + 1
    return cues


def _cue_at(
    match: Match[frozenset[tuple[Cue, Reach]]], offset: int, tokens: Sequence[Token]
) -> _CueAt:
    start, end = match.start + offset, match.end + offset
    meanings = match.target
    if end < len(tokens) and tokens[end].text == ":":
        meanings = frozenset(meaning for meaning in meanings if meaning[0] is not Cue.PAST)
    return _CueAt(meanings, start, end)


def _said_of(mention: Span, cue: _CueAt, segment: _Segment) -> set[Cue]:
    """Give what a status word says of a mention: of all after it, or of those just before it."""
    is_after = mention.start >= cue.end
    is_last = not any(other.start >= cue.end for other in segment.mentions)
    side = Reach.AFTER if is_after else Reach.BEFORE
    if not is_after and not is_last:
        return set()
    return {said for said, reach in cue.meanings if reach in (side, Reach.EITHER)}


_OR = frozenset(("or", "nor"))
_LISTING = _OR | {"any", "other"}


def _carry_denials(
    segments: Sequence[_Segment], tokens: Sequence[Token], found: dict[Span, set[Cue]]
) -> None:
    for number, segment in enumerate(segments):
        if segment.cues or not _goes_on_with_or(segment, tokens):
            continue
        first = number - 1
        while first > 0 and segments[first].mentions and not segments[first].cues:
            first -= 1
        if first >= 0 and segments[first].denies():
            for carried in segments[first + 1 : number + 1]:
                for mention in carried.mentions:
                    found[mention].add(Cue.DENIED)


def _goes_on_with_or(segment: _Segment, tokens: Sequence[Token]) -> bool:
    """Say whether a list goes on: ``or delusions`` does, and so does ``delusions or paranoia``."""
    inside = {place for span in segment.mentions for place in range(span.start, span.end)}
    words = [
        tokens[place].text
        for place in range(segment.start, segment.end)
        if place not in inside and tokens[place].kind is TokenKind.WORD
    ]
    if _OR.isdisjoint(words):
        return False
    return words[0] in _OR or _LISTING.issuperset(words)


def _speak_of_segment_before(
    segments: Sequence[_Segment], tokens: Sequence[Token], found: dict[Span, set[Cue]]
) -> None:
    for before, segment in pairwise(segments):
        if segment.mentions or not _is_status_only(segment, tokens):
            continue
        for cue in segment.cues:
            said = {said for said, reach in cue.meanings if reach is not Reach.AFTER}
            for mention in before.mentions:
                found[mention] |= said


def _is_status_only(segment: _Segment, tokens: Sequence[Token]) -> bool:
    covered = {place for cue in segment.cues for place in range(cue.start, cue.end)}
    return bool(segment.cues) and all(
        place in covered or tokens[place].kind is not TokenKind.WORD or tokens[place].text in IDLE
        for place in range(segment.start, segment.end)
        if tokens[place].text not in BREAKS
    )


def _question_marks(
    tokens: Sequence[Token], mentions: Sequence[Span], found: dict[Span, set[Cue]]
) -> None:
    for mention in mentions:
        around = (mention.start - 1, mention.end)
        if any(0 <= place < len(tokens) and tokens[place].text == "?" for place in around):
            found[mention] = {Cue.SUSPECTED}


def _status(cues: set[Cue]) -> ConditionStatus:
    if Cue.DENIED in cues and Cue.NOTHING not in cues:
        return ConditionStatus.RULED_OUT
    for cue, status in _BY_CUE:
        if cue in cues:
            return status
    return ConditionStatus.ACTIVE


_BY_CUE = (
    (Cue.FAMILY, ConditionStatus.FAMILY_HISTORY),
    (Cue.SUSPECTED, ConditionStatus.SUSPECTED),
    (Cue.PAST, ConditionStatus.PAST),
)
