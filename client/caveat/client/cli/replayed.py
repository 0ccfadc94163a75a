"""What a replay found, as a person reads it and as a program does."""

import json
from collections.abc import Iterator

from caveat.client.local_replay import Basis, Change, NotReplayed, Replayed, Tally
from caveat.client.render.page import Page, Style
from caveat.client.render.words import counted

_NONE = "none"
_DIFFERENT = "the packs that gave the recorded answer give another one now"


def differs(replayed: Replayed) -> bool:
    """Say whether a record is to be listed."""
    return bool(replayed.changes) or replayed.basis is Basis.DIFFERENT


def replayed_text(replayed: Replayed, page: Page) -> Iterator[str]:
    """Give the lines of one record and its changes."""
    decision = replayed.decision
    yield from page.marked(f"{decision.at}  ", f"check {decision.id}", Style.PLAIN)
    if replayed.basis is Basis.DIFFERENT:
        yield from page.item(_DIFFERENT)
    for change in replayed.changes:
        yield from page.item(_change_text(change))


def replayed_json(replayed: Replayed) -> str:
    """Write one record and its changes, in one line."""
    decision = replayed.decision
    changes = [
        {
            "kind": change.kind.value,
            "what": change.what,
            "before": change.before,
            "after": change.after,
        }
        for change in replayed.changes
    ]
    return json.dumps(
        {
            "id": decision.id,
            "at": decision.at,
            "door": decision.door,
            "rulesDigest": decision.rules_digest,
            "recorded": replayed.basis.value,
            "changes": changes,
        }
    )


def tally_text(tally: Tally, page: Page) -> Iterator[str]:
    """Give the lines of the summary: by rule, and then in all."""
    rules = _by_rule(tally)
    if rules:
        yield from ("", *page.heading("BY RULE, FACT AND ENTRY"))
        for what, counts in rules.items():
            kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
            yield from page.item(f"{what}: {kinds}")
        yield ""
    replayed = counted(tally.same + tally.changed, "check")
    yield f"{replayed} made again: {tally.same} the same, {tally.changed} changed."
    yield from page.footnote(_bases_text(tally))
    for digest, count in sorted(tally.missing_digests.items()):
        yield from page.item(f"{digest or 'no digest'}: {counted(count, 'check')}")
    for why in NotReplayed:
        if count := tally.not_replayed[why]:
            yield f"NOT REPLAYED: {counted(count, 'check')}, {why.value}."


def tally_json(tally: Tally) -> str:
    """Write the summary, in one line."""
    return json.dumps(
        {
            "summary": {
                "same": tally.same,
                "changed": tally.changed,
                "notReplayed": {why.value: tally.not_replayed[why] for why in NotReplayed},
                "recorded": {basis.value: tally.bases[basis] for basis in Basis},
                "packsNotAtHand": dict(sorted(tally.missing_digests.items())),
                "byRule": _by_rule(tally),
            }
        }
    )


def _change_text(change: Change) -> str:
    if not (change.before or change.after):
        return f"{change.kind.value}: {change.what}"
    steps = f"{change.before or _NONE} -> {change.after or _NONE}"
    return f"{change.kind.value}: {change.what} ({steps})"


def _bases_text(tally: Tally) -> str:
    counts = ", ".join(f"{tally.bases[basis]} {basis.value}" for basis in Basis)
    end = ", by their digest:" if tally.missing_digests else "."
    return f"Recorded answers, held against the packs that gave them: {counts}{end}"


def _by_rule(tally: Tally) -> dict[str, dict[str, int]]:
    """Group the counts by what changed, in the order of names and of the kinds."""
    grouped: dict[str, dict[str, int]] = {}
    for (what, kind), count in sorted(tally.by_rule.items(), key=_place):
        grouped.setdefault(what, {})[kind.value] = count
    return grouped


def _place(item: tuple[tuple[str, object], int]) -> tuple[str, str]:
    (what, kind), _ = item
    return what, str(kind)
