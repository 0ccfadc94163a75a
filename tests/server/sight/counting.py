"""Counts to look at."""

from prometheus_client.parser import text_string_to_metric_families

Numbers = dict[tuple[str, frozenset[tuple[str, str]]], float]


def numbers_of(page: bytes) -> Numbers:
    """Read a page of metrics as Prometheus does: a number by its name and its labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def number(numbers: Numbers, name: str, **labels: str) -> float:
    """Give one number; 0 where it is not on the page."""
    return numbers.get((name, frozenset(labels.items())), 0)
