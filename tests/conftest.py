"""What tests of every part share."""

import pytest

from caveat.rules import Checker


@pytest.fixture(scope="session")
def checker() -> Checker:
    """Load the built-in packs."""
    return Checker.built_in()
