"""The quick half of the torture: each fault a few times, its counts held to what is demanded.

What is measured in seconds or megabytes is left to the whole of it, which runs alone.
"""

import os
from collections.abc import Callable, Iterable, Iterator

import pytest

from torture.faults.clock import clock
from torture.faults.ending import kill, stop
from torture.faults.hostile import hostile
from torture.faults.network import descriptors
from torture.faults.reloading import reload
from torture.result import Count, NotAvailableError
from torture.run import Run

FAULTS = (hostile, kill, stop, reload, clock, descriptors)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Begin a quick run, and give the tests their folders back after it."""
    before = {name: os.environ[name] for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME")}
    yield Run(tmp_path_factory.mktemp("torture"), seed=1, quick=True)
    os.environ.update(before)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("unmeasured")
def test_nothing_is_lost_or_wrong_under(fault: Callable[[Run], Iterable[Count]], run: Run) -> None:
    try:
        counts = list(fault(run))
    except NotAvailableError as missing:
        if "CAVEAT_REQUIRE_SERVICES" in os.environ:
            raise
        pytest.skip(str(missing))
    assert [count for count in counts if not count.unit and not count.holds] == []
