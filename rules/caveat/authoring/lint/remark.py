"""What is said of a rule or a pack, at its place."""

from caveat.rules.model import Place
from caveat.source.problem import Problem


def remark(place: Place, kind: str, what: str) -> Problem:
    """Say something of what stands at a place."""
    return Problem(place.path, place.line, place.column, kind, what)
