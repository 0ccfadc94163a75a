"""A fault in a test: its counts are held to what is demanded.

What is measured in seconds or megabytes is left to the whole torture, which runs alone.
"""

import os
from collections.abc import Callable, Iterable

import pytest

from torture.result import Count, NotAvailableError
from torture.run import Run


def broken_by(fault: Callable[[Run], Iterable[Count]], run: Run) -> list[Count]:
    """Make a fault, and give the counts that do not hold."""
    try:
        counts = list(fault(run))
    except NotAvailableError as missing:
        if "CAVEAT_REQUIRE_SERVICES" in os.environ:
            raise
        pytest.skip(str(missing))
    return [count for count in counts if not count.unit and not count.holds]
