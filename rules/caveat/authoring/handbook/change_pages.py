"""What a site's policy has made of the rules, where the handbook is that of a site."""

from collections.abc import Iterator

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import badge, day, escaped, facts, heading, table
from caveat.authoring.handbook.page import Page
from caveat.authoring.handbook.rule_tables import changed_word, graded
from caveat.rules.change import Change
from caveat.rules.model import Rule


def change_pages(known: Knowledge) -> Iterator[Page]:
    """Write the page that lists the rules that the site has changed, if there are any."""
    rules = [rule for rule in known.rules.values() if rule.change]
    rows = (_brief(rule, rule.change) for rule in rules if rule.change)
    heads = ("Rule, at its level here", "Change", "Level of its pack", "Reason", "Until")
    if rules:
        intro = "The packs say otherwise; everything that is changed stands in each report."
        yield Page(links.CHANGES, "Changed by the site", (intro, table(heads, rows)), ("toc",))


def _brief(rule: Rule, change: Change) -> tuple[str, ...]:
    grounds = change.grounds
    return (
        graded(rule),
        changed_word(rule),
        badge(change.own_level),
        escaped(grounds.reason),
        day(grounds.expires.isoformat()),
    )


def change_of(rule: Rule) -> Iterator[str]:
    """Say what the site has made of a rule, and why."""
    change = rule.change
    if change is None:
        return
    grounds = change.grounds
    yield heading("Changed by the site", anchor="changed")
    yield facts(
        (
            ("Site", escaped(change.site)),
            ("Change", changed_word(rule)),
            ("Level of its pack", badge(change.own_level)),
            ("Level here", badge(change.level) if change.action.gives_level else "no alert"),
            ("Reason", escaped(grounds.reason)),
            (
                "On the word of",
                escaped(" and ".join(filter(None, (grounds.author, grounds.second)))),
            ),
            ("Since", day(grounds.date.isoformat())),
            ("No longer from", day(grounds.expires.isoformat())),
        )
    )
