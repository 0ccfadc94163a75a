"""What is told at the end of a run."""

from dataclasses import dataclass

from caveat.server.screening.tally import Tally


@dataclass(frozen=True, slots=True)
class Summary:
    """How a panel ended.

    ``strays`` are lines that belong to no patient. ``checked`` patients were checked by this run,
    in so many ``seconds``; the rest of the tally by earlier runs.
    """

    tally: Tally
    strays: int
    checked: int
    seconds: float
