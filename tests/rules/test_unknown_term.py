"""What an author is told of a name that is no class or ingredient."""

import pytest

from caveat.rules import Checker
from caveat.rules.unknown_term import unknown_term


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "co-trimoxazole",
            (
                "'co-trimoxazole' is a product of 'sulfamethoxazole' and 'trimethoprim'; "
                "name one of them"
            ),
        ),
        ("Xanax", "'Xanax' is a name of 'alprazolam'; write that"),
        ("paracetamol", "'paracetamol' is a name of 'acetaminophen'; write that"),
        ("Opioids", "'Opioids' is a name of 'opioid'; write that"),
        ("opiod", "'opiod'; did you mean 'opioid'?"),
        ("antifolate", "'antifolate'"),
        ("nsaid", "'nsaid'"),
    ],
)
def test_a_name_is_told_by_what_it_stands_for_and_never_by_what_only_looks_alike(
    checker: Checker, name: str, told: str
) -> None:
    assert unknown_term(name, checker.book.vocabulary) == told
