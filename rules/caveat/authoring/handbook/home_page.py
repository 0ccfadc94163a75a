"""The first page: what the handbook is of, and where to begin."""

from collections.abc import Iterator

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import badge, code, escaped, heading, link, listed, table
from caveat.authoring.handbook.page import Page
from caveat.rules.level import Level
from caveat.rules.model import Pack


def home_page(known: Knowledge) -> Page:
    """Write the first page."""
    return Page("index.md", "Caveat handbook", tuple(_home(known)), ("navigation", "toc"))


def _home(known: Knowledge) -> Iterator[str]:
    yield escaped(
        "Caveat checks a patient's medicines against rules. This handbook shows each rule with "
        "what it stands on, and the vocabulary that they are written in. It is generated from "
        "the packs, and says what they say."
    )
    yield escaped(
        "Caveat supports a professional, who can check the basis of every alert; it replaces none."
    )
    yield listed(
        (
            f"{_to('Reading a report', links.READING)}: levels, outcomes, open questions",
            f"{_to('Rules by level', links.LEVELS)}, or {_to('by kind', links.KINDS)}",
            f"{_to('Hazards', links.HAZARDS)}: what several sources say of one problem",
            f"{_to('Drafts and reviews', links.REVIEWS)}: what to confirm, and when to read again",
            f"{_to('Medicines by class', links.CLASSES)}: members, brands and codes",
            f"{_to('Conditions', links.CONDITIONS)}: names, codes and the statuses that count",
            f"{_to('Coverage', links.COVERAGE)}: statement by statement, which rules carry it",
            f"{_to('Writing a first rule', links.FIRST_RULE)}",
        )
    )
    yield heading("Packs", anchor="packs")
    words = [badge(level) for level in reversed(Level)]
    yield table(
        ("Pack", "Version", *words, "Drafts"), (_pack(each, known) for each in _packs(known))
    )
    yield f"Digest of these packs and their vocabulary: {code(known.book.rules_digest or 'none')}"


def _packs(known: Knowledge) -> tuple[Pack, ...]:
    return known.book.packs


def _pack(pack: Pack, known: Knowledge) -> tuple[str, ...]:
    rules = known.of_pack(pack)
    levels = [sum(rule.level is level for rule in rules) for level in reversed(Level)]
    drafts = sum(rule.draft for rule in rules)
    counts = (*levels, drafts)
    return (_to(pack.title, links.pack_page(pack.id)), escaped(pack.version), *map(str, counts))


def _to(label: str, target: str) -> str:
    return link(label, target, up="")
