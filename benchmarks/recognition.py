"""Measures the reading of what people write, on the labelled texts of the tests.

Every text was labelled by what it truly says, without regard to how it is read. The times are of
texts that were not read before, and of the same texts again.
"""

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from caveat.reading.plain import PlainReader  # noqa: E402  the tests stand beside the package
from caveat.reading.terms import load_vocabulary  # noqa: E402
from caveat.reading.vocabulary import Vocabulary  # noqa: E402
from caveat.rules import Checker  # noqa: E402
from caveat.rules.entries import EntryReader  # noqa: E402
from tests.recognition.corpus import (  # noqa: E402
    Judgement,
    condition_texts,
    judge_condition,
    judge_medication,
    medication_texts,
)

ROUNDS = 7
UNKNOWN = tuple(f"qyzwv{syllable}rol 20 mg daily" for syllable in ("ab", "ec", "id", "of", "ug"))
LOAD = """
import time
from caveat.reading.plain import PlainReader  # noqa: E402  the tests stand beside the package
from caveat.reading.terms import load_vocabulary
start = time.perf_counter()
load_vocabulary()
print(1000 * (time.perf_counter() - start))
"""


def main() -> None:
    """Measure and print, a line each."""
    book = Checker.built_in().book
    vocabulary = book.vocabulary
    medications = [judge_medication(text, vocabulary) for text in medication_texts()]
    show("medication texts", medications)
    used = frozenset(terms_in(tuple(book.rules.values()))) & vocabulary.classes.keys()
    show("  of them, classes that rules use", [by_class(j, used, vocabulary) for j in medications])
    show(
        "condition texts, with status", [judge_condition(t, vocabulary) for t in condition_texts()]
    )
    for what, texts in entries(vocabulary).items():
        cold, warm = micros(texts, vocabulary, read_medication)
        print(f"{what:33} {cold:8.1f} us first, {warm:.2f} us again")
    cold, warm = micros([text.text for text in condition_texts()], vocabulary, read_condition)
    print(f"{'an entry of a history':33} {cold:8.1f} us first, {warm:.2f} us again")
    print(
        f"load the vocabulary               {median(load_millis() for _ in range(ROUNDS)):8.1f} ms"
    )
    print(f"memory of the vocabulary          {megabytes(load_vocabulary):8.1f} MB")


def show(what: str, judgements: Iterable[Judgement]) -> None:
    """Print how many texts are wholly right, and recall and precision of what is in them."""
    judged = tuple(judgements)
    found = sum(len(judgement.found) for judgement in judged)
    missed = sum(len(judgement.missed) for judgement in judged)
    invented = sum(len(judgement.invented) for judgement in judged)
    silent = sum(bool(judgement.missed and not judgement.says_unread) for judgement in judged)
    right = sum(judgement.is_right for judgement in judged)
    recall, precision = found / (found + missed), found / (found + invented)
    print(
        f"{what:33} {right:5} of {len(judged)} wholly right; recall {100 * recall:.1f} %, "
        f"precision {100 * precision:.1f} %; {silent} texts miss something and do not say so"
    )


def entries(vocabulary: Vocabulary) -> dict[str, Sequence[str]]:
    """Give texts by what they are: plain ones name a medicine, a dose, a form and how often."""
    texts = [text.text for text in medication_texts() if not text.unread]
    plain = PlainReader(vocabulary.names)
    return {
        "a known entry that is plain": [text for text in texts if plain.read(text)],
        "any known entry": texts,
        "an unknown entry": UNKNOWN,
    }


def terms_in(value: object) -> Iterator[str]:
    """Give every text in the rules; those that are classes are used by a rule."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, frozenset)):
        for item in cast("Iterable[object]", value):
            yield from terms_in(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from terms_in(getattr(value, each.name))


def by_class(judgement: Judgement, used: frozenset[str], vocabulary: Vocabulary) -> Judgement:
    """Give the classes that rules use in place of the ingredients."""

    def classes(terms: frozenset[str]) -> frozenset[str]:
        return frozenset(above for term in terms for above in vocabulary.terms_of(term)) & used

    found = classes(judgement.found)
    missed = classes(judgement.missed) - found
    invented = classes(judgement.invented) - found
    faults = judgement.faults if missed or invented else ()
    return Judgement(found, missed, invented, faults, judgement.says_unread)


def micros(
    texts: Sequence[str], vocabulary: Vocabulary, read: Callable[[EntryReader, str], object]
) -> tuple[float, float]:
    """Give the microseconds of an entry that is read for the first time, and again."""
    rounds: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        forget(vocabulary)
        reads = partial(read, EntryReader(vocabulary))
        rounds.append((timed(reads, texts), timed(reads, texts)))
    return median(cold for cold, _ in rounds), median(warm for _, warm in rounds)


def forget(vocabulary: Vocabulary) -> None:
    """Empty what was remembered of unknown words."""
    names = vocabulary.names
    for spelling in (names.substance_spelling, names.condition_spelling, names.filler_spelling):
        spelling.nearest.cache_clear()


def read_medication(reader: EntryReader, text: str) -> object:
    """Read one medication, as a check does it."""
    return reader.read_medications(text, ())


def read_condition(reader: EntryReader, text: str) -> object:
    """Read one entry of a history, as a check does it."""
    return reader.read_condition(text, (), None)


def timed(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Give the microseconds of one text."""
    start = time.perf_counter()
    for text in texts:
        read(text)
    return 1e6 * (time.perf_counter() - start) / len(texts)


def load_millis() -> float:
    """Give the milliseconds of loading, in a process of its own, where nothing is loaded yet."""
    command = (sys.executable, "-c", LOAD)
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    return float(done.stdout)


def megabytes(load: Callable[[], object]) -> float:
    """Give the memory that what is loaded keeps."""
    tracemalloc.start()
    loaded = load()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del loaded
    return kept / 1e6


if __name__ == "__main__":
    main()
