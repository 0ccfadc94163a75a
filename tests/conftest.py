"""What tests of every part share."""

import os
import sys
from collections.abc import Iterator

import pytest

from caveat.rules import Checker


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Use folders of the tests' own: what the user has imported or kept is no part of a test."""
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    os.environ.pop("CAVEAT_RXNORM", None)
    os.environ.pop("CAVEAT_FEEDBACK", None)


@pytest.fixture
def unmeasured() -> Iterator[None]:
    """Measure no coverage: where other tests run the same lines, it costs thrice the time."""
    tracing = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracing)


@pytest.fixture(scope="session")
def checker() -> Checker:
    """Load the built-in packs."""
    return Checker.built_in()
