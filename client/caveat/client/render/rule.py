"""Rules: a table of many, and all that one says."""

from collections.abc import Iterable, Iterator

from caveat.client.render import evidence
from caveat.client.render.page import Page
from caveat.client.render.site import change_text
from caveat.client.render.words import NOT_CONFIRMED, counted, kind_word, level_style, level_word
from caveat.v1.knowledge_pb2 import Rule, RuleSummary

_LEVEL = 17


def rule_table(rules: Iterable[RuleSummary], page: Page) -> str:
    """List rules, gravest first, two lines a rule: level, id and kind, then the title."""
    ordered = sorted(rules, key=lambda rule: (-rule.level, rule.id))
    rows = [line for rule in ordered for line in _row(rule, page)]
    return "\n".join((*rows, "", f"{counted(len(ordered), 'rule')}."))


def rule_text(rule: Rule, page: Page) -> str:
    """Write all that a rule says: when it holds, what follows, what supports it."""
    return "\n".join(_rule(rule, page))


def _row(rule: RuleSummary, page: Page) -> Iterator[str]:
    level = level_word(rule.level).ljust(_LEVEL)
    draft = ", draft" if rule.draft else ""
    named = f"{rule.id} ({kind_word(rule.kind)}{draft})"
    yield from page.marked(level, named, level_style(rule.level))
    yield from page.item(rule.title, mark="", indent=_LEVEL)
    if rule.HasField("change"):
        yield from page.item(change_text(rule.change), mark="* ", indent=_LEVEL)


def _rule(rule: Rule, page: Page) -> Iterator[str]:
    level = rule.summary.level
    yield from page.marked(f"{level_word(level).upper()}  ", rule.summary.title, level_style(level))
    changed = rule.summary.HasField("change")
    yield from page.field("Site", change_text(rule.summary.change) if changed else "")
    yield from _criteria(rule, page)
    yield from page.field("Consequence", rule.consequence)
    yield from page.field("Mechanism", rule.mechanism)
    yield from page.field("What to do", rule.management)
    yield from page.field("Wrong when", rule.wrong_when)
    for label, text in evidence.background(rule.background):
        yield from page.field(label, text)
    yield from page.field("Evidence", evidence.support(rule.evidence))
    yield from page.fields("Source", evidence.all_sources(rule.evidence))
    yield from page.fields(
        "Examples", (f"{example.expect}: {example.name}" for example in rule.examples)
    )
    yield from page.field("Review", evidence.review(rule.review))
    yield from page.field("Hazard", rule.summary.hazard)
    yield from page.field("Rule", _identity(rule))


def _criteria(rule: Rule, page: Page) -> Iterator[str]:
    yield from page.field("Between", " and ".join(rule.between))
    yield from page.field("About", rule.about)
    yield from page.fields("When", rule.when)
    yield from page.fields("Unless", rule.unless)
    yield from page.fields("Covers", rule.covers)


def _identity(rule: Rule) -> str:
    serious = "serious" if rule.serious else ""
    summary = rule.summary
    draft = NOT_CONFIRMED if summary.draft else ""
    parts = (summary.id, kind_word(summary.kind), serious, f"pack {summary.pack_id}", draft)
    return ", ".join(filter(None, parts))
