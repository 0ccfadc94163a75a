"""What tests of the engine share."""

from pathlib import Path

import pytest

from caveat.rules import Checker
from tests.rules.small_packs import Check


@pytest.fixture
def check(tmp_path: Path, checker: Checker) -> Check:
    """Check a patient with a few rules."""
    return Check(tmp_path / "small", checker)
