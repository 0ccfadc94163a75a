"""The status of each mention in a text, from the words around it.

A status word works within its segment, which ends at a comma, semicolon, full stop, bracket or
``but``. Two things reach further: ``or`` and ``nor`` carry a denial through a list, and a segment
that holds status words only ("AUD, sober 11 months") speaks of the segment before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from caveat.reading.cues import (
    BREAKS,
    CUES,
    IDLE,
    NEW_CLAUSES,
    NO,
    NOW,
    OUT_OF_DENIAL,
    TREATED,
    USE,
    YES,
    Cue,
    Reach,
)
from caveat.reading.names import Match
from caveat.reading.status import ConditionStatus
from caveat.reading.text import Token, TokenKind

# beyond so many words nothing is said of a mention, and a text without signs stays cheap
_LONGEST = 200
_ANSWER = 3
_BRIEF = 4


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
                found[mention] |= _said_of(mention, cue, segment, tokens)
    _carry_families(segments, tokens, found)
    _carry_denials(segments, tokens, found)
    _speak_of_segment_before(segments, tokens, found)
    ends = {mention.end for mention in mentions}
    for mention in mentions:
        _answer(tokens, mention, ends, found)
    return {mention: _status(cues) for mention, cues in found.items()}


def _segments(tokens: Sequence[Token], mentions: Sequence[Span]) -> list[_Segment]:
    inside = {place for span in mentions for place in range(span.start, span.end)}
    bounds = [0, *_breaks(tokens, inside), len(tokens)]
    segments = [_Segment(start, end) for start, end in pairwise(bounds) if start < end]
    starts = {span.start: span for span in mentions}
    for segment in segments:
        places = range(segment.start, segment.end)
        segment.mentions = [starts[place] for place in places if place in starts]
        segment.cues = _cues_in(tokens, segment, inside)
    return segments


def _breaks(tokens: Sequence[Token], inside: set[int]) -> Iterator[int]:
    """Give the places where segments begin; a new clause begins only after a mention."""
    has_mention = False
    last = 0
    for place, token in enumerate(tokens):
        if place in inside:
            has_mention = True
        elif (
            token.text in BREAKS
            or (has_mention and token.text in NEW_CLAUSES)
            or place - last >= _LONGEST
        ):
            yield place
            has_mention = False
            last = place


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


def _said_of(mention: Span, cue: _CueAt, segment: _Segment, tokens: Sequence[Token]) -> set[Cue]:
    """Give what a status word says of a mention: of all after it, or of those just before it."""
    is_after = mention.start >= cue.end
    is_last = segment.mentions[-1].start < cue.end
    side = Reach.AFTER if is_after else Reach.BEFORE
    said = {said for said, reach in cue.meanings if reach in (side, Reach.EITHER)}
    if not is_after and not is_last:
        # "MDD vs bipolar" doubts both, "depression denies mania" denies one
        return said & {Cue.SUSPECTED} if mention.end == cue.start else set()
    cut_off = (
        _is_cut_off(tokens[cue.end : mention.start]) if is_after else _goes_further(cue, tokens)
    )
    if Cue.DENIED in said and cut_off:
        said.discard(Cue.DENIED)
    return said | _of_what_follows(mention, said, tokens)


def _is_cut_off(between: Sequence[Token]) -> bool:
    return any(token.text in OUT_OF_DENIAL for token in between)


def _goes_further(cue: _CueAt, tokens: Sequence[Token]) -> bool:
    """Say whether a denial is of what follows: "concussion with no loss of consciousness"."""
    if cue.end == len(tokens) or tokens[cue.end].kind is not TokenKind.WORD:
        return False
    following = tokens[cue.end].text
    return following not in IDLE and following not in NOW and following not in NEW_CLAUSES


def _of_what_follows(mention: Span, said: set[Cue], tokens: Sequence[Token]) -> set[Cue]:
    """Read "no X medication", which denies no X, and "no X since", which tells of the past."""
    if any(token.text == "relapsed" for token in tokens[mention.start : mention.end]):
        return {Cue.ONGOING}
    following = tokens[mention.end].text if mention.end < len(tokens) else ""
    if following in TREATED:
        return {Cue.NOTHING, Cue.ONGOING}
    return {Cue.NOTHING, Cue.PAST} if following == "since" and Cue.DENIED in said else set()


def _carry_families(
    segments: Sequence[_Segment], tokens: Sequence[Token], found: dict[Span, set[Cue]]
) -> None:
    """Let a heading such as ``FHx:`` speak of the whole list that follows it."""
    in_family = False
    for segment in segments:
        if tokens[segment.start].text != ",":
            in_family = any(
                (Cue.FAMILY, Reach.EITHER) in cue.meanings
                and cue.end < len(tokens)
                and tokens[cue.end].text == ":"
                for cue in segment.cues
            )
        elif in_family and not segment.cues:
            for mention in segment.mentions:
                found[mention].add(Cue.FAMILY)


_FEW = 2
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
    """Say whether a list goes on: ``or delusions`` does, and so does ``homicidal or paranoid``."""
    inside = {place for span in segment.mentions for place in range(span.start, span.end)}
    words = [
        tokens[place].text
        for place in range(segment.start, segment.end)
        if place not in inside and tokens[place].kind is TokenKind.WORD
    ]
    if _OR.isdisjoint(words) or not USE.isdisjoint(words):
        return False
    return words[0] in _OR or len([word for word in words if word not in _LISTING]) <= _FEW


def _speak_of_segment_before(
    segments: Sequence[_Segment], tokens: Sequence[Token], found: dict[Span, set[Cue]]
) -> None:
    last = segments[0] if segments else None
    for segment in segments[1:]:
        before = last
        last = segment if segment.mentions or not _is_brief(segment) else last
        if before is None:
            continue
        if _goes_on(segment, tokens):
            for mention in before.mentions:
                found[mention].add(Cue.ONGOING)
        if segment.mentions or not _is_status_only(segment, tokens):
            continue
        for cue in segment.cues:
            said = {said for said, reach in cue.meanings if reach is not Reach.AFTER}
            for mention in before.mentions:
                found[mention] |= said


def _is_brief(segment: _Segment) -> bool:
    """Say whether a segment is a qualifier: "alcohol use disorder, severe, in remission"."""
    return segment.end - segment.start <= _BRIEF


def _goes_on(segment: _Segment, tokens: Sequence[Token]) -> bool:
    """Say whether a segment tells of a treatment: "history of HTN, controlled on lisinopril"."""
    begins = segment.start + (tokens[segment.start].text in BREAKS)
    if begins < segment.end and tokens[begins].text == "on":
        return True
    return any(
        (Cue.ONGOING, Reach.EITHER) in cue.meanings
        and (cue.start == begins or not segment.mentions)
        for cue in segment.cues
    )


def _is_status_only(segment: _Segment, tokens: Sequence[Token]) -> bool:
    covered = {place for cue in segment.cues for place in range(cue.start, cue.end)}
    return bool(segment.cues) and all(
        place in covered or tokens[place].kind is not TokenKind.WORD or tokens[place].text in IDLE
        for place in range(segment.start, segment.end)
        if tokens[place].text not in BREAKS
    )


def _answer(
    tokens: Sequence[Token], mention: Span, ends: set[int], found: dict[Span, set[Cue]]
) -> None:
    """Read a question mark as doubt, unless an answer follows it, as in a form."""
    after = [token.text for token in tokens[mention.end : mention.end + _ANSWER]]
    is_asked = after[:1] == ["?"]
    is_marked = tokens[mention.start - 1].text == "?" if mention.start > 0 else False
    follows = is_asked or after[:1] in ([":"], ["("])
    answer = next((text for text in after[1:] if text not in {"(", "["}), "") if follows else ""
    before = [token.text for token in tokens[max(0, mention.start - 2) : mention.start]]
    is_unticked = before == ["[", "]"] and tokens[0].text == "["
    if is_unticked or answer in NO or (after[:1] == ["-"] and _ends_clause(after[1:])):
        found[mention] = {Cue.DENIED}
    elif answer in YES:
        found[mention] -= {Cue.SUSPECTED, Cue.PAST}
    elif is_asked or (is_marked and mention.start - 1 not in ends):
        found[mention] = {Cue.SUSPECTED}


def _ends_clause(after: Sequence[str]) -> bool:
    return not after or after[0] in BREAKS


def _status(cues: set[Cue]) -> ConditionStatus:
    if Cue.DENIED in cues and Cue.NOTHING not in cues:
        return ConditionStatus.RULED_OUT
    for cue, status in _BY_CUE:
        if cue in cues and not (cue is Cue.PAST and Cue.ONGOING in cues):
            return status
    return ConditionStatus.ACTIVE


_BY_CUE = (
    (Cue.FAMILY, ConditionStatus.FAMILY_HISTORY),
    (Cue.SUSPECTED, ConditionStatus.SUSPECTED),
    (Cue.PAST, ConditionStatus.PAST),
)
