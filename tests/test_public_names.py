"""What others may import is declared, and exists."""

import pytest

import caveat.client
import caveat.rules


@pytest.mark.parametrize("part", [caveat.rules, caveat.client])
def test_public_names_are_sorted_and_importable(part: object) -> None:
    names = getattr(part, "__all__", [])

    assert names == sorted(names)
    assert all(hasattr(part, name) for name in names)
