"""What supports a rule, and where it is written."""

from collections.abc import Iterator

from caveat.client.render.words import NOT_CONFIRMED, level_word
from caveat.v1.report_pb2 import Background, Evidence, FoldedRule, Review

_SHOWN = 3
_NOT_KNOWN = "not known"


def main_sources(evidence: Evidence) -> Iterator[str]:
    """Name the first sources with their sections, and count the others."""
    named = [f"{title}{sections}" for title, sections, _ in _works(evidence)]
    yield from named[:_SHOWN]
    if others := named[_SHOWN:]:
        yield f"and {len(others)} more"


def all_sources(evidence: Evidence) -> Iterator[str]:
    """Name every source with edition, date and section, how surely it was read, and where."""
    for source in evidence.sources:
        work = ", ".join(filter(None, (source.title or source.id, source.edition, source.date)))
        section = f": {source.section}" if source.section else ""
        read = f" ({source.read.replace('-', ' ')})" if source.read else ""
        yield f"{work}{section}{read}"
        yield source.url


def background(known: Background) -> Iterator[tuple[str, str]]:
    """Give context, exposure and harm with their labels, and last which of them are not known."""
    items = {"Context": known.context, "Exposure": known.exposure, "Harm": known.harm}
    unknown = [label for label, text in items.items() if text in {"", _NOT_KNOWN}]
    yield from ((label, text) for label, text in items.items() if label not in unknown)
    yield "Not known", ", ".join(map(str.lower, unknown))


def review(done: Review) -> str:
    """Say who wrote a rule, who reviewed it and when, and when that is due again."""
    parts = (
        f"written by {done.author}" if done.author else "",
        f"reviewed {done.reviewed}",
        f"reviewer: {done.reviewer}" if done.reviewer else "",
        f"next by {done.next_review}" if done.next_review else "",
    )
    return ", ".join(filter(None, parts))


def view(folded: FoldedRule, *, of_another_pack: bool) -> Iterator[str]:
    """Say what a milder rule of the same problem says, and where another pack has that from."""
    draft = f", {NOT_CONFIRMED}" if folded.draft else ""
    yield f"{level_word(folded.level)}: {folded.title} ({folded.rule_id}{draft})"
    if of_another_pack:
        yield f"by {'; '.join(main_sources(folded.evidence))}"


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
