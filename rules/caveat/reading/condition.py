"""Reads one line of a history: the conditions that it mentions, each with its status."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caveat.reading.codes import ICD10CM, Code
from caveat.reading.context import Span, statuses_of
from caveat.reading.cues import IDLE, NOW
from caveat.reading.path import Step, StepKind
from caveat.reading.phrase import Mention, TextReading, Use, read_text
from caveat.reading.status import ConditionStatus
from caveat.reading.text import TokenKind, fold, key_of, tokenise
from caveat.reading.unread import Disagreement, UnreadPart
from caveat.reading.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class ConditionReading:
    """All that one entry says; ``harmless`` names what was read and concerns no rule.

    ``uses`` are the medicines and substances that the entry says are taken.
    """

    mentions: tuple[Mention, ...] = ()
    harmless: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    unread: tuple[UnreadPart, ...] = ()
    disagreement: Disagreement | None = None


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
_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_WRITTEN_CODE = re.compile(r"(?<![\w.])[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}(?![\w.])")
# stands for a code while the words around it are read
_PLACE = "codewritten"
_ONLY_CODES = re.compile(rf"\s*{_CODE}(?:\s*[,;]\s*{_CODE})*\s*")
_NO_RULE = "nothing that a rule concerns"
_NO_CODE = "no code known"
_NOW_ONLY = "denied for now; the past is not stated"


def read_condition(
    text: str,
    codes: Sequence[Code],
    status: ConditionStatus | None,
    vocabulary: Vocabulary,
) -> ConditionReading:
    """Read an entry of a history, by its text and its codes; a stated status wins."""
    coded, unread_codes = _read_codes(codes, status, vocabulary)
    written = _written_codes(text)
    further = [_read_codes((code,), status or said, vocabulary) for code, said in written]
    coded = (*coded, *(mention for mentions, _ in further for mention in mentions))
    unread_codes = (*unread_codes, *(part for _, unread in further for part in unread))
    codes = (*codes, *(code for code, _ in written))
    text = _WRITTEN_CODE.sub(" ", text) if written else text
    if not text.strip() or key_of(text) in _NONE:
        return ConditionReading(coded, unread=unread_codes)
    read = read_text(fold(text).replace("\n", " ; "), status, vocabulary)
    unread = () if codes_are_known(codes, unread_codes) and not read.is_known else read.unread
    is_of_now = not {token.text for token in tokenise(fold(text))}.isdisjoint(NOW)
    sure = tuple(
        mention
        for mention in read.mentions
        if not (is_of_now and _leaves_past(mention, vocabulary))
    )
    if len(sure) < len(read.mentions):
        unread = (UnreadPart(" ".join(text.split()), _NOW_ONLY), *unread)
    return ConditionReading(
        tuple(dict.fromkeys((*coded, *sure))),
        read.harmless,
        read.uses,
        (*(() if read.is_known else unread_codes), *unread),
        _disagreement(codes, unread_codes, coded, read, vocabulary),
    )


def _written_codes(text: str) -> tuple[tuple[Code, ConditionStatus | None], ...]:
    """Find the codes in a text, each with the status that the words around it give."""
    upper = text.upper()
    if _ONLY_CODES.fullmatch(upper):
        return tuple((Code(ICD10CM, value), None) for value in re.findall(_CODE, upper))
    values = _WRITTEN_CODE.findall(upper)
    if not values:
        return ()
    tokens = tokenise(fold(_WRITTEN_CODE.sub(f" {_PLACE} ", upper)))
    spans = tuple(Span(at, at + 1) for at, token in enumerate(tokens) if token.text == _PLACE)
    statuses = statuses_of(tokens, spans)
    return tuple(
        (Code(ICD10CM, value), _unless_active(statuses[span]))
        for value, span in zip(values, spans, strict=False)
    )


def _unless_active(status: ConditionStatus) -> ConditionStatus | None:
    return None if status is ConditionStatus.ACTIVE else status


def _disagreement(
    codes: Sequence[Code],
    unread_codes: Sequence[UnreadPart],
    coded: Sequence[Mention],
    read: TextReading,
    vocabulary: Vocabulary,
) -> Disagreement | None:
    """Compare what the codes and the text say; a broader condition says the same with less."""
    if not codes_are_known(codes, unread_codes) or not read.is_known:
        return None
    by_code = {mention.concept for mention in coded}
    by_text = {mention.concept for mention in read.mentions}
    if not by_code and not by_text:
        return None
    if _agree(by_code, by_text, vocabulary):
        return None
    return Disagreement(_titles(by_code, vocabulary), _titles(by_text, vocabulary))


def _agree(concepts: set[str], others: set[str], vocabulary: Vocabulary) -> bool:
    return any(
        not vocabulary.broader_than(concept).isdisjoint(vocabulary.broader_than(other))
        for concept in concepts
        for other in others
    )


def _titles(concepts: set[str], vocabulary: Vocabulary) -> str:
    titles = sorted(vocabulary.title_of(concept) for concept in concepts)
    return ", ".join(titles) or _NO_RULE


def _leaves_past(mention: Mention, vocabulary: Vocabulary) -> bool:
    """Say whether "no current psychosis" leaves open what a mere doubt or past would settle."""
    if mention.stated or mention.status is not ConditionStatus.RULED_OUT:
        return False
    return vocabulary.concepts[mention.concept].counts >= _PAST_OR_DOUBT


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
