"""A handbook of a small pack, once for all tests of it."""

from pathlib import Path

import pytest

from caveat.authoring.handbook.handbook import write
from tests.authoring.handbook.hostile import hostile_book


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the handbook of the pack whose authors wrote what could act."""
    folder = tmp_path_factory.mktemp("handbook")
    book, pack = hostile_book(folder)
    guide = folder / "a-guide.md"
    guide.write_text("# A guide\n\nSee [itself](a-guide.md) and [elsewhere](../SECURITY.md).\n")
    write(book, [pack], folder / "out", [guide])
    return folder / "out"
