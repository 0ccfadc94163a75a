"""Mistakes in the engine that its tests are to notice."""

from collections.abc import Iterator
from importlib.util import find_spec

from torture.mutants import Mutants
from torture.result import Count, NotAvailableError
from torture.run import Run

_LEAST_PERCENT = 90.0


def mutation(run: Run) -> Iterator[Count]:
    """Change the engine here and there, and run its tests."""
    if find_spec("mutmut") is None:
        raise NotAvailableError("mutmut is not installed")
    mutants = Mutants(run.new_folder())
    names = mutants.names()
    chosen = run.chance("mutation").sample(names, min(len(names), run.times(150, 10)))
    survivors = mutants.survivors(chosen)
    yield Count("mutants", len(names), least=1)
    yield Count("tried", len(chosen), least=1)
    share = 100 * (1 - len(survivors) / len(chosen))
    yield Count(f"killed{_named(survivors)}", share, "%", least=_LEAST_PERCENT)


def _named(survivors: list[str]) -> str:
    return f" (all but {', '.join(survivors)})" if survivors else ""
