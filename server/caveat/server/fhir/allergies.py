"""What a patient does not tolerate."""

import re
from collections.abc import Iterator

from caveat.rules.patient import Allergy
from caveat.server.fhir.concepts import Concept, coded_status_of, has_coding, read_concept
from caveat.server.fhir.listed import Listed
from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Record

ALLERGY = "AllergyIntolerance"
UNNAMED = Concept("(no substance is named)")
"""Stands for an allergy that names nothing; the engine reports it as unrecognised."""

_CLINICAL = ("active", "inactive", "resolved")
_ERROR = "entered-in-error"
_NONE_SUCH = frozenset(("refuted", _ERROR))
_VERIFICATION = ("unconfirmed", "confirmed", *sorted(_NONE_SUCH))
_SNOMED = "http://snomed.info/sct"
_NO_KNOWN = frozenset(("716186003", "409137002", "429625007", "428607008"))
"""No known allergy, drug allergy, food allergy and environmental allergy."""
_SAYS_NONE = re.compile(
    r"\W*(?:no known (?:\w+ )?(?:allerg(?:y|ies))|nkd?a)(?: \((?:situation|finding)\))?\W*",
    re.IGNORECASE,
)


def read_allergies(record: Record) -> tuple[Listed[Allergy], ...]:
    """Read an AllergyIntolerance; none where it is refuted, resolved or says that there is none.

    An inactive one is kept: it may only not have shown itself of late.
    """
    node = record.node
    clinical = coded_status_of(node, "clinicalStatus", _CLINICAL)
    verification = coded_status_of(node, "verificationStatus", _VERIFICATION)
    found = tuple(_substances(node))
    if verification in _NONE_SUCH or clinical == "resolved":
        return ()
    allergies = (Allergy(concept.text, concept.codes) for concept in found)
    return tuple(Listed(allergy, record.address, allergy) for allergy in allergies)


def tells_of_allergies(record: Record) -> bool:
    """Say whether a resource is an answer to what is not tolerated, and no mere error."""
    return coded_status_of(record.node, "verificationStatus", _VERIFICATION) != _ERROR


def _substances(node: Node) -> Iterator[Concept]:
    """Give what is not tolerated: the code, else the substance of each reaction."""
    code = node.child("code")
    reacted = [
        concept
        for reaction in node.children("reaction")
        if (concept := read_concept(reaction.child("substance")))
    ]
    if code is not None and _says_none(code):
        yield from reacted
        return
    concept = read_concept(code)
    yield from (concept,) if concept else reacted or (UNNAMED,)


def _says_none(code: Node) -> bool:
    """Say whether no allergy is known, by a code and by no word that says otherwise."""
    text = read_concept(code).text
    return has_coding(code, _SNOMED, _NO_KNOWN) and (not text or bool(_SAYS_NONE.fullmatch(text)))
