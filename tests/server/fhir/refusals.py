"""What is refused, and where."""

from collections.abc import Callable

import pytest

from caveat.source.errors import RequestError


def refusals(read: Callable[[], object]) -> list[str]:
    """Give the violations as ``path: reason``."""
    with pytest.raises(RequestError) as caught:
        read()
    return [str(violation) for violation in caught.value.violations]


def refused_fields(read: Callable[[], object]) -> list[str]:
    """Give the paths of the violations."""
    return [each.partition(": ")[0] for each in refusals(read)]
