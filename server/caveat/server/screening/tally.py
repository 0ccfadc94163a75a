"""Counts of a panel: how many patients ended how."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caveat.rules import Outcome, Report

_CHECKED = (Outcome.ALERTS, Outcome.CLEAR)


@dataclass(slots=True)
class Tally:
    """Patients by outcome and by the word of their gravest level, and those without an answer.

    ``incomplete`` are those of whom not all that matters could be checked, ``not_checked`` those
    that cannot be read, and ``faults`` those at which Caveat itself failed.
    """

    outcomes: Counter[str] = field(default_factory=Counter[str])
    levels: Counter[str] = field(default_factory=Counter[str])
    incomplete: int = 0
    not_checked: int = 0
    faults: int = 0

    @property
    def patients(self) -> int:
        """All patients, those without an answer among them."""
        return self.outcomes.total() + self.not_checked + self.faults

    def count(self, report: Report) -> None:
        """Count a patient that was checked."""
        self.outcomes[report.outcome.value] += 1
        self.levels[report.level.word if report.level else "none"] += 1
        self.incomplete += not (report.complete and report.outcome in _CHECKED)

    def add(self, other: "Tally") -> None:
        """Count all that another has counted."""
        self.outcomes += other.outcomes
        self.levels += other.levels
        self.incomplete += other.incomplete
        self.not_checked += other.not_checked
        self.faults += other.faults

    def kept(self) -> Mapping[str, object]:
        """Give all counts as JSON has them."""
        counts = {name: getattr(self, name) for name in ("incomplete", "not_checked", "faults")}
        return {"outcomes": dict(self.outcomes), "levels": dict(self.levels), **counts}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Tally":
        """Restore what was kept; ``KeyError`` or ``TypeError`` where it is something else."""
        outcomes: Counter[str] = Counter(kept["outcomes"])
        levels: Counter[str] = Counter(kept["levels"])
        return cls(outcomes, levels, kept["incomplete"], kept["not_checked"], kept["faults"])
