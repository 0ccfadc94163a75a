"""What ``caveat diff`` found, as a person reads it: names of rules and patients, no entries."""

from collections.abc import Iterator, Sequence

from caveat.client.cli.changed import change_text, grouped_text
from caveat.client.cli.meter import counted_patients
from caveat.client.local_diff import Compared, Edit, EditKind, Headline, Part, Revision, Tally
from caveat.client.render.page import Page, Style
from caveat.client.render.words import counted

_LONGEST = 60
_STYLES = {
    EditKind.ADDED: Style.GOOD,
    EditKind.REMOVED: Style.DANGER,
    EditKind.CHANGED: Style.NOTE,
}


def revision_text(revision: Revision, page: Page) -> Iterator[str]:
    """Give the lines of what changed in the packs."""
    yield from _edits("PACKS", revision.packs, page)
    yield from _edits("RULES", revision.rules, page)
    if not (revision.packs or revision.rules):
        yield "No pack and no rule differs."
    yield ""


def compared_text(compared: Compared, page: Page) -> Iterator[str]:
    """Give the lines of one patient."""
    yield from page.marked("", _named(compared), Style.STRONG)
    if compared.not_checked:
        yield from page.item(f"NOT CHECKED: {compared.not_checked.value}{_cause(compared)}")
    if compared.before and compared.after and compared.before != compared.after:
        yield from page.item(f"{_headline(compared.before)} -> {_headline(compared.after)}")
    for change in compared.changes:
        yield from page.item(change_text(change))


def tally_text(tally: Tally, page: Page) -> Iterator[str]:
    """Give the lines of the summary: by rule, by kind, and then in all."""
    yield from grouped_text(tally.by_rule, page)
    if tally.kinds:
        yield from page.heading("PATIENTS BY KIND OF CHANGE")
        for kind, count in tally.kinds.items():
            yield from page.item(f"{kind.value}: {count:,}")
        yield ""
    checked = counted_patients(tally.same + tally.changed)
    yield f"{checked} checked with both: {tally.same:,} the same, {tally.changed:,} changed."
    for why, count in tally.not_checked.most_common():
        yield f"NOT CHECKED: {counted_patients(count)}, {why.value}."
    if tally.strays:
        yield f"NOT CHECKED: {counted(tally.strays, 'line')} of no patient here."


def _edits(title: str, edits: Sequence[Edit], page: Page) -> Iterator[str]:
    if edits:
        yield from page.heading(f"{title}: {counted(len(edits), 'difference')}")
    for edit in edits:
        mark = f"{edit.kind.value}  "
        yield from page.item(_edit(edit), mark, _STYLES[edit.kind])


def _edit(edit: Edit) -> str:
    if edit.kind is not EditKind.CHANGED:
        level = edit.level_before or edit.level_after
        return f"{edit.id} ({level})" if level else edit.id
    return f"{edit.id}: {'; '.join(map(_part, edit.parts))}"


def _part(part: Part) -> str:
    """Write a part with what it was and is, if that is short enough to be read at a glance."""
    is_brief = 0 < len(part.before) + len(part.after) <= _LONGEST
    name = part.name.replace("_", "-")
    return f"{name} {part.before or 'none'} -> {part.after or 'none'}" if is_brief else name


def _named(compared: Compared) -> str:
    """Name a patient by the id that was submitted, and where that stands."""
    place = compared.place
    where = f"{place.get('file', '')}:" if "file" in place else "line "
    if "line" in place:
        return f"{place['id']} ({where}{place['line']})"
    return f"check {place['id']} ({place['at']})"


def _headline(headline: Headline) -> str:
    complete = "complete" if headline.complete else "incomplete"
    return ", ".join(filter(None, (headline.outcome, headline.level, complete)))


def _cause(compared: Compared) -> str:
    return f" ({compared.cause})" if compared.cause else ""
