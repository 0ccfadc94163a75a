"""What ``caveat diff`` found, as a JSON object a line: packs, rules, patients, the summary last."""

import json
from collections.abc import Iterator

from caveat.client.cli.changed import change_json, grouped
from caveat.client.local_diff import Compared, Edit, Headline, NotCompared, Revision, Tally


def revision_lines(revision: Revision) -> Iterator[str]:
    """Write each pack and each rule that differs."""
    yield from (json.dumps({"pack": edit.id, **_edit(edit)}) for edit in revision.packs)
    yield from (json.dumps({"rule": edit.id, **_edit(edit)}) for edit in revision.rules)


def compared_lines(compared: Compared) -> Iterator[str]:
    """Write one patient."""
    yield json.dumps(_compared(compared))


def tally_lines(tally: Tally) -> Iterator[str]:
    """Write the summary."""
    yield json.dumps({"summary": _tally(tally)})


def _compared(compared: Compared) -> dict[str, object]:
    if compared.not_checked:
        message = f"NOT CHECKED: {compared.not_checked.value}"
        return {**compared.place, "error": {"message": message, "cause": compared.cause}}
    return {
        **compared.place,
        "before": _headline(compared.before),
        "after": _headline(compared.after),
        "changes": list(map(change_json, compared.changes)),
    }


def _tally(tally: Tally) -> dict[str, object]:
    return {
        "patients": tally.patients,
        "same": tally.same,
        "changed": tally.changed,
        "notChecked": {why.value: tally.not_checked[why] for why in NotCompared},
        "linesOfNoPatient": tally.strays,
        "byRule": grouped(tally.by_rule),
        "byKind": {kind.value: count for kind, count in tally.kinds.items()},
    }


def _edit(edit: Edit) -> dict[str, object]:
    levels = {"before": edit.level_before or None, "after": edit.level_after or None}
    parts = [
        {"name": part.name.replace("_", "-"), "before": part.before, "after": part.after}
        for part in edit.parts
    ]
    return {"kind": edit.kind.value, "level": levels, "parts": parts}


def _headline(headline: Headline | None) -> dict[str, object] | None:
    if headline is None:
        return None
    return {
        "outcome": headline.outcome,
        "complete": headline.complete,
        "level": headline.level or None,
    }
