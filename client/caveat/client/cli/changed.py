"""How an answer changes, as text and as JSON, wherever two answers are compared."""

from collections.abc import Iterator, Mapping

from caveat.client.local_replay import Change, ChangeKind
from caveat.client.render.page import Page

_NONE = "none"


def change_text(change: Change) -> str:
    """Write one change in a line."""
    if not (change.before or change.after):
        return f"{change.kind.value}: {change.what}"
    steps = f"{change.before or _NONE} -> {change.after or _NONE}"
    return f"{change.kind.value}: {change.what} ({steps})"


def change_json(change: Change) -> dict[str, str]:
    """Give one change as JSON has it."""
    return {
        "kind": change.kind.value,
        "what": change.what,
        "before": change.before,
        "after": change.after,
    }


def grouped(by_rule: Mapping[tuple[str, ChangeKind], int]) -> dict[str, dict[str, int]]:
    """Group the counts by what changed, in the order of names and of the kinds."""
    found: dict[str, dict[str, int]] = {}
    for (what, kind), count in sorted(by_rule.items(), key=_place):
        found.setdefault(what, {})[kind.value] = count
    return found


def grouped_text(by_rule: Mapping[tuple[str, ChangeKind], int], page: Page) -> Iterator[str]:
    """Give the lines of the counts by what changed."""
    rules = grouped(by_rule)
    if not rules:
        return
    yield from ("", *page.heading("BY RULE, FACT AND ENTRY"))
    for what, counts in rules.items():
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        yield from page.item(f"{what}: {kinds}")
    yield ""


def _place(item: tuple[tuple[str, object], int]) -> tuple[str, str]:
    (what, kind), _ = item
    return what, str(kind)
