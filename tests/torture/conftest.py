"""The quick half of the torture: each fault a few times.

Each fault has a file of its own, so that they are made beside each other.
"""

import os
from collections.abc import Iterator

import pytest

from torture.run import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Begin a quick run, and give the tests their folders back after it."""
    before = {name: os.environ[name] for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME")}
    yield Run(tmp_path_factory.mktemp("torture"), seed=1, quick=True)
    os.environ.update(before)


@pytest.fixture(autouse=True)
def quick(unmeasured: None) -> None:
    """Measure no coverage: the services run in processes of their own."""
