"""What tests of the screening share."""

from pathlib import Path

import pytest

from tests.server.screening.panels import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
