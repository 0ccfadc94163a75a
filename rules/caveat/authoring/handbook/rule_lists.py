"""Pages that list all rules: by level, by kind, by hazard, by review."""

from collections.abc import Iterator, Mapping, Sequence

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import day, escaped, heading, link, table
from caveat.authoring.handbook.page import Page, spelt
from caveat.authoring.handbook.rule_tables import graded, rule_table
from caveat.rules.level import Level
from caveat.rules.model import Kind, Rule

_WIDE = ("toc",)


def rule_lists(known: Knowledge) -> Iterator[Page]:
    """Write the pages that list all rules."""
    yield Page(links.LEVELS, "Rules by level", tuple(_by_level(known)), _WIDE)
    yield Page(links.KINDS, "Rules by kind", tuple(_by_kind(known)), _WIDE)
    yield Page(links.HAZARDS, "Rules by hazard", tuple(_by_hazard(known)))
    yield Page(links.REVIEWS, "Drafts and reviews", tuple(_by_review(known)), _WIDE)


def _by_level(known: Knowledge) -> Iterator[str]:
    yield f"{len(known.rules)} rules, gravest first. {link('What the levels mean', links.READING)}."
    rules = known.rules.values()
    groups = {each.word: [rule for rule in rules if rule.level is each] for each in reversed(Level)}
    yield from _grouped(groups)


def _by_kind(known: Knowledge) -> Iterator[str]:
    rules = known.rules.values()
    yield from _grouped(
        {each.value: [rule for rule in rules if rule.kind is each] for each in Kind}
    )


def _grouped(groups: Mapping[str, Sequence[Rule]]) -> Iterator[str]:
    """Write groups that have rules under their names, with links to jump to them."""
    titles = {
        name: f"{name.capitalize()} ({len(rules)})" for name, rules in groups.items() if rules
    }
    yield " · ".join(f"[{title}](#{name})" for name, title in titles.items())
    for name, title in titles.items():
        yield heading(title, anchor=name)
        yield rule_table(groups[name])


def _by_hazard(known: Knowledge) -> Iterator[str]:
    yield escaped(
        "A hazard is a clinical problem that rules of several packs speak of. In a report the "
        "gravest of its rules gives the alert, and each of the others is shown under it, with "
        "its own level and sources."
    )
    if not known.hazards:
        yield "No rule names a hazard."
    for hazard in sorted(known.hazards):
        yield heading(spelt(hazard), anchor=links.anchor_of(hazard))
        yield rule_table(known.some(known.hazards[hazard]))


def _by_review(known: Knowledge) -> Iterator[str]:
    """List drafts, and all rules by the day on which they are to be read again."""
    drafts = [rule for rule in known.rules.values() if rule.draft]
    yield heading(f"Drafts ({len(drafts)})", anchor="drafts")
    yield escaped(
        "A draft is a statement that nobody has confirmed in its source. Its level is minor at "
        "most, and reports say that it is not confirmed."
    )
    yield rule_table(drafts) or "There are none."
    yield heading("Next reviews", anchor="next-reviews")
    heads = ("Next review", "Reviewed", "Rule", "Reviewer")
    yield table(heads, (_reviewed(rule) for rule in sorted(known.rules.values(), key=_when_due)))


def _when_due(rule: Rule) -> tuple[bool, str, str]:
    """Order rules by their next review; those that state none come last."""
    return not rule.review.next_review, rule.review.next_review, rule.id


def _reviewed(rule: Rule) -> tuple[str, ...]:
    review = rule.review
    stated = (day(text) for text in (review.next_review, review.reviewed))
    return (*stated, graded(rule), escaped(review.reviewer or "not stated"))
