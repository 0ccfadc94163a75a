"""Antidepressant trials: which of them failed, in which classes, and what is not known of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from caveat.reading.medication import read_medication
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.facts import KnownFact, Missing
from caveat.rules.model import TrialDefinition
from caveat.rules.patient import EntryList, Trial
from caveat.rules.report import EntryRef

FAILED_TRIALS_NEEDED = 2
FAILED_CLASSES_NEEDED = 2


class TrialOutcome(Enum):
    """Whether a trial counts as failed."""

    FAILED = "failed"
    NOT_COUNTED = "not counted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReadTrial:
    """A trial with its class among those that differ, its outcome, and why."""

    name: str
    trial_class: str
    outcome: TrialOutcome
    why: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """The facts that follow from the trials, and what is missing for those that do not."""

    known: tuple[KnownFact, ...]
    unknown: dict[str, tuple[Missing, ...]]


_COUNT = "trial-count"
_FAILED = "failed-trials"
_CLASSES = "failed-trial-classes"
_RESISTANT = "treatment-resistant"
_NOT_ASKED = (Missing("trials"),)


def trial_facts(trials: Sequence[ReadTrial] | None, *, recorded: bool | None) -> TrialFacts:
    """Derive the trial facts; ``recorded``: what the history says of resistance to treatment."""
    if trials is None:
        return _without_trials(recorded=recorded)
    return _with_trials(trials, recorded=recorded)


def _without_trials(*, recorded: bool | None) -> TrialFacts:
    if recorded is None:
        names = (_COUNT, _FAILED, _CLASSES, _RESISTANT)
        return TrialFacts((), dict.fromkeys(names, _NOT_ASKED))
    if not recorded:
        resistant = KnownFact(_RESISTANT, value=False, text="no, as recorded")
        return TrialFacts((resistant,), dict.fromkeys((_COUNT, _FAILED, _CLASSES), _NOT_ASKED))
    facts = (
        KnownFact(_FAILED, float(FAILED_TRIALS_NEEDED), "2 or more, as recorded"),
        KnownFact(_CLASSES, float(FAILED_CLASSES_NEEDED), "2 or more, as recorded"),
        KnownFact(_RESISTANT, value=True, text="yes, as recorded"),
    )
    return TrialFacts(facts, {_COUNT: _NOT_ASKED})


def _with_trials(read: Sequence[ReadTrial], *, recorded: bool | None) -> TrialFacts:
    failed = [trial for trial in read if trial.outcome is TrialOutcome.FAILED]
    open_trials = [trial for trial in read if trial.outcome is TrialOutcome.UNKNOWN]
    missing = tuple(dict.fromkeys(fact for trial in open_trials for fact in trial.missing))
    known = [KnownFact(_COUNT, float(len(read)), str(len(read)))]
    unknown: dict[str, tuple[Missing, ...]] = {}
    surely, perhaps = _classes(failed), _classes((*failed, *open_trials))
    for name, least, most in (
        (_FAILED, len(failed), len(failed) + len(open_trials)),
        (_CLASSES, len(surely), len(perhaps)),
    ):
        if least == most or least >= FAILED_TRIALS_NEEDED or most < FAILED_TRIALS_NEEDED:
            known.append(KnownFact(name, float(least), _explained(least, read)))
        else:
            unknown[name] = missing
    resistant = _resistant(known, recorded=recorded)
    if resistant is None:
        unknown[_RESISTANT] = missing
    else:
        known.append(resistant)
    return TrialFacts(tuple(known), unknown)


def _classes(trials: Iterable[ReadTrial]) -> set[str]:
    return {trial.trial_class for trial in trials if trial.trial_class}


def _explained(count: int, read: Sequence[ReadTrial]) -> str:
    reasons = [f"{trial.name}: {trial.why}" for trial in read if trial.why]
    return f"{count} ({'; '.join(reasons)})" if reasons else str(count)


def _resistant(known: Sequence[KnownFact], *, recorded: bool | None) -> KnownFact | None:
    """Two failed trials of two classes; a record to the contrary wins, as the graver reading."""
    counts = {fact.name: fact.value for fact in known}
    failed, classes = counts.get(_FAILED), counts.get(_CLASSES)
    if recorded is False:
        return KnownFact(_RESISTANT, value=False, text="no, as recorded")
    if any(
        isinstance(count, float) and count < FAILED_TRIALS_NEEDED for count in (failed, classes)
    ):
        return KnownFact(_RESISTANT, value=False, text="no, by the trials given")
    if failed is None or classes is None:
        return None
    return KnownFact(_RESISTANT, value=True, text="yes, by the trials given")


def read_trial(
    place: int, trial: Trial, definition: TrialDefinition | None, vocabulary: Vocabulary
) -> ReadTrial:
    """Read a trial; where no pack says which trials count, none does."""
    entry = EntryRef(EntryList.TRIALS, place, trial.medication.text)
    reading = read_medication(trial.medication.text, trial.medication.codes, vocabulary)
    terms = {
        term
        for read in reading.substances
        for named in read.substance.terms
        for term in vocabulary.terms_of(named)
    }
    name = ", ".join(read.substance.label for read in reading.substances) or "not recognised"
    if definition is None:
        return ReadTrial(name, "", TrialOutcome.NOT_COUNTED, "no pack says which count", ())
    trial_class = next((found for found in definition.classes if found in terms), "")
    why = _why_not_counted(trial, trial_class, definition, is_read=bool(reading.substances))
    if why:
        return ReadTrial(name, trial_class, TrialOutcome.NOT_COUNTED, why, ())
    missing = tuple(_missing_of(trial, entry, is_read=bool(reading.substances)))
    outcome = TrialOutcome.UNKNOWN if missing else TrialOutcome.FAILED
    return ReadTrial(name, trial_class, outcome, "not all is known" if missing else "", missing)


def _why_not_counted(
    trial: Trial, trial_class: str, definition: TrialDefinition, *, is_read: bool
) -> str:
    percent = trial.improvement_percent
    reasons = (
        (is_read and not trial_class, "no antidepressant of a class that counts"),
        (trial.adequate_dose is False, "dose not adequate"),
        (trial.adequate_duration is False, "not long enough"),
        (trial.adherent is False, "not taken as prescribed"),
        (trial.remission is True, "remission"),
        (
            percent is not None and percent >= definition.response_from,
            f"improved by {percent or 0:g} %",
        ),
    )
    return ", ".join(reason for holds, reason in reasons if holds)


def _missing_of(trial: Trial, entry: EntryRef, *, is_read: bool) -> Iterable[Missing]:
    if not is_read:
        yield Missing("trial-medication", entry)
    for name in ("adequate_dose", "adequate_duration", "adherent"):
        if getattr(trial, name) is None:
            yield Missing(f"trial-{name.replace('_', '-')}", entry)
    if trial.improvement_percent is None:
        yield Missing("trial-improvement", entry)
