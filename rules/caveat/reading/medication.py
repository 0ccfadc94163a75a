"""Reads one medication: what it contains, how it is taken, and whether it still is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caveat.reading.codes import ATC, NDC, RXNORM, Code
from caveat.reading.course import read_course
from caveat.reading.cues import IDLE
from caveat.reading.dose import Dose, read_dose
from caveat.reading.listing import parts_of
from caveat.reading.naming import ReadSubstance, read_names, read_substance
from caveat.reading.path import Step, StepKind
from caveat.reading.plain import PlainReader
from caveat.reading.status import MedicationStatus
from caveat.reading.text import Token, TokenKind, fold, key_of, key_of_tokens, tokenise
from caveat.reading.unread import Disagreement, UnreadPart
from caveat.reading.usage import read_usage, reason_of, zones_of
from caveat.reading.vocabulary import Vocabulary


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
    disagreement: Disagreement | None = None


_NONE = frozenset(
    key_of(words)
    for words in (
        *("none", "nil", "nothing", "n/a", "none known", "nkda", "nka", "denies", "denied"),
        *("no known drug allergies", "no known allergies", "no allergies", "off all", "nil known"),
    )
)
_DENYING = frozenset(("no", "not", "none", "nothing", "denies", "denied", "doesnt", "never", "off"))
_TAKING_NONE = _DENYING | frozenset(
    (
        *("any", "anything", "current", "currently", "taking", "takes", "take", "on", "is", "at"),
        *("medications", "medication", "medicines", "medicine", "meds", "drugs", "pills", "pt"),
        *("patient", "she", "he", "shes", "hes", "they", "i", "im", "am", "prescription", "or"),
        *("otc", "home", "facility", "administered", "present", "does", "do", "dont", "all"),
        *("supplements", "herbal", "regular", "prescribed", "the", "counter", "over", "right"),
        *("reported", "recorded", "listed", "noted", "documented", "file", "now", "moment"),
        *("known", "of", "and", "tablets", "other", "since", "use", "using"),
    )
)
_NO_CODE = "no code known"
_UNSEEN = "holds nothing that can be seen"
_MIXED_GROUP = "a group whose medicines differ to the rules; which of them is meant?"
_JOINED_DOSE = re.compile(r"\b([a-z]{3,})(\d{1,5}(?:\.\d{1,4})?\s?(?:mg|mcg|ml|g|iu|units?)\b)")
_ENANTIOMER = re.compile(r"\b([rs])\s?\([+-]\)\s?-?\s?(?=[a-z])")
_APPROVAL = re.compile(r"\ba?nda\d{5,6}\b")
_WRITTEN_CODES = {
    RXNORM: re.compile(r"\brx\s?cui\s?:?\s?(\d{2,8})\b"),
    ATC: re.compile(r"\b([a-dghjlmnprsv]\d{2}[a-z]{2}\d{2})\b"),
    NDC: re.compile(r"\bndc\s?:?\s?(\d{4,5}-?\d{3,4}-?\d{1,2})\b"),
}


def read_medications(
    text: str, codes: Sequence[Code], vocabulary: Vocabulary
) -> tuple[MedicationReading, ...]:
    """Read an entry that may list several medicines: one reading for each that is set apart."""
    line = _one_line(text)
    written = tuple(
        Code(system, match[1])
        for system, code in _WRITTEN_CODES.items()
        for match in code.finditer(line)
    )
    for code in _WRITTEN_CODES.values() if written else ():
        line = code.sub("", line)
    if not line.strip() and text.strip() and not (codes or written):
        return (MedicationReading(unread=(UnreadPart(text.strip(), _UNSEEN),)),)
    first, *further = parts_of(line, vocabulary)
    return (
        _read_part(first, (*codes, *written), vocabulary),
        *(_read_part(part, (), vocabulary) for part in further),
    )


def read_plain(text: str, plain: PlainReader) -> tuple[MedicationReading, ...]:
    """Read an entry that is plain, as ``read_medications`` would; none for any other."""
    entry = plain.read(text)
    if entry is None:
        return ()
    substance = entry.substance
    return (
        MedicationReading(
            substances=(read_substance(substance, entry.written),),
            dose=entry.dose,
            route=substance.route or entry.form_route,
        ),
    )


def _one_line(text: str) -> str:
    """Fold a text; a new line sets apart as a semicolon does, and a dose from its name."""
    line = " ; ".join(line for line in fold(text).splitlines() if line.strip())
    return _JOINED_DOSE.sub(r"\1 \2", _ENANTIOMER.sub(r"\1-", _APPROVAL.sub(" ", line)))


def read_medication(text: str, codes: Sequence[Code], vocabulary: Vocabulary) -> MedicationReading:
    """Read an entry that names one medicine or a combination, by its text and its codes."""
    return _read_part(_one_line(text), codes, vocabulary)


def _read_part(folded: str, codes: Sequence[Code], vocabulary: Vocabulary) -> MedicationReading:
    found, unread_codes = _read_codes(codes, vocabulary)
    if not folded.strip():
        return MedicationReading(found, unread_codes, route=_implied_route(found))
    tokens = tokenise(folded)
    if _says_none(tokens):
        return MedicationReading(found, unread_codes, says_none=True)
    zones = zones_of(tokens)
    named = read_names(folded, tokens, zones, vocabulary)
    substances = _without_repeats((*found, *named.found))
    usage = read_usage(tokens, zones, vocabulary.names.lexicon)
    course = read_course(folded, tokens, named.places, named.mentioned)
    return MedicationReading(
        substances=substances,
        unread=(
            *(() if named.found else unread_codes),
            *(named.unread if named.found or not found else ()),
        ),
        dose=read_dose(folded),
        route=usage.route or _implied_route((*found, *named.found)) or usage.form_route,
        status=course.status,
        status_words=course.words,
        reason=reason_of(tokens, zones),
        disagreement=_disagreement(found, named.found, vocabulary),
    )


def _says_none(tokens: Sequence[Token]) -> bool:
    """Say whether a text says that nothing is taken: "she's not on anything"."""
    if key_of_tokens(tokens) in _NONE:
        return True
    words = {token.text for token in tokens if token.kind is TokenKind.WORD}
    said = words - IDLE - _DENYING
    return bool(said) and said <= _TAKING_NONE and not _DENYING.isdisjoint(words)


def _read_codes(
    codes: Sequence[Code], vocabulary: Vocabulary
) -> tuple[tuple[ReadSubstance, ...], tuple[UnreadPart, ...]]:
    found: list[ReadSubstance] = []
    unread: list[UnreadPart] = []
    for code in codes:
        substance = vocabulary.substance_of(code)
        if substance is None:
            reason = _MIXED_GROUP if vocabulary.is_mixed_group(code) else _NO_CODE
            unread.append(UnreadPart(str(code), reason))
        else:
            named = substance.kind is StepKind.NAME
            name = (Step(StepKind.NAME, substance.label),) if named else ()
            found.append(ReadSubstance(substance, (Step(StepKind.CODE, str(code)), *name)))
    return tuple(found), tuple(unread) if not found else ()


def _disagreement(
    coded: Sequence[ReadSubstance], named: Sequence[ReadSubstance], vocabulary: Vocabulary
) -> Disagreement | None:
    """Compare what the codes and the text say; one of them may say less, such as a class."""
    if not coded or not named:
        return None
    by_code, by_text = (_terms(found) for found in (coded, named))
    if _within(by_code, by_text, vocabulary) or _within(by_text, by_code, vocabulary):
        return None
    return Disagreement(", ".join(sorted(by_code)), ", ".join(sorted(by_text)))


def _terms(found: Sequence[ReadSubstance]) -> frozenset[str]:
    return frozenset(term for read in found for term in read.substance.terms)


def _within(terms: frozenset[str], others: frozenset[str], vocabulary: Vocabulary) -> bool:
    """Say whether each term is among others, or is the class of one of them."""
    known = frozenset(above for other in others for above in vocabulary.terms_of(other))
    return terms <= known


def _without_repeats(found: Iterable[ReadSubstance]) -> tuple[ReadSubstance, ...]:
    return tuple({read.substance.terms: read for read in reversed(tuple(found))}.values())[::-1]


def _implied_route(substances: Sequence[ReadSubstance]) -> str:
    return next((read.substance.route for read in substances if read.substance.route), "")
