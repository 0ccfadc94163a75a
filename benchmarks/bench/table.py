"""The results as a table of plain text."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from benchmarks.bench.aim import Aim, Of
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.result import Result
from benchmarks.bench.spread import Spread

HEAD = ("row", "measured", "median (quartiles)", "beside", "ratio (quartiles)", "aim", "met")
_MET = {True: "yes", False: "NO", None: ""}


def table(results: Iterable[Result]) -> str:
    """Write a line for each figure, and one for each row that has none."""
    lines = [HEAD, *(line for result in results for line in _lines(result))]
    widths = [
        max(map(len, column)) for column in zip_longest(*map(_measuring, lines), fillvalue="")
    ]
    return "".join(f"{_aligned(line, widths)}\n" for line in lines)


def _lines(result: Result) -> Iterator[Sequence[str]]:
    if result.missing:
        yield (result.row, f"{'failed' if result.fault else 'not available'}: {result.missing}")
    for figure in result.figures:
        yield (result.row, *_cells(figure))


def _measuring(line: Sequence[str]) -> Sequence[str]:
    """Give the cells that columns must hold: why a row is missing may run across the others."""
    return line if len(line) == len(HEAD) else line[:1]


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=False))
    return "  ".join(padded).rstrip()


def _cells(figure: Figure) -> Sequence[str]:
    measured, unit = figure.measured, figure.unit
    return (
        measured.what,
        f"{_spread(measured.spread)} {unit}".rstrip(),
        _beside(figure.beside, unit),
        _spread(figure.ratio) if figure.ratio else "",
        _aim(figure.aim, unit),
        _MET[figure.is_met],
    )


def _beside(beside: Measured | None, unit: str) -> str:
    return f"{beside.what}: {number(beside.spread.median)} {unit}".rstrip() if beside else ""


def _spread(spread: Spread) -> str:
    middle, first, third, *_ = map(number, spread)
    return middle if first == third else f"{middle} ({first} to {third})"


def _aim(aim: Aim | None, unit: str) -> str:
    if aim is None:
        return ""
    of_value = f" {unit}" if aim.of is Of.VALUE else ""
    return f"{aim.sign} {aim.bound:g}{of_value}"


def number(value: float) -> str:
    """Write a number with three digits that count, and thousands apart."""
    if abs(value) >= 100:  # noqa: PLR2004 - from three digits on, none stand behind the point
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return f"{value:.6f}".rstrip("0") if "e" in text else text
