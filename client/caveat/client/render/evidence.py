"""What supports a rule, and where it is written."""

from collections.abc import Iterator

from caveat.v1.report_pb2 import Evidence

_SHOWN = 3


def main_sources(evidence: Evidence) -> Iterator[str]:
    """Name the first sources with their sections, and count the others."""
    named = [f"{title}{sections}" for title, sections, _ in _works(evidence)]
    yield from named[:_SHOWN]
    if others := named[_SHOWN:]:
        yield f"and {len(others)} more"


def all_sources(evidence: Evidence) -> Iterator[str]:
    """Name every source with its sections and its address."""
    for title, sections, url in _works(evidence):
        yield f"{title}{sections}"
        yield url


def support(evidence: Evidence) -> str:
    """Say how strong the support is, whose statement it is, and what else is to be known."""
    basis = f"{evidence.grade}, by {evidence.basis}" if evidence.basis else evidence.grade
    return f"{basis}. {evidence.note}" if evidence.note else f"{basis}."


def _works(evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    """Gather the sections that are cited of each work: its title, they, and its address."""
    addresses = {source.title or source.id: source.url for source in evidence.sources}
    for title, url in addresses.items():
        cited = (source for source in evidence.sources if title in (source.title, source.id))
        sections = "; ".join(source.section for source in cited if source.section)
        yield title, f": {sections}" if sections else "", url
