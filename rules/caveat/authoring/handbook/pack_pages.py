"""The pages of packs: what each is, what it stands on, and its rules."""

from collections.abc import Iterator

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import (
    bold,
    code,
    escaped,
    facts,
    heading,
    link,
    listed,
    outward,
    table,
)
from caveat.authoring.handbook.page import Page, spelt
from caveat.authoring.handbook.rule_tables import rule_table_of_pack, source_anchor
from caveat.rules.level import Level
from caveat.rules.model import Pack, Source


def pack_pages(known: Knowledge) -> Iterator[Page]:
    """Write a page for each pack, and one that lists them."""
    heads = ("Pack", "Version", "Rules", "Reviewed", "Licence")
    rows = (_brief(pack) for pack in known.book.packs)
    yield Page(links.PACKS, "Packs", (table(heads, rows),))
    for pack in known.book.packs:
        yield Page(links.pack_page(pack.id), pack.title, tuple(_pack(pack, known)))


def _brief(pack: Pack) -> tuple[str, ...]:
    stated = (pack.version, str(len(pack.rules)), pack.reviewed, pack.licence)
    return (links.to_pack(pack), *map(escaped, stated))


def _pack(pack: Pack, known: Knowledge) -> Iterator[str]:
    yield f"{link('Packs', links.PACKS)} · {code(pack.id)}\n{{ .signs }}"
    yield _facts(pack, known)
    yield heading(f"Rules ({len(pack.rules)})", anchor="rules")
    yield from _rules(pack, known)
    yield heading("Sources", anchor="sources")
    for source in pack.sources:
        yield _source(source)
    if pack.decisions:
        yield heading("Where sources are loose or at odds", anchor="decisions")
        yield from _decisions(pack, known)


def _facts(pack: Pack, known: Knowledge) -> str:
    vocabulary = known.vocabulary
    scope = links.joined(links.to_term(term, vocabulary) for term in pack.scope)
    assumed = links.to_term(pack.assumes, vocabulary) if pack.assumes else "none"
    rows = [
        ("Version", escaped(pack.version)),
        ("Digest", code(pack.digest)),
        ("Licence", escaped(pack.licence)),
        ("Reviewed", escaped(pack.reviewed)),
        ("Speaks of", scope),
        ("Assumes, where nothing is proposed", assumed),
        ("Coverage", link("how it carries its sources", links.coverage_page(pack.id))),
    ]
    if pack.trials:
        classes = links.joined(links.to_term(each, vocabulary) for each in pack.trials.classes)
        failed = f"improvement below {pack.trials.response_from:g} %"
        rows.append(("A trial has failed by", escaped(failed)))
        rows.append(("Classes of trials that differ", classes))
    return facts(rows)


def _rules(pack: Pack, known: Knowledge) -> Iterator[str]:
    rules = known.of_pack(pack)
    for level in reversed(Level):
        of_level = [rule for rule in rules if rule.level is level]
        if of_level:
            title = f"{level.word.capitalize()} ({len(of_level)})"
            yield heading(title, depth=3, anchor=level.word)
            yield rule_table_of_pack(of_level)


def _source(source: Source) -> str:
    """Write a source as a paragraph that links lead to."""
    published = (source.publisher, source.edition, source.date or source.year)
    stated = (bold(source.title), code(source.id), *map(escaped, published), outward(source.url))
    named = " · ".join(filter(None, stated))
    return f"{named}<br>{escaped(source.note)}\n{{ #{source_anchor(source.id)} }}"


def _decisions(pack: Pack, known: Knowledge) -> Iterator[str]:
    for decision in pack.decisions:
        yield heading(spelt(decision.id), depth=3)
        yield escaped(decision.text)
        yield listed(map(links.to_rule, known.some(decision.rule_ids)))
