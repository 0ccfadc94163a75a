"""Reads the words of a history's line: conditions with their status, and medicines in use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from caveat.reading.context import Span, statuses_of
from caveat.reading.course import read_course
from caveat.reading.cues import BREAKS, CUES, IDLE, NAMES_MORE, REACTIONS, USE, USE_DENIED
from caveat.reading.names import Match
from caveat.reading.path import Step, StepKind
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.reading.text import Token, TokenKind, tokenise, written
from caveat.reading.unread import UnreadPart
from caveat.reading.vocabulary import NO_CONCEPT, Substance, Vocabulary


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition found in an entry, its status, by which steps, and how many letters differ.

    ``stated`` says that the status stands in the entry's own field or comes with its code.
    """

    concept: str
    status: ConditionStatus
    steps: tuple[Step, ...]
    distance: int = 0
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """A medicine or substance that a history says is taken, with the status of that."""

    substance: Substance
    status: ConditionStatus
    written: str


@dataclass(frozen=True, slots=True)
class TextReading:
    """What a text says; it is known if any of it was understood."""

    mentions: tuple[Mention, ...]
    harmless: tuple[str, ...]
    uses: tuple[Use, ...]
    unread: tuple[UnreadPart, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.mentions or self.harmless or self.uses)


_NO_CONDITION = "names no condition known"
_MOST_UNREAD = 10
_SHORTEST = 3
_NEAR = 30


class _Guess(NamedTuple):
    """The name that a misspelt word is near to, what it names, and how many letters differ."""

    key: str
    concept: str
    distance: int


@dataclass(slots=True)
class _Line:
    """A line while it is read: its tokens, and which of them are understood."""

    folded: str
    tokens: tuple[Token, ...]
    conditions: dict[Span, str]
    substances: dict[Span, Substance]
    cues: set[int]
    inside: dict[int, Span]
    uses: dict[Span, bool] = field(default_factory=dict[Span, bool])
    guesses: dict[Span, _Guess] = field(default_factory=dict[Span, "_Guess"])
    harmless: list[str] = field(default_factory=list[str])
    unread: list[UnreadPart] = field(default_factory=list[UnreadPart])

    def written(self, span: Span) -> str:
        return written(self.folded, self.tokens[span.start : span.end])

    def around(self, span: Span) -> Span:
        """Give the condition whose name holds a substance, or the substance itself."""
        return self.inside.get(span.start) or self.inside.get(span.end - 1) or span


def read_text(folded: str, status: ConditionStatus | None, vocabulary: Vocabulary) -> TextReading:
    """Read a folded text; a stated status wins over the words around a mention."""
    line = _line(folded, vocabulary)
    conditions = {span.start: span for span in line.conditions}
    substances = {span.start: span for span in line.substances}
    for segment in _segments(line.tokens):
        _read_segment(
            line, segment, _within(conditions, segment), _within(substances, segment), vocabulary
        )
    alone = (span for span in line.uses if line.around(span) is span)
    spans = sorted((*line.conditions, *line.guesses, *alone), key=lambda span: span.start)
    statuses = statuses_of(line.tokens, spans)
    mentions = (*_known(line, status, statuses), *_guessed(line, status, statuses))
    reading = TextReading(
        tuple(_without_overruled(mentions)),
        tuple(dict.fromkeys(line.harmless)),
        tuple(
            Use(
                line.substances[span],
                _status_of_use(statuses[line.around(span)], is_over=is_over),
                line.written(span),
            )
            for span, is_over in line.uses.items()
        ),
        tuple(line.unread[:_MOST_UNREAD]),
    )
    if reading.is_known or reading.unread:
        return reading
    return TextReading((), (), (), (UnreadPart(" ".join(folded.split()), _NO_CONDITION),))


def _without_overruled(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Leave out a denial of what the same text states: "cystitis without haematuria"."""
    stated = {
        mention.concept for mention in mentions if mention.status is not ConditionStatus.RULED_OUT
    }
    for mention in mentions:
        if mention.status is not ConditionStatus.RULED_OUT or mention.concept not in stated:
            yield mention


def _line(folded: str, vocabulary: Vocabulary) -> _Line:
    tokens = tokenise(folded)
    conditions = {_span(match): match.target for match in vocabulary.names.conditions.find(tokens)}
    substances = {_span(match): match.target for match in vocabulary.names.substances.find(tokens)}
    cues = {place for match in CUES.find(tokens) for place in range(match.start, match.end)}
    inside = {place: span for span in conditions for place in range(span.start, span.end)}
    return _Line(folded, tokens, conditions, substances, cues, inside)


def _within(starts: Mapping[int, Span], segment: range) -> list[Span]:
    return [starts[place] for place in segment if place in starts]


def _span(match: Match[str] | Match[Substance]) -> Span:
    return Span(match.start, match.end)


def _segments(tokens: Sequence[Token]) -> Iterator[range]:
    start = 0
    for place, token in enumerate(tokens):
        if token.text in BREAKS:
            yield range(start, place)
            start = place + 1
    yield range(start, len(tokens))


def _read_segment(
    line: _Line,
    segment: range,
    known: Sequence[Span],
    substances: Sequence[Span],
    vocabulary: Vocabulary,
) -> None:
    said = {line.tokens[place].text for place in segment} if substances else set[str]()
    used = [span for span in substances if _is_used(line, span, segment, said, vocabulary)]
    line.uses.update({span: _is_over(line, span, segment) for span in used})
    line.harmless.extend(
        line.written(span) for span in known if line.conditions[span] == NO_CONCEPT
    )
    covered = {place for span in substances for place in range(span.start, span.end)}
    covered.update(place for place in segment if place in line.inside)
    words = [place for place in segment if _is_word(line, place) and place not in covered]
    unknown = [place for place in words if not _is_harmless(line, place, vocabulary, bool(covered))]
    rest = [place for place in unknown if not _guess(line, place, vocabulary)]
    if rest:
        line.unread.append(_unread(line, segment, rest, vocabulary))
    elif not known and not used and not unknown and (words or substances):
        line.harmless.append(line.written(Span(segment.start, segment.stop)))


def _is_word(line: _Line, place: int) -> bool:
    token = line.tokens[place]
    is_long = token.kind is TokenKind.WORD and len(token.text) >= _SHORTEST
    return is_long and place not in line.cues and token.text not in IDLE


def _is_harmless(line: _Line, place: int, vocabulary: Vocabulary, beside_known: bool) -> bool:  # noqa: FBT001 - a fact of the place
    word = line.tokens[place].text
    lexicon = vocabulary.names.lexicon
    if word in lexicon.condition_words:
        return True
    return beside_known and (word in lexicon.common or lexicon.filler.get(word) is not None)


def _guess(line: _Line, place: int, vocabulary: Vocabulary) -> bool:
    word = line.tokens[place].text
    near = vocabulary.names.condition_spelling.nearest(word)
    if near.key is None or word in vocabulary.names.lexicon.common:
        return False
    span = Span(place, place + 1)
    concept = vocabulary.names.conditions.get(near.key)
    if concept:
        line.guesses[span] = _Guess(near.key, concept, near.distance)
    else:
        line.harmless.append(line.written(span))
    return True


def _unread(
    line: _Line, segment: range, unknown: Sequence[int], vocabulary: Vocabulary
) -> UnreadPart:
    spelling = vocabulary.names.condition_spelling
    suggestions = [
        key for place in unknown for key in spelling.nearest(line.tokens[place].text).suggestions
    ]
    part = line.written(Span(segment.start, segment.stop))
    return UnreadPart(part, _NO_CONDITION, tuple(dict.fromkeys(suggestions)))


def _is_used(
    line: _Line, span: Span, segment: range, words: set[str], vocabulary: Vocabulary
) -> bool:
    """Say whether a substance counts as taken: where a class holds it, unless a word denies it."""
    if not words.isdisjoint(USE_DENIED):
        return False
    if line.around(span) is not span:
        return span.start > 0 and line.tokens[span.start - 1].text in USE
    if not words.isdisjoint(USE):
        return True
    is_reaction = "for" not in words and not words.isdisjoint(REACTIONS)
    if is_reaction or line.written(span) in NAMES_MORE:
        return False
    others = (place for place in segment if not span.start <= place < span.end)
    stands_alone = not any(_is_word(line, place) for place in others)
    return stands_alone or any(map(vocabulary.is_classified, line.substances[span].terms))


def _is_over(line: _Line, span: Span, segment: range) -> bool:
    """Say whether the words that say so of medicines tell that one was stopped."""
    start = max(segment.start, span.start - _NEAR)
    tokens = line.tokens[start : min(segment.stop, span.end + _NEAR)]
    place = range(span.start - start, span.end - start)
    return read_course(line.folded, tokens, (place,)).status is MedicationStatus.STOPPED


def _status_of_use(status: ConditionStatus, *, is_over: bool) -> ConditionStatus:
    return ConditionStatus.PAST if is_over and status is ConditionStatus.ACTIVE else status


def _known(
    line: _Line, status: ConditionStatus | None, statuses: dict[Span, ConditionStatus]
) -> Iterator[Mention]:
    for span, concept in line.conditions.items():
        if concept != NO_CONCEPT:
            steps = (Step(StepKind.TEXT, line.written(span)),)
            yield Mention(concept, status or statuses[span], steps, stated=status is not None)


def _guessed(
    line: _Line, status: ConditionStatus | None, statuses: dict[Span, ConditionStatus]
) -> Iterator[Mention]:
    for span, (key, concept, distance) in line.guesses.items():
        steps = (Step(StepKind.TEXT, line.written(span)), Step(StepKind.NAME, key))
        yield Mention(concept, status or statuses[span], steps, distance, status is not None)
