"""Decides with a few rules and with many in turn, and tells what it took.

It runs in a process of its own: ``python -m benchmarks.bench.decided RULES REQUESTS``, with the
messages of the requests in a file as ``write_pairs`` writes them. It tells as JSON the microseconds
of processor time for a patient, round by round.
"""

import gc
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import thread_time

from benchmarks.synthetic import pack_of, rules
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker
from caveat.rules.facts import Facts
from caveat.rules.findings import decide_rules
from caveat.rules.opening import book_of
from caveat.rules.rulebook import RuleBook
from caveat.server.convert.requests import request_of_message
from caveat.v1.checker_pb2 import CheckRequest

FEW = 20
ROUNDS = 15


def main(many: int, requests: Path) -> None:
    """Decide, and tell."""
    vocabulary = load_vocabulary()
    books = [_book(number, vocabulary) for number in (FEW, many)]
    recogniser = Checker(books[0]).recogniser
    messages = map(CheckRequest.FromString, _messages(requests.read_bytes()))
    read = (recogniser.read(request_of_message(each)) for each in messages)
    facts = [recogniser.facts_of(each) for each in read]
    if _found(facts, books[0]) != _found(facts, books[1]):
        raise RuntimeError("more rules find something else")
    rounds = [[_micros(facts, book) for book in books] for _ in range(ROUNDS)]
    few, more = zip(*rounds, strict=True)
    print(json.dumps({"few": few, "many": more}))


def _book(number: int, vocabulary: Vocabulary) -> RuleBook:
    """Make a book; what is made stays, so the collector need not look at it."""
    gc.disable()
    book = book_of([pack_of(rules(number, vocabulary))], vocabulary)
    gc.collect()
    gc.freeze()
    gc.enable()
    return book


def _messages(content: bytes) -> Iterator[bytes]:
    """Read what was written with ``write_pairs``; an answer stands behind each request."""
    start = 0
    while start < len(content):
        end = start + 5 + int.from_bytes(content[start + 1 : start + 5], "big")
        if end > start + 5:
            yield content[start + 5 : end]
        start = end


def _found(facts: Sequence[Facts], book: RuleBook) -> list[list[str]]:
    return [[found.rule.id for found in decide_rules(each, book).found] for each in facts]


def _micros(facts: Sequence[Facts], book: RuleBook) -> float:
    start = thread_time()
    for each in facts:
        decide_rules(each, book)
    return 1e6 * (thread_time() - start) / len(facts)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
