"""The examples of an imported rule: patients with both medicines, with one, with nobody asked."""

from collections.abc import Iterator

from caveat.authoring.interchange.pairs.pair_list import Pair
from caveat.authoring.interchange.pairs.read_back import ReadBack
from caveat.reading.vocabulary import Vocabulary

_UNRELATED = ("amoxicillin", "loratadine", "folic acid", "latanoprost", "glucosamine")


def examples_of(pair: Pair, read_back: ReadBack, vocabulary: Vocabulary) -> Iterator[str]:
    """Write the examples of a pair as YAML in flow style."""
    first, second = map(read_back.entry, _two(pair, read_back))
    other = read_back.entry(_unrelated(pair, vocabulary))
    lists = (
        ("both are taken", f"medications: [{first}, {second}]", "alert"),
        ("only one of them is taken", f"medications: [{first}, {other}]", "none"),
        ("nobody asked what is taken", f"proposed: [{first}]", "undecided"),
    )
    return (f"{{name: {name}, given: {{{given}}}, expect: {to}}}" for name, given, to in lists)


def _two(pair: Pair, read_back: ReadBack) -> tuple[str, str]:
    """Give an ingredient of each side, not the same where classes overlap."""
    firsts, seconds = read_back.members(pair.first), read_back.members(pair.second)
    first = next((each for each in firsts if seconds != (each,)), firsts[0])
    return first, next(each for each in seconds if each != first)


def _unrelated(pair: Pair, vocabulary: Vocabulary) -> str:
    """Give an ingredient of neither side."""
    concerned = (vocabulary.members_of(pair.first), vocabulary.members_of(pair.second))
    usual = (each for each in _UNRELATED if not any(each in side for side in concerned))
    return next(usual, None) or min(vocabulary.ingredients.difference(*concerned))
