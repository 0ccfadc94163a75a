"""Names found in a text, the longest at each place."""

import pytest

from caveat.reading.names import NameIndex
from caveat.reading.text import fold, tokenise

INDEX = NameIndex(
    {
        "insulin": "insulin",
        "insulin glargine": "glargine",
        "insulin glargine and lixisenatide": "soliqua",
        "vitamin k": "phytonadione",
        "potassium": "potassium",
        "t # 3": "tylenol with codeine",
    }
)


def found(text: str) -> list[str]:
    return [match.target for match in INDEX.find(tokenise(fold(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("insulin", ["insulin"]),
        ("insulin glargine 10 units", ["glargine"]),
        ("insulin glargine and lixisenatide", ["soliqua"]),
        ("insulin glargine and aspirin", ["glargine"]),
        ("insulin, potassium", ["insulin", "potassium"]),
        ("insulin-glargine", ["glargine"]),
        ("insulin\u2013glargine", ["glargine"]),
        ("insulin® glargine", ["glargine"]),
        ("insulin (glargine)", ["insulin"]),
        ("insulin + glargine", ["insulin"]),
        ("T#3 one tablet", ["tylenol with codeine"]),
        ("t 3", []),
        ("vitamin", []),
        ("vitamins k", []),
        ("potassiums", []),
        ("", []),
    ],
)
def test_the_longest_name_counts_and_never_a_part_of_a_word(text: str, expected: list[str]) -> None:
    assert expected == found(text)


def test_a_match_says_where_it_stands() -> None:
    (match,) = INDEX.find(tokenise("takes vitamin k daily"))

    assert (match.start, match.end, match.key) == (1, 3, "vitamin k")


def test_a_key_is_looked_up_exactly() -> None:
    assert INDEX.get("vitamin k") == "phytonadione"
    assert INDEX.get("vitamin") is None
    assert len(INDEX.keys) == 6
