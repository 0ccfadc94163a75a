"""The sentences of made-up rules: as long as those of real ones, and saying nothing."""

from typing import NamedTuple


class Prose(NamedTuple):
    """The four texts of a rule."""

    title: str
    consequence: str
    mechanism: str
    management: str


def prose_of(number: int, first: str, second: str) -> Prose:
    """Give the texts of a rule on two terms, about 40, 120, 100 and 150 characters."""
    return Prose(
        f"Made-up rule: {first} with {second}",
        f"Made up for measuring, this text on {first} and {second} stands where a rule says what "
        f"may happen to a patient.",
        f"Text number {number} tells no mechanism of {first}; it has only the length of one that "
        f"would be told.",
        f"Nothing follows from this for anybody who takes {first}, with {second} or without: "
        f"where a rule would say what to do, these words take its place.",
    )
