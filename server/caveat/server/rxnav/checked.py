"""A check of nothing but RxCUIs."""

from collections.abc import Sequence
from dataclasses import dataclass

from caveat.rules import Checker, Code, Medication, Patient, Report, Request
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef, Finding
from caveat.rules.rulebook import RuleBook

_MEDICINES = EntryList.MEDICATIONS
_IN_SCOPE, _KNOWN, _UNKNOWN = range(3)


@dataclass(frozen=True, slots=True)
class Checked:
    """A report on a request, and its medicines in the order of the list that was checked.

    ``outside`` are those that are known, and that no loaded pack speaks for.
    """

    rxcuis: tuple[str, ...]
    outside: tuple[str, ...]
    request: Request
    report: Report

    def medicines_of(self, finding: Finding) -> tuple[str, ...]:
        """Give the RxCUIs that a finding concerns, the one that its rule is about first."""
        entries = (traced.entry for traced in finding.entries)
        return tuple(dict.fromkeys(self.rxcui_of(e) for e in entries if e.list is _MEDICINES))

    def rxcui_of(self, entry: EntryRef) -> str:
        """Give the RxCUI that was submitted as an entry."""
        return self.rxcuis[entry.index]


def check_rxcuis(rxcuis: Sequence[str], checker: Checker) -> Checked:
    """Check at least one RxCUI: a list by itself, of which nothing is proposed.

    What a loaded pack speaks for comes first, since programs show the first of an entry.
    """
    distances = {rxcui: _distance_from_scope(rxcui, checker.book) for rxcui in rxcuis}
    ordered = tuple(sorted(distances, key=lambda rxcui: distances[rxcui]))
    outside = tuple(rxcui for rxcui in ordered if distances[rxcui] == _KNOWN)
    taken = tuple(Medication(codes=(code_of(rxcui),)) for rxcui in ordered)
    request = Request(Patient(medications=taken), nothing_proposed=True)
    return Checked(ordered, outside, request, checker.check(request))


def code_of(rxcui: str) -> Code:
    """Give an RxCUI as a code."""
    return Code("rxnorm", rxcui)


def name_of(rxcui: str, book: RuleBook) -> str:
    """Name a medicine for a person; one that is not known by its RxCUI."""
    substance = book.vocabulary.substance_of(code_of(rxcui))
    return substance.label if substance else f"RxCUI {rxcui}"


def _distance_from_scope(rxcui: str, book: RuleBook) -> int:
    """Rank what a loaded pack speaks for before what is only known, and that before the rest."""
    substance = book.vocabulary.substance_of(code_of(rxcui))
    if substance is None:
        return _UNKNOWN
    terms = frozenset[str]().union(*map(book.vocabulary.terms_of, substance.terms))
    return _KNOWN if terms.isdisjoint(book.scope) else _IN_SCOPE
