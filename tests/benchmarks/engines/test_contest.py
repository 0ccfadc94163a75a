"""The contest of Caveat with its peers, with peers in a few lines of Python."""

from collections.abc import Sequence

import pytest

from benchmarks.engines.contest import OWN, Contest
from benchmarks.engines.own import asked
from benchmarks.engines.question import Asked, Find, PlainRule
from benchmarks.synthetic import patients, rules
from caveat.reading.vocabulary import Vocabulary

ROUNDS = 2


@pytest.fixture
def people(vocabulary: Vocabulary) -> list[Asked]:
    return asked(patients(5, vocabulary), vocabulary)


def load_all(made: Sequence[PlainRule]) -> Find:
    return lambda patient: [rule.id for rule in made if holds(rule, patient)]


def holds(rule: PlainRule, patient: Asked) -> bool:
    together = rule.first in patient.facts and not patient.facts.isdisjoint(rule.others)
    return together and rule.low <= patient.age < rule.high and rule.exception not in patient.facts


def load_none(made: Sequence[PlainRule]) -> Find:
    return lambda patient: ()


def test_every_engine_has_a_number_for_every_round(
    vocabulary: Vocabulary, people: list[Asked]
) -> None:
    contest = Contest({"a loop": load_all}, people, vocabulary)
    own, peer = contest.stand(list(rules(100, vocabulary)), ROUNDS)

    assert (own.engine, peer.engine) == (OWN, "a loop")
    assert (own.rules, peer.rules) == (100, 100)
    assert own.ratios == [1.0] * ROUNDS
    assert [mine / theirs for mine, theirs in zip(peer.micros, own.micros, strict=True)] == (
        pytest.approx(peer.ratios)
    )


def test_another_answer_than_caveats_ends_the_contest(
    vocabulary: Vocabulary, people: list[Asked]
) -> None:
    contest = Contest({"a liar": load_none}, people, vocabulary)

    with pytest.raises(ValueError, match="a liar gives another answer"):
        contest.stand(list(rules(20, vocabulary)), ROUNDS)


def test_a_peer_that_is_too_slow_is_left_out_and_named(
    vocabulary: Vocabulary, people: list[Asked]
) -> None:
    contest = Contest({"a loop": load_all}, people, vocabulary, longest=0)
    standings = contest.stand(list(rules(100, vocabulary)), ROUNDS)

    assert [standing.engine for standing in standings] == [OWN]
    assert list(contest.left_out) == ["a loop"]
    assert "with 100 rules" in contest.left_out["a loop"]
