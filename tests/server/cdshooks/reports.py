"""Reports made by hand, as the engine gives them."""

from dataclasses import replace

from caveat.reading.path import Step, StepKind
from caveat.rules.level import Level, Outcome
from caveat.rules.model import Background, Citation, Evidence, Kind, Review, Source
from caveat.rules.patient import EntryList
from caveat.rules.report import (
    Alert,
    CitedSource,
    EntryRef,
    Finding,
    OpenQuestion,
    PackUse,
    Report,
    TracedEntry,
    UsedFact,
)

PACK = PackUse("pack", "2.1.0", "d" * 64, "2026-01-01")
CITED = Citation("label", "4.3")
WORK = Source("label", "A label", url="https://label.example/a")
SOURCE = CitedSource(CITED, WORK)


def alert(text: str = "drug A 5 mg", **changed: object) -> Alert:
    """Give an alert about a medicine of this text."""
    path = (Step(StepKind.INGREDIENT, "drug a", "a"), Step(StepKind.CLASS, "class c", "c"))
    entry = TracedEntry(EntryRef(EntryList.MEDICATIONS, 0, text), path)
    made = Alert(
        id="9f2d",
        rule_id="a-rule",
        kind=Kind.INTERACTION,
        level=Level.MAJOR,
        title="A with B",
        findings=(Finding("a-rule", (entry,), (UsedFact("weight", "weight", "80 kg"),)),),
        consequence="It may do harm.",
        mechanism="They add up.",
        management="Consider another.",
        serious=True,
        evidence=Evidence("trial", (CITED,), "label", "Read in part."),
        sources=(SOURCE, CitedSource(Citation("label", "4.5"), WORK)),
        pack_id=PACK.id,
        hazard="",
        wrong_when="B was stopped.",
        background=Background(),
        review=Review("2026-01-01"),
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # a test names what it changes


def question(level: Level, text: str = "How old is the patient?") -> OpenQuestion:
    """Give a question."""
    return OpenQuestion("age", text, ("a-rule",), level)


def report(*, complete: bool = True, **changed: object) -> Report:
    """Give a report; as it stands, all is well."""
    outcome = Outcome.CLEAR if complete else Outcome.INCOMPLETE
    made = Report("", outcome, complete, None, packs=(PACK,))
    return replace(made, **changed)  # type: ignore[arg-type]  # a test names what it changes
