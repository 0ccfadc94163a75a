"""Observations as people write them, each with what it must be read as."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from caveat.reading.observation import Value, read_observation
from caveat.rules import Checker

CORPUS = Path(__file__).parent.parent / "recognition" / "observations.yaml"


class Entry(NamedTuple):
    """An entry and its label: a value, two values, ``open`` or ``refused``."""

    name: str
    value: Value
    unit: str
    expected: object


def entries() -> Iterator[Entry]:
    document = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
    for name, texts in document["texts"].items():
        for text, expected in texts.items():
            yield Entry(name, str(text), "", expected)
    for name, value, unit, expected in document["with-units"]:
        yield Entry(name, value, unit, expected)


def outcome(checker: Checker, entry: Entry) -> object:
    reading = read_observation(entry.name, entry.value, entry.unit, checker.book.vocabulary)
    if reading.refusal:
        return "refused"
    values = [fact.value for fact in reading.facts]
    if not values:
        return "open" if reading.unread else "nothing"
    return values[0] if len(values) == 1 else values


@pytest.mark.parametrize("entry", tuple(entries()), ids=lambda entry: f"{entry.name}-{entry.value}")
def test_an_entry_is_read_as_labelled(checker: Checker, entry: Entry) -> None:
    found = outcome(checker, entry)

    if isinstance(found, float | list):
        assert pytest.approx(entry.expected, rel=1e-9) == found
    else:
        assert entry.expected == found


def test_the_corpus_holds_as_many_entries_as_it_says() -> None:
    document = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))

    assert document["count"] == len(list(entries()))
