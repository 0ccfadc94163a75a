"""Why an alert was raised, from what was submitted to what the rule speaks of."""

from caveat.reading.path import Step, StepKind
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef, Finding, TracedEntry
from caveat.server.cdshooks.trace import medicines, reasons


def finding(among: EntryList, text: str, *path: Step, place: int = 0) -> Finding:
    return Finding("a-rule", (TracedEntry(EntryRef(among, place, text), path),))


def step(kind: StepKind, label: str) -> Step:
    return Step(kind, label)


def test_a_status_joins_what_it_is_the_status_of() -> None:
    path = (step(StepKind.CONDITION, "schizophrenia"), step(StepKind.STATUS, "past"))
    found = finding(EntryList.CONDITIONS, "h/o schiz", *path)
    assert reasons([found]) == ('"h/o schiz" → schizophrenia (past)',)


def test_what_repeats_itself_is_said_once() -> None:
    path = (
        step(StepKind.NAME, "Prazosin"),
        step(StepKind.INGREDIENT, "prazosin"),
        step(StepKind.CLASS, "alpha-1 blocker"),
    )
    found = finding(EntryList.MEDICATIONS, "prazosin", *path)
    assert reasons([found, found]) == ('"prazosin" → alpha-1 blocker',)


def test_what_the_patient_has_stands_before_what_is_proposed() -> None:
    proposed = finding(EntryList.PROPOSED, "ketamine")
    taken = finding(EntryList.MEDICATIONS, "prazosin")
    assert reasons([proposed, taken]) == ('"prazosin"', '"ketamine"')


def test_an_assumed_medicine_is_said_to_be_one() -> None:
    assumed = finding(EntryList.PROPOSED, "ketamine", place=-1)
    assert reasons([assumed]) == ("ketamine (assumed)",)


def test_an_entry_without_text_is_known_by_its_path() -> None:
    found = finding(EntryList.MEDICATIONS, "", step(StepKind.INGREDIENT, "prazosin"))
    assert reasons([found]) == ("prazosin",)
    assert medicines([found]) == ()


def test_only_medicines_are_named() -> None:
    condition = finding(EntryList.CONDITIONS, "schizophrenia")
    taken = finding(EntryList.MEDICATIONS, "prazosin")
    assert medicines([condition, taken, taken]) == ("prazosin",)
