"""The results as a table of plain text."""

from collections.abc import Iterable, Iterator, Sequence

from torture.result import Count, Result

HEAD = ("fault", "what", "count", "demand", "holds")


def table(results: Iterable[Result]) -> str:
    """Write a line for each count, and one for each fault that could not be made."""
    lines = [HEAD, *(line for result in results for line in _lines(result))]
    columns = [[line[place] for line in lines if len(line) == len(HEAD)] for place in range(4)]
    widths = [max(map(len, column)) for column in columns]
    return "".join(f"{_aligned(line, widths)}\n" for line in lines)


def _lines(result: Result) -> Iterator[Sequence[str]]:
    if result.missing:
        how = "FAILED" if result.broken else "not made"
        yield (result.fault, f"{how}: {result.missing}")
    for count in result.counts:
        holds = "yes" if count.holds else "NO"
        yield (
            result.fault,
            count.what,
            _number(count),
            count.demand,
            holds if count.demand else "",
        )


def _number(count: Count) -> str:
    digits = f"{count.number:,.0f}" if float(count.number).is_integer() else f"{count.number:,.2f}"
    return f"{digits} {count.unit}".rstrip()


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
    return "  ".join((*padded, *line[len(widths) :])).rstrip()
