"""Caveat and its peers with the same rules and the same patients, timed in turns."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from benchmarks.engines.own import load_own
from benchmarks.engines.plain import plain_rule
from benchmarks.engines.question import Asked, Find, Load
from benchmarks.rounds import take_turns
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import Rule

OWN = "Caveat"
LONGEST = 20.0
"""A peer that needs more seconds to load, or to answer for all patients, is left out."""


class Entrant(NamedTuple):
    """An engine with its rules, its answer for each patient, and the seconds that each took."""

    engine: str
    find: Find
    answers: list[set[str]]
    load: float
    answering: float


class Standing(NamedTuple):
    """How an engine did: seconds to load, and a number for each round.

    ``micros`` are for one evaluation of a patient, ``ratios`` how many times as long as Caveat's.
    """

    engine: str
    rules: int
    load: float
    micros: list[float]
    ratios: list[float]


class Contest:
    """Puts patients to Caveat and its peers; a peer that proves too slow stays out from then on."""

    def __init__(
        self,
        peers: Mapping[str, Load],
        patients: Sequence[Asked],
        vocabulary: Vocabulary,
        longest: float = LONGEST,
    ) -> None:
        self.left_out: dict[str, str] = {}
        self._peers = peers
        self._patients = patients
        self._vocabulary = vocabulary
        self._longest = longest
        self._slowest: dict[str, tuple[int, float]] = {}

    def stand(self, rules: Sequence[Rule], rounds: int) -> list[Standing]:
        """Time every engine; raises ``ValueError`` where one gives another answer."""
        entrants = list(self._entrants(rules))
        gc.collect()
        gc.freeze()
        works = {each.engine: partial(self._answers, each.find) for each in entrants}
        taken = take_turns(works, rounds)
        gc.unfreeze()
        return [self._standing(each, len(rules), taken) for each in entrants]

    def _standing(
        self, entrant: Entrant, rules: int, taken: Mapping[str, Sequence[float]]
    ) -> Standing:
        seconds = taken[entrant.engine]
        micros = [1e6 * each / len(self._patients) for each in seconds]
        ratios = [each / own for each, own in zip(seconds, taken[OWN], strict=True)]
        return Standing(entrant.engine, rules, entrant.load, micros, ratios)

    def _entrants(self, rules: Sequence[Rule]) -> Iterator[Entrant]:
        own = self._enter(OWN, lambda: load_own(rules, self._vocabulary))
        yield own
        plain = [plain_rule(rule) for rule in rules]
        for engine, load in self._peers.items():
            if self._is_hopeless(engine, len(rules)):
                continue
            load(plain[:1])  # what is imported at first use is no part of loading rules
            entrant = self._enter(engine, partial(load, plain))
            if entrant.answers != own.answers:
                raise ValueError(f"{engine} gives another answer than {OWN}")
            self._slowest[engine] = len(rules), max(entrant.load, entrant.answering)
            if not self._is_hopeless(engine, len(rules)):
                yield entrant

    def _enter(self, engine: str, load: Callable[[], Find]) -> Entrant:
        start = time.perf_counter()
        find = load()
        loaded = time.perf_counter()
        answers = self._answers(find)
        return Entrant(engine, find, answers, loaded - start, time.perf_counter() - loaded)

    def _is_hopeless(self, engine: str, rules: int) -> bool:
        """Say whether an engine would need too long, if that grows only with the rules."""
        before, seconds = self._slowest.get(engine, (rules, 0.0))
        expected = seconds * rules / before
        if expected <= self._longest:
            return False
        took = f"it took {seconds:.1f} s with {before:,} rules"
        self.left_out[engine] = f"{expected:.0f} s or more with {rules:,} rules, as {took}"
        return True

    def _answers(self, find: Find) -> list[set[str]]:
        return [set(find(patient)) for patient in self._patients]
