"""What tests of the measurements share."""

import pytest

from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker


@pytest.fixture(scope="session")
def vocabulary(checker: Checker) -> Vocabulary:
    """Give the vocabulary that Caveat comes with."""
    return checker.book.vocabulary
