"""What tests of comparing packs share."""

from pathlib import Path

import pytest

from tests.server.diffing.versions import Versions


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path)
