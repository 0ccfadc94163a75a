"""What tests of every part share."""

import os

import pytest

from caveat.rules import Checker

# what this machine's user has imported or kept is no part of a test
os.environ["XDG_DATA_HOME"] = os.devnull
os.environ["XDG_CACHE_HOME"] = os.devnull
os.environ.pop("CAVEAT_RXNORM", None)


@pytest.fixture(scope="session")
def checker() -> Checker:
    """Load the built-in packs."""
    return Checker.built_in()
