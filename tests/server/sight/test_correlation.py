"""The ids that callers state."""

import pytest

from caveat.server.sight.correlation import NOWHERE, Correlation, correlation_of

UUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.mark.parametrize(
    ("request_id", "parent", "taken"),
    [
        (UUID, "", Correlation(UUID, "")),
        (UUID.upper(), PARENT, Correlation(UUID, PARENT)),
        ("", PARENT, Correlation(TRACE, PARENT)),
        ("John-Doe", PARENT, Correlation(TRACE, PARENT)),
    ],
)
def test_an_id_that_a_machine_made_is_taken(
    request_id: str, parent: str, taken: Correlation
) -> None:
    assert correlation_of(request_id, parent) == taken


@pytest.mark.parametrize(
    "typed", ["John-Doe", "123456789", f"{UUID}\n", f"{UUID}x", "a" * 10_000, "", PARENT]
)
def test_what_somebody_could_have_typed_is_not_taken(typed: str) -> None:
    assert correlation_of(typed, f"{PARENT}-{typed}") == NOWHERE
