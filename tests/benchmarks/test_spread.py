"""How rounds lie, and how they compare with their reference."""

import pytest

from benchmarks.bench.aim import Aim, at_least, at_most, below
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.spread import Spread, spread_of


def test_a_spread_has_the_median_the_quartiles_and_the_ends() -> None:
    assert spread_of([5, 1, 4, 2, 3]) == Spread(3, 2, 4, 1, 5)


def test_one_round_is_all_of_its_spread() -> None:
    assert spread_of([7]) == Spread(7, 7, 7, 7, 7)


def test_no_round_has_no_spread() -> None:
    with pytest.raises(ValueError, match="no round"):
        spread_of([])


def test_each_round_is_compared_with_the_reference_of_the_same_round() -> None:
    slowing = Figure(Measured("one", [10, 40, 90]), "us", Measured("other", [5, 10, 30]))

    assert slowing.ratio == Spread(3, 2.5, 3.5, 2, 4)


def test_a_round_without_a_reference_is_refused() -> None:
    figure = Figure(Measured("one", [1, 2]), "us", Measured("other", [1]))

    with pytest.raises(ValueError, match="shorter"):
        _ = figure.ratio


def test_what_has_no_reference_has_no_ratio() -> None:
    assert Figure(Measured("one", [1]), "us").ratio is None


@pytest.mark.parametrize(
    ("aim", "met"),
    [
        (at_least(2), True),
        (at_least(2.1), False),
        (at_most(2), True),
        (at_most(1.9), False),
        (below(8.1), True),
        (below(8), False),
        (None, None),
    ],
)
def test_an_aim_is_about_the_median_ratio_or_the_median_value(aim: Aim | None, met: object) -> None:
    figure = Figure(Measured("one", [2, 8, 9]), "us", Measured("other", [1, 4, 1]), aim)

    assert figure.is_met is met


def test_an_aim_for_a_ratio_needs_a_reference() -> None:
    with pytest.raises(ValueError, match="needs a reference"):
        _ = Figure(Measured("one", [1]), "us", aim=at_most(2)).is_met
