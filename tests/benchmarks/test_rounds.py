from functools import partial

from benchmarks.rounds import spread_of, take_turns


def test_candidates_are_timed_in_turns() -> None:
    done: list[str] = []
    works = {name: partial(done.append, name) for name in ("one", "two")}
    taken = take_turns(works, rounds=3)
    turns = [name for place, name in enumerate(done) if not place or done[place - 1] != name]

    assert turns == ["one", "two"] * 4
    assert {name: len(seconds) for name, seconds in taken.items()} == {"one": 3, "two": 3}


def test_a_spread_is_the_median_and_the_middle_half() -> None:
    assert spread_of([5.0, 1.0, 3.0, 2.0, 4.0]) == (3.0, 2.0, 4.0)
    assert str(spread_of([1000.0, 2000.0])) == "1,500.0 (1,250.0-1,750.0)"
