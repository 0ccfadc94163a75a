"""An allergy as people and machines write it: what of it could not be read."""

import re
from collections.abc import Collection, Sequence

from caveat.reading.codes import Code
from caveat.reading.condition import names_only_known
from caveat.reading.medication import MedicationReading
from caveat.reading.text import TokenKind, fold, tokenise
from caveat.reading.unread import UnreadPart
from caveat.reading.vocabulary import Vocabulary

# What SNOMED CT puts behind a name to say what kind of thing it is.
_TAG = re.compile(
    r"\s*\((disorder|finding|medicinal product|organism|product|situation|substance)\)\s*$",
    re.IGNORECASE,
)
_SAYING_NOTHING = frozenset(
    (
        *("allergic", "allergies", "allergy", "anaphylaxis", "hypersensitivity", "intolerance"),
        *("adverse", "disposition", "propensity", "reaction", "reactions", "sensitivity"),
        *("drug", "drugs", "medication", "medications", "medicine", "medicines", "substance"),
        *("and", "for", "history", "multiple", "of", "other", "several", "some", "the", "to"),
        *("unknown", "unspecified"),
    )
)


def without_tag(text: str) -> str:
    """Take the semantic tag off a name, such as ``(substance)``."""
    return _TAG.sub("", text)


def unread_of_allergy(
    text: str,
    codes: Collection[Code],
    readings: Sequence[MedicationReading],
    vocabulary: Vocabulary,
) -> tuple[UnreadPart, ...]:
    """Give what could not be read of an allergy with these readings.

    Words that name something harmless are read, and then no code needs to be known.
    """
    if text and not any(reading.substances for reading in readings) and _says_nothing(text):
        return (UnreadPart(text, "does not say to what"),)
    unread = tuple(
        part
        for reading in readings
        for part in reading.unread
        if not names_only_known(part.part, vocabulary)
    )
    of_codes = {str(code) for code in codes}
    return tuple(part for part in unread if part.part not in of_codes) if text else unread


def _says_nothing(text: str) -> bool:
    """Say whether a text names no thing at all; "no known allergies" says that there is none."""
    words = [token.text for token in tokenise(fold(text)) if token.kind is TokenKind.WORD]
    return bool(words) and _SAYING_NOTHING.issuperset(words)
