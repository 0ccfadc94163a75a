"""Reads one line of a history: the conditions that it mentions, each with its status."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caveat.reading.codes import ICD10CM, Code
from caveat.reading.context import Span, statuses_of
from caveat.reading.cues import IDLE, NOW
from caveat.reading.nearest import nearest
from caveat.reading.path import Step, StepKind
from caveat.reading.status import ConditionStatus
from caveat.reading.text import Token, TokenKind, fold, key_of, tokenise
from caveat.reading.unread import UnreadPart
from caveat.reading.vocabulary import NO_CONCEPT, Vocabulary


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
class ConditionReading:
    """All that one entry says; an entry may mention nothing that a rule speaks of."""

    mentions: tuple[Mention, ...] = ()
    unread: tuple[UnreadPart, ...] = ()


_NONE = frozenset(
    key_of(words)
    for words in (
        *("none", "nil", "nothing", "n/a", "no conditions", "none known", "no medical history"),
        *("no significant history", "no past medical history", "healthy", "otherwise healthy"),
        *("no significant past medical history", "no pmh", "pmh none", "nothing significant"),
        *("unremarkable", "noncontributory", "no psychiatric history", "no other history"),
    )
)
# in remission by the fifth character, or a history by the chapter
_PAST_CODES = re.compile(r"F1\d[129]1|Z8[567]|Z91[45]")
# a code in a text has its dot, or is all there is
_WRITTEN_CODE = re.compile(
    r"(?<![\w.])[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}(?![\w.])|^\s*[A-TV-Z]\d[0-9A-Z]\s*$"
)
_NO_CONDITION = "names no condition known"
_NO_CODE = "no code known"
_NOW_ONLY = "denied for now; the past is not stated"


def read_condition(
    text: str,
    codes: Sequence[Code],
    status: ConditionStatus | None,
    vocabulary: Vocabulary,
) -> ConditionReading:
    """Read an entry of a history, by its text and its codes; a stated status wins."""
    written = tuple(Code(ICD10CM, value) for value in _WRITTEN_CODE.findall(text.upper()))
    codes = (*codes, *written)
    coded, unread_codes = _read_codes(codes, status, vocabulary)
    if not text.strip() or key_of(text) in _NONE:
        return ConditionReading(coded, unread_codes)
    mentions, is_known = _read_text(fold(text).replace("\n", " ; "), status, vocabulary)
    unread = () if is_known or codes_are_known(codes, unread_codes) else _unread(text, vocabulary)
    sure = tuple(mention for mention in mentions if not _leaves_past(mention, text, vocabulary))
    if len(sure) < len(mentions):
        unread = (UnreadPart(" ".join(text.split()), _NOW_ONLY),)
    return ConditionReading(
        tuple(dict.fromkeys((*coded, *sure))),
        (*(() if is_known else unread_codes), *unread),
    )


def _leaves_past(mention: Mention, text: str, vocabulary: Vocabulary) -> bool:
    """Say whether "no current psychosis" leaves open what a mere doubt or past would settle."""
    if mention.stated or mention.status is not ConditionStatus.RULED_OUT:
        return False
    counts = vocabulary.concepts[mention.concept].counts
    words = {token.text for token in tokenise(fold(text))}
    return counts >= _PAST_OR_DOUBT and not words.isdisjoint(NOW)


_PAST_OR_DOUBT = frozenset((ConditionStatus.PAST, ConditionStatus.SUSPECTED))


def names_only_known(text: str, vocabulary: Vocabulary) -> bool:
    """Say whether every word of a text belongs to a condition or to something harmless."""
    tokens = tokenise(fold(text))
    known = {
        place
        for match in vocabulary.names.conditions.find(tokens)
        for place in range(match.start, match.end)
    }
    return all(
        place in known or token.text in IDLE or token.kind is not TokenKind.WORD
        for place, token in enumerate(tokens)
    )


def codes_are_known(codes: Sequence[Code], unread: Sequence[UnreadPart]) -> bool:
    """Say whether some code of an entry could be read."""
    return len(codes) > len(unread)


def _read_codes(
    codes: Sequence[Code], status: ConditionStatus | None, vocabulary: Vocabulary
) -> tuple[tuple[Mention, ...], tuple[UnreadPart, ...]]:
    mentions: list[Mention] = []
    unread: list[UnreadPart] = []
    for code in codes:
        concepts = vocabulary.concepts_of(code)
        if concepts is None:
            unread.append(UnreadPart(str(code), _NO_CODE))
        for concept in concepts or ():
            steps = (Step(StepKind.CODE, str(code)),)
            coded = status or _status_of(code)
            mentions.append(Mention(concept, coded, steps, stated=True))
    return tuple(mentions), tuple(unread)


def _status_of(code: Code) -> ConditionStatus:
    value = code.value.strip().upper().replace(".", "")
    is_past = code.known_system == ICD10CM and _PAST_CODES.match(value)
    return ConditionStatus.PAST if is_past else ConditionStatus.ACTIVE


def _read_text(
    folded: str, status: ConditionStatus | None, vocabulary: Vocabulary
) -> tuple[tuple[Mention, ...], bool]:
    """Give the mentions, and whether anything in the text was known."""
    tokens = tokenise(folded)
    matches = tuple(vocabulary.names.conditions.find(tokens))
    spans = {Span(match.start, match.end): match.target for match in matches}
    statuses = statuses_of(tokens, tuple(spans))
    mentions = [
        Mention(
            concept,
            status or statuses[span],
            (Step(StepKind.TEXT, _written(folded, tokens, span)),),
            stated=status is not None,
        )
        for span, concept in spans.items()
        if concept != NO_CONCEPT
    ]
    if not matches:
        mentions = _guessed(tokens, status, vocabulary)
    return tuple(mentions), bool(matches or mentions)


def _written(folded: str, tokens: Sequence[Token], span: Span) -> str:
    return folded[tokens[span.start].start : tokens[span.end - 1].end]


def _guessed(
    tokens: Sequence[Token], status: ConditionStatus | None, vocabulary: Vocabulary
) -> list[Mention]:
    names = vocabulary.names.conditions
    for place, token in enumerate(tokens):
        if token.kind is not TokenKind.WORD:
            continue
        near = nearest(token.text, names.keys, names.get)
        concept = names.get(near.key) if near.key else None
        if near.key and concept:
            span = Span(place, place + 1)
            read = status or statuses_of(tokens, (span,))[span]
            steps = (Step(StepKind.TEXT, token.text), Step(StepKind.NAME, near.key))
            return [Mention(concept, read, steps, near.distance, status is not None)]
    return []


def _unread(text: str, vocabulary: Vocabulary) -> tuple[UnreadPart, ...]:
    names = vocabulary.names.conditions
    words = [token.text for token in tokenise(fold(text)) if token.kind is TokenKind.WORD]
    suggestions = [
        key for word in words for key in nearest(word, names.keys, names.get).suggestions
    ]
    part = " ".join(text.split())
    return (UnreadPart(part, _NO_CONDITION, tuple(dict.fromkeys(suggestions))),)
