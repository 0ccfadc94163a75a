"""A check of nothing but RxCUIs."""

from collections.abc import Sequence
from dataclasses import dataclass

from caveat.rules import Checker, Code, Medication, Patient, Proposal, Report, Request
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef, Finding
from caveat.rules.rulebook import RuleBook

_OF_MEDICINES = (EntryList.PROPOSED, EntryList.MEDICATIONS)


@dataclass(frozen=True, slots=True)
class Checked:
    """A report on a request, and its medicines: the proposed one first, the taken ones after it."""

    rxcuis: tuple[str, ...]
    request: Request
    report: Report

    def medicines_of(self, finding: Finding) -> tuple[str, ...]:
        """Give the RxCUIs that a finding concerns, the one that its rule is about first."""
        entries = (traced.entry for traced in finding.entries)
        return tuple(dict.fromkeys(self.rxcui_of(e) for e in entries if e.list in _OF_MEDICINES))

    def rxcui_of(self, entry: EntryRef) -> str:
        """Give the RxCUI that was submitted as an entry."""
        return self.rxcuis[0 if entry.list is EntryList.PROPOSED else entry.index + 1]


def check_rxcuis(rxcuis: Sequence[str], checker: Checker) -> Checked:
    """Check at least one RxCUI.

    One is proposed, so that no medicine has to be assumed; rules speak of the others all the
    same, and the same ingredient may come twice among them.
    """
    proposed = min(rxcuis, key=lambda rxcui: _distance_from_scope(rxcui, checker.book))
    ordered = (proposed, *(rxcui for rxcui in rxcuis if rxcui != proposed))
    first, *others = (Medication(codes=(code_of(rxcui),)) for rxcui in ordered)
    request = Request(Patient(medications=tuple(others)), (Proposal(first),))
    return Checked(ordered, request, checker.check(request))


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
        return 2
    terms = frozenset[str]().union(*map(book.vocabulary.terms_of, substance.terms))
    return 1 if terms.isdisjoint(book.scope) else 0
