"""Rules without end that speak of facts which no patient of the pool has together."""

from collections.abc import Iterator
from itertools import chain, islice

from benchmarks.synthetic.drawing import SketchMaker
from benchmarks.synthetic.examples import ExampleMaker
from benchmarks.synthetic.made import made
from benchmarks.synthetic.planted import PLANTED, planted
from benchmarks.synthetic.skew import Skewed, seeded
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.level import Level
from caveat.rules.model import Rule

_SEED = 31
_LEVELS = Skewed(
    (Level.MODERATE, Level.MAJOR, Level.MINOR, Level.INFO, Level.CONTRAINDICATED), steepness=0.9
)


def rules(count: int, vocabulary: Vocabulary, *, undecided: bool = False) -> Iterator[Rule]:
    """Make so many rules, of which the first twenty are the planted ones.

    A smaller number gives the same rules as a larger one, from its beginning. ``undecided`` adds
    to each rule the example that ``caveat lint`` wants; it takes long to run with many rules.
    """
    examples = ExampleMaker(vocabulary, undecided=undecided)
    first = planted(vocabulary, undecided=undecided)
    return islice(chain(first, _filler(vocabulary, examples)), count)


def _filler(vocabulary: Vocabulary, examples: ExampleMaker) -> Iterator[Rule]:
    random = seeded(_SEED)
    sketches = SketchMaker(vocabulary, random).sketches()
    for number, sketch in enumerate(sketches, start=len(PLANTED) + 1):
        yield made(number, sketch, _LEVELS.draw(random), examples)
