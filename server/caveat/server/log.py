"""The log: lines on standard error."""

import logging

_LINE = "%(asctime)s %(levelname)s %(message)s"
_LINE_OF_A_WORKER = "%(asctime)s %(process)d %(levelname)s %(message)s"


def write_log(*, by_process: bool = False) -> None:
    """Log what Caveat says; ``by_process`` puts the process's id into every line."""
    # What libraries would say of a call may hold what a patient takes.
    logging.basicConfig(level=logging.WARNING, format=_LINE_OF_A_WORKER if by_process else _LINE)
    logging.getLogger("caveat").setLevel(logging.INFO)
