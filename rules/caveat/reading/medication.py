"""Reads one medication: what it contains, how it is taken, and whether it still is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caveat.reading.codes import Code
from caveat.reading.dose import Dose, read_dose
from caveat.reading.listing import parts_of
from caveat.reading.names import Match
from caveat.reading.nearest import nearest
from caveat.reading.path import Step, StepKind
from caveat.reading.status import MedicationStatus
from caveat.reading.text import Token, TokenKind, fold, key_of, key_of_tokens, tokenise
from caveat.reading.unread import UnreadPart
from caveat.reading.usage import Zone, read_usage, reason_of, unknown_words, zones_of
from caveat.reading.vocabulary import Substance, Vocabulary


@dataclass(frozen=True, slots=True)
class ReadSubstance:
    """A substance found in an entry, by which steps, and how many letters differ."""

    substance: Substance
    steps: tuple[Step, ...]
    distance: int = 0


@dataclass(frozen=True, slots=True)
class MedicationReading:
    """All that one entry says; ``status_words`` are those that gave its status."""

    substances: tuple[ReadSubstance, ...] = ()
    unread: tuple[UnreadPart, ...] = ()
    dose: Dose | None = None
    route: str = ""
    status: MedicationStatus = MedicationStatus.ACTIVE
    status_words: str = ""
    reason: str = ""
    says_none: bool = False


_NONE = frozenset(
    key_of(words)
    for words in (
        *("none", "nil", "nothing", "n/a", "no medications", "no medicines", "no meds"),
        *("none known", "no known medications", "no current medications", "not on anything"),
        *("nkda", "nka", "no known drug allergies", "no known allergies", "no allergies"),
    )
)
_NO_NAME = "names no medicine known"
_NO_CODE = "no code known"


def read_medications(
    text: str, codes: Sequence[Code], vocabulary: Vocabulary
) -> tuple[MedicationReading, ...]:
    """Read an entry that may list several medicines: one reading for each that is set apart."""
    first, *further = parts_of(_one_line(text), vocabulary)
    return (
        read_medication(first, codes, vocabulary),
        *(read_medication(part, (), vocabulary) for part in further),
    )


def _one_line(text: str) -> str:
    """Fold a text; a new line sets apart as a semicolon does."""
    return " ; ".join(line for line in fold(text).splitlines() if line.strip())


def read_medication(text: str, codes: Sequence[Code], vocabulary: Vocabulary) -> MedicationReading:
    """Read an entry that names one medicine or a combination, by its text and its codes."""
    found, unread_codes = _read_codes(codes, vocabulary)
    if not text.strip():
        return MedicationReading(found, unread_codes, route=_implied_route(found))
    folded = _one_line(text)
    tokens = tokenise(folded)
    if key_of_tokens(tokens) in _NONE:
        return MedicationReading(found, unread_codes, says_none=True)
    zones = zones_of(tokens)
    named, unread = _read_names(folded, tokens, zones, vocabulary)
    substances = _without_repeats((*found, *named))
    usage = read_usage(folded, tokens, zones, vocabulary.names.lexicon)
    return MedicationReading(
        substances=substances,
        unread=(*(() if named else unread_codes), *(unread if not found else ())),
        dose=read_dose(folded),
        route=usage.route or _implied_route(substances) or usage.form_route,
        status=usage.status,
        status_words=usage.status_words,
        reason=reason_of(tokens, zones),
    )


def _read_codes(
    codes: Sequence[Code], vocabulary: Vocabulary
) -> tuple[tuple[ReadSubstance, ...], tuple[UnreadPart, ...]]:
    found: list[ReadSubstance] = []
    unread: list[UnreadPart] = []
    for code in codes:
        substance = vocabulary.substance_of(code)
        if substance is None:
            unread.append(UnreadPart(str(code), _NO_CODE))
        else:
            found.append(ReadSubstance(substance, (Step(StepKind.CODE, str(code)),)))
    return tuple(found), tuple(unread) if not found else ()


def _without_repeats(found: Iterable[ReadSubstance]) -> tuple[ReadSubstance, ...]:
    return tuple({read.substance.terms: read for read in reversed(tuple(found))}.values())[::-1]


def _implied_route(substances: Sequence[ReadSubstance]) -> str:
    return next((read.substance.route for read in substances if read.substance.route), "")


def _read_names(
    folded: str, tokens: Sequence[Token], zones: Sequence[Zone], vocabulary: Vocabulary
) -> tuple[tuple[ReadSubstance, ...], tuple[UnreadPart, ...]]:
    matches = tuple(vocabulary.names.substances.find(tokens))
    counted = [match for match in matches if zones[match.start] is not Zone.REASON]
    found = [_named(match, tokens, folded) for match in counted]
    unread: list[UnreadPart] = []
    taken = {place for match in matches for place in range(match.start, match.end)}
    for segment in _segments(tokens, zones):
        if any(place in taken for place in segment):
            continue
        part = [tokens[place] for place in segment]
        if unknown := unknown_words(part, vocabulary.names.lexicon):
            near, unread_part = _guess(unknown, vocabulary)
            found.extend(near)
            unread.extend(unread_part)
    if not found and not unread:
        unread.append(UnreadPart(folded.strip(), _NO_NAME))
    return tuple(found), tuple(unread)


def _named(match: Match[Substance], tokens: Sequence[Token], folded: str) -> ReadSubstance:
    written = folded[tokens[match.start].start : tokens[match.end - 1].end]
    label = match.target.label
    text = (Step(StepKind.TEXT, written),) if fold(label) != written else ()
    name = (Step(StepKind.NAME, label),) if match.target.kind is StepKind.NAME else ()
    return ReadSubstance(match.target, (*text, *name))


def _segments(tokens: Sequence[Token], zones: Sequence[Zone]) -> list[list[int]]:
    """Split the main words where another medicine may begin."""
    segments: list[list[int]] = [[]]
    for place in range(len(tokens)):
        if _separates(tokens, place) and zones[place] is Zone.MAIN:
            segments.append([])
        else:
            segments[-1].append(place)
    return segments


def _separates(tokens: Sequence[Token], place: int) -> bool:
    """Say whether another medicine may follow; the stroke of ``mg/kg`` follows a unit."""
    text = tokens[place].text
    if text != "/" or place == 0:
        return text in _SEPARATORS
    return tokens[place - 1].text not in _UNITS and tokens[place - 1].kind is TokenKind.WORD


_SEPARATORS = frozenset({",", ";", "+", "&", "and", "with", "plus"})
_UNITS = frozenset({"mg", "mcg", "ug", "g", "ml", "iu", "unit", "units", "meq", "mmol", "l"})


def _guess(
    unknown: Sequence[Token], vocabulary: Vocabulary
) -> tuple[list[ReadSubstance], list[UnreadPart]]:
    suggestions: list[str] = []
    for token in unknown:
        near = nearest_substance(token.text, vocabulary)
        if isinstance(near, ReadSubstance):
            return [near], []
        suggestions.extend(near)
    part = " ".join(token.text for token in unknown)
    return [], [UnreadPart(part, _NO_NAME, tuple(dict.fromkeys(suggestions)))]


def nearest_substance(word: str, vocabulary: Vocabulary) -> ReadSubstance | tuple[str, ...]:
    """Give the one substance that is near enough in spelling, or what may be meant."""
    names = vocabulary.names.substances
    near = nearest(word, names.keys, lambda key: _terms(names.get(key)))
    target = names.get(near.key) if near.key else None
    if near.key is None or target is None or _looks_alike(word, near.key, vocabulary):
        return tuple(_label(names.get(key)) for key in near.suggestions)
    steps = (Step(StepKind.TEXT, word), Step(StepKind.NAME, target.label))
    return ReadSubstance(target, steps, near.distance)


def _terms(substance: Substance | None) -> tuple[str, ...]:
    return substance.terms if substance else ()


def _label(substance: Substance | None) -> str:
    return substance.label if substance else ""


def _looks_alike(word: str, key: str, vocabulary: Vocabulary) -> bool:
    partners = vocabulary.names.look_alikes.get(key, frozenset())
    return word in partners
