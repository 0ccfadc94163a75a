"""What comparing did with one patient, and the counts of all."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from caveat.rules import Report
from caveat.server.http.body import JsonObject
from caveat.server.recording.comparing import Change, ChangeKind


class NotCompared(Enum):
    """Why a patient was NOT CHECKED."""

    MISTAKES = "the patient cannot be read as it stands"
    FAULT = "a fault in Caveat"
    NO_CONTENT = "no content was kept"
    NOT_OPENED = "the key does not open the content"


class Headline(NamedTuple):
    """How a report ends: the words of its outcome and of its gravest level, empty for none."""

    outcome: str
    complete: bool
    level: str


class Compared(NamedTuple):
    """A patient whose report changes or who was not checked, by ``id`` and place alone."""

    place: JsonObject
    before: Headline | None = None
    after: Headline | None = None
    changes: tuple[Change, ...] = ()
    not_checked: NotCompared | None = None
    cause: str = ""


class Chunked(NamedTuple):
    """What came of a chunk: those to be listed, and how many have the same report as before."""

    listed: tuple[Compared, ...]
    same: int


@dataclass(slots=True)
class Tally:
    """Counts of a panel: patients by what came of them, changes by rule and kind.

    ``by_rule`` counts by the rule, fact or entry and the change, ``by_kind`` patients by each kind
    of change that they have. ``strays`` are lines that belong to no patient.
    """

    same: int = 0
    changed: int = 0
    strays: int = 0
    not_checked: Counter[NotCompared] = field(default_factory=Counter[NotCompared])
    by_rule: Counter[tuple[str, ChangeKind]] = field(
        default_factory=Counter[tuple[str, ChangeKind]]
    )
    by_kind: Counter[ChangeKind] = field(default_factory=Counter[ChangeKind])

    @property
    def patients(self) -> int:
        """All patients, those that were not checked among them."""
        return self.same + self.changed + self.not_checked.total()

    @property
    def kinds(self) -> dict[ChangeKind, int]:
        """How many patients have each kind of change that occurs, the gravest kind first."""
        return {kind: self.by_kind[kind] for kind in ChangeKind if self.by_kind[kind]}

    def count(self, compared: Compared) -> None:
        """Count a patient that is listed."""
        if compared.not_checked:
            self.not_checked[compared.not_checked] += 1
            return
        self.changed += 1
        self.by_rule.update((change.what, change.kind) for change in compared.changes)
        self.by_kind.update({change.kind for change in compared.changes})


def headline_of(report: Report) -> Headline:
    """Give how a report ends."""
    level = report.level.word if report.level else ""
    return Headline(report.outcome.value, report.complete, level)
