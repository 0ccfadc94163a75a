"""What a replay found, as a person reads it and as a program does."""

import json
from collections.abc import Iterator

from caveat.client.cli.changed import change_json, change_text, grouped, grouped_text
from caveat.client.local_replay import Basis, NotReplayed, Replayed, Tally
from caveat.client.render.page import Page, Style
from caveat.client.render.words import counted

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
        yield from page.item(change_text(change))


def replayed_json(replayed: Replayed) -> str:
    """Write one record and its changes, in one line."""
    decision = replayed.decision
    return json.dumps(
        {
            "id": decision.id,
            "at": decision.at,
            "door": decision.door,
            "rulesDigest": decision.rules_digest,
            "recorded": replayed.basis.value,
            "changes": list(map(change_json, replayed.changes)),
        }
    )


def tally_text(tally: Tally, page: Page) -> Iterator[str]:
    """Give the lines of the summary: by rule, and then in all."""
    yield from grouped_text(tally.by_rule, page)
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
                "byRule": grouped(tally.by_rule),
            }
        }
    )


def _bases_text(tally: Tally) -> str:
    counts = ", ".join(f"{tally.bases[basis]} {basis.value}" for basis in Basis)
    end = ", by their digest:" if tally.missing_digests else "."
    return f"Recorded answers, held against the packs that gave them: {counts}{end}"
