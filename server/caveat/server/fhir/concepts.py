"""CodeableConcepts: what they say as a text, their codes, and statuses that are written as one."""

from collections.abc import Collection
from dataclasses import dataclass

from caveat.reading.codes import Code
from caveat.rules.intake import MAX_CODE, MAX_CODES, MAX_WORDS
from caveat.server.fhir.node import Node
from caveat.source.errors import RequestError

_NOTHING_SAID = frozenset(
    (
        "http://terminology.hl7.org/CodeSystem/data-absent-reason",
        "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
    )
)
_NO_WORDS = frozenset(("unknown", "unk"))


@dataclass(frozen=True, slots=True)
class Concept:
    """A text and codes that say the same; empty where nothing was said."""

    text: str = ""
    codes: tuple[Code, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.codes)


NOTHING = Concept()


def read_concept(node: Node | None) -> Concept:
    """Read a CodeableConcept: its text, else the first display, and the codes that may be known.

    The coding that a user selected comes first. Codes of systems that Caveat does not read are
    kept only where nothing else is said, so that the engine names the entry as unrecognised. All
    codings say the same, so that the first 20 speak for the rest.
    """
    if node is None:
        return NOTHING
    codings = codings_of(node)
    displays = (coding.text("display") for coding in codings)
    text = next(filter(_says_something, (node.text("text"), *displays)), None) or ""
    codes = tuple(dict.fromkeys(code for coding in codings if (code := _code(coding))))
    known = tuple(code for code in codes if code.known_system and len(code.value) <= MAX_CODE)
    if text or known:
        return Concept(text, known[:MAX_CODES])
    _refuse_long(node, codes)
    return Concept("", codes[:MAX_CODES])


def _says_something(words: str | None) -> bool:
    return words is not None and words.strip().lower() not in _NO_WORDS


def codings_of(concept: Node) -> tuple[Node, ...]:
    """Give the codings that say something, those first that a user selected."""
    said = [
        coding
        for coding in concept.children("coding")
        if coding.text("system") not in _NOTHING_SAID
    ]
    if len(said) > 1:
        said.sort(key=lambda coding: not coding.flag("userSelected"))
    return tuple(said)


def _code(coding: Node) -> Code | None:
    value = coding.text("code")
    return Code(coding.text("system") or "", value) if value else None


def _refuse_long(node: Node, codes: Collection[Code]) -> None:
    if any(len(code.value) > MAX_CODE or len(code.system) > MAX_WORDS for code in codes):
        reason = f"expected codes of at most {MAX_CODE} characters"
        raise node.wrong(reason, "coding")


def has_coding(concept: Node, system: str, codes: Collection[str]) -> bool:
    """Say whether a CodeableConcept has one of these codes of a system."""
    return any(
        coding.text("system") == system and coding.text("code") in codes
        for coding in codings_of(concept)
    )


def status_of(node: Node, name: str, known: Collection[str]) -> str | None:
    """Give a status that is a ``code``; raises ``RequestError`` for one that R4 does not have."""
    status = node.text(name)
    if status is not None and status not in known:
        raise node.wrong(f"expected one of {', '.join(known)}", name)
    return status


def coded_status_of(node: Node, name: str, known: Collection[str]) -> str | None:
    """Give a status that is a CodeableConcept; raises ``RequestError`` for an unknown one."""
    try:
        concept = node.child(name)
    except RequestError:
        raise node.wrong("FHIR R4 has a CodeableConcept here", name) from None
    if concept is None:
        return None
    stated = (coding.text("code") for coding in codings_of(concept))
    status = next((code for code in stated if code in known), None)
    if status is None:
        raise node.wrong(f"expected a coding of one of {', '.join(known)}", name)
    return status
