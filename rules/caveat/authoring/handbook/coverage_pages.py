"""Statement by statement, which rules carry what a source says, or why none does."""

from collections.abc import Iterator

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import code, escaped, heading, link, table
from caveat.authoring.handbook.page import ONE_OF_MANY, Page
from caveat.authoring.handbook.rule_tables import graded, rule_table_of_pack
from caveat.rules.model import Pack, Statement


def coverage_pages(known: Knowledge) -> Iterator[Page]:
    """Write a page for each pack, and one that sums them up."""
    heads = ("Pack", "Statements", "Carried by rules", "Not carried, with the reason")
    rows = (_counts(pack) for pack in known.book.packs)
    yield Page(links.COVERAGE, "Coverage of the sources", (table(heads, rows),))
    for pack in known.book.packs:
        title = f"Coverage: {pack.title}"
        blocks = tuple(_coverage(pack, known))
        yield Page(links.coverage_page(pack.id), title, blocks, ONE_OF_MANY)


def _counts(pack: Pack) -> tuple[str, ...]:
    carried = sum(bool(each.rule_ids) for each in pack.statements)
    total = len(pack.statements)
    title = link(pack.title, links.coverage_page(pack.id))
    return (title, str(total), str(carried), str(total - carried))


def _coverage(pack: Pack, known: Knowledge) -> Iterator[str]:
    yield f"{link('Coverage', links.COVERAGE)} · {links.to_pack(pack)}\n{{ .signs }}"
    yield heading("Statements", anchor="statements")
    yield escaped(
        "Each statement that the authors of the pack took from its sources, under the name that "
        "they gave it, with the rules that carry it or the reason why none does."
    )
    rows = (_statement(each, known) for each in pack.statements)
    yield table(("Statement", "Carried by"), rows) or "The pack lists none."
    named = {rule_id for each in pack.statements for rule_id in each.rule_ids}
    others = [rule for rule in known.of_pack(pack) if rule.id not in named]
    if pack.statements and others:
        yield heading(f"Rules beyond these statements ({len(others)})", anchor="beyond")
        yield "What they stand on is said on their pages."
        yield rule_table_of_pack(others)


def _statement(statement: Statement, known: Knowledge) -> tuple[str, str]:
    carrying = known.some(statement.rule_ids)
    told = "".join(map(graded, carrying))
    return code(statement.id), told or f"none: {escaped(statement.none)}"
