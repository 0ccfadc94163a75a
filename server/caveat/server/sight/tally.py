"""What this process counts, in plain numbers: a check must not wait for its own statistics."""

from threading import Lock

from caveat.rules.checked import Checked
from caveat.rules.recogniser import ReadRequest
from caveat.server.log import GRAVE
from caveat.server.sight.counts import Counts, Labels, Timing

CALLS = "calls"
CHECKS = "checks"
INCOMPLETE = "incomplete_checks"
ALERTS = "alerts"
ENTRIES = "entries"
UNRECOGNISED = "unrecognised_entries"
NOT_RECORDED = "not_recorded_checks"
LOG_LINES = "log_lines"

_GRAVE_LEVELS = ("warning", "error", "critical")


class Tally:
    """Counts calls, checks and alerts, from any thread.

    Labels are ids of rules that are loaded, levels, outcomes, doors, and methods of the contract.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: dict[Labels, int] = {}
        self._timings: dict[Labels, Timing] = {}
        self._checks: dict[Labels, int] = {}
        self._incomplete: dict[Labels, int] = {}
        self._alerts: dict[Labels, int] = {}
        self._not_recorded = 0
        self._entries = 0
        self._unrecognised = 0

    def call(self, door: str, method: str, status: str, seconds: float) -> None:
        """Count a call that has ended."""
        with self._lock:
            _one_more(self._calls, (door, method, status))
            timing = self._timings.get((door, method))
            if timing is None:
                timing = self._timings[door, method] = Timing()
            timing.add(seconds)

    def check(self, door: str, read: ReadRequest, checked: Checked) -> None:
        """Count a check, with what it found and what it could not read."""
        entries = _entries(read)
        unread = checked.unrecognised and {
            (each.entry.list, each.entry.index) for each in checked.unrecognised
        }
        with self._lock:
            self._entries += entries
            self._unrecognised += len(unread)
            _one_more(self._checks, (door, checked.outcome.value))
            if not checked.complete:
                _one_more(self._incomplete, (door,))
            for kept in checked.kept:
                rule = kept.rule.rule
                _one_more(self._alerts, (rule.id, rule.level.name))

    def not_recorded(self) -> None:
        """Count a check that was answered without a record of it."""
        with self._lock:
            self._not_recorded += 1

    def counts(self) -> Counts:
        """Give all that was counted so far."""
        with self._lock:
            numbers: dict[str, dict[Labels, int]] = {
                CALLS: dict(self._calls),
                CHECKS: dict(self._checks),
                INCOMPLETE: dict(self._incomplete),
                ALERTS: {(rule, level.lower()): n for (rule, level), n in self._alerts.items()},
                ENTRIES: {(): self._entries},
                UNRECOGNISED: {(): self._unrecognised},
                NOT_RECORDED: {(): self._not_recorded},
                LOG_LINES: {(level,): GRAVE[level] for level in _GRAVE_LEVELS},
            }
            timings = {labels: each + Timing() for labels, each in self._timings.items()}
        return Counts(numbers, timings)


def _one_more(numbers: dict[Labels, int], labels: Labels) -> None:
    numbers[labels] = numbers.get(labels, 0) + 1


def _entries(read: ReadRequest) -> int:
    """Count what was submitted."""
    entries = len(read.proposed) + len(read.observations)
    for asked in (read.medications, read.conditions, read.allergies, read.trials):
        if asked:
            entries += len(asked)
    return entries
