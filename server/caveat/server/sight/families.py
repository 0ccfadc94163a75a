"""The metrics by name: what each means and what tells its series apart."""

from typing import NamedTuple

from caveat.server.sight import standing, tally
from caveat.server.sight.sharing import WORKER_ENDS


class Family(NamedTuple):
    """One metric: what it means, and the names of its labels."""

    meaning: str
    labels: tuple[str, ...] = ()


COUNTERS = {
    tally.CALLS: Family("Calls that ended, by their status.", ("door", "method", "status")),
    tally.CHECKS: Family("Patients checked, by the headline of the report.", ("door", "outcome")),
    tally.INCOMPLETE: Family("Checks whose report is not complete.", ("door",)),
    tally.ALERTS: Family("Alerts given, by rule.", ("rule", "level")),
    tally.ENTRIES: Family("Entries submitted in checks."),
    tally.UNRECOGNISED: Family("Entries submitted of which something names nothing known."),
    tally.NOT_RECORDED: Family("Checks answered without a record in the decision log."),
    tally.LOG_LINES: Family("Warnings and graver lines of the log.", ("level",)),
    WORKER_ENDS: Family("Workers that ended though nobody stopped them."),
}

GAUGES = {
    standing.RULES: "Rules served.",
    standing.TAKEN_UP: "When the packs that are served were taken up.",
    standing.STALE_SINCE: "Since when packs stand there that could not be taken up; 0 for none.",
    standing.REFUSED: "Attempts to take up packs that were refused, since the start.",
    standing.AUDIT_WAITING: "Records of the decision log that are not on the disk yet.",
    standing.AUDIT_LOST: "Records of the decision log given up since the start.",
    standing.AUDIT_FAILING: "Whether the decision log cannot be written now.",
}

CALL_SECONDS = Family("How long calls took.", ("door", "method"))
FEEDBACK = Family(
    "Answers to cards ever kept in the feedback store, which replicas may share.",
    ("rule", "outcome"),
)
FEEDBACK_READABLE = Family("Whether the feedback store could be read.")
BUILD = Family("What runs: the version of Caveat and the digest of its rules.")
