"""From a sketch to the whole rule, with its texts, evidence and examples."""

from benchmarks.synthetic.examples import ExampleMaker
from benchmarks.synthetic.pack import HEAD, PLACE
from benchmarks.synthetic.prose import prose_of
from benchmarks.synthetic.sketch import Sketch
from benchmarks.synthetic.sources import evidence_of
from caveat.rules.level import Level
from caveat.rules.model import Between, Kind, Review, Rule


def made(number: int, sketch: Sketch, level: Level, examples: ExampleMaker) -> Rule:
    """Make a rule; ``number`` counts the rules of a pack and names this one."""
    scope = sketch.scope
    prose = prose_of(number, sketch.subject, sketch.partner)
    return Rule(
        id=f"synthetic-{number:07}",
        kind=Kind.INTERACTION if isinstance(scope, Between) else Kind.CONTRAINDICATION,
        level=level,
        title=prose.title,
        scope=scope,
        unless=sketch.unless,
        covers=(),
        consequence=prose.consequence,
        mechanism=prose.mechanism,
        management=prose.management,
        serious=level >= Level.MAJOR,
        evidence=evidence_of(number),
        review=Review(HEAD["reviewed"]),
        examples=examples.examples(sketch),
        pack_id=HEAD["id"],
        place=PLACE,
    )
