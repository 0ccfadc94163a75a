"""One record of the decision log, as a person reads it."""

from collections.abc import Iterator

from caveat.client.local_audit import Activation, Decision, FeedbackGiven, Lost, Opened, Record
from caveat.client.render.page import Page, Style
from caveat.client.render.words import counted

_KINDS = {
    Decision: "check",
    Activation: "activation",
    FeedbackGiven: "feedback",
    Opened: "log opened",
    Lost: "LOST",
}


def record_text(record: Record, page: Page, content: str = "") -> Iterator[str]:
    """Give the lines of a record, with the decrypted content of it where it is asked for."""
    entry = record.entry
    at = getattr(entry, "at", record.wall)
    yield from page.marked(
        f"{at}  ", f"{_KINDS[type(entry)]} {getattr(entry, 'id', '')}", Style.PLAIN
    )
    yield from page.field("caller", getattr(entry, "caller", ""))
    yield from _particulars(entry, page)
    yield from page.field("content", content)
    yield ""


def _particulars(entry: object, page: Page) -> Iterator[str]:
    match entry:
        case Decision():
            yield from _decision(entry, page)
        case Activation():
            yield from page.field("rules", entry.rules_digest)
            yield from page.fields("pack", (" ".join(pack) for pack in entry.packs))
            yield from page.fields("policy", (" ".join(policy) for policy in entry.policies))
        case FeedbackGiven():
            yield from page.field("card", entry.card)
            yield from page.field("answer", f"{entry.outcome} {entry.reason}")
        case Opened():
            yield from page.field("stream", f"{entry.stream}, segment {entry.segment}")
        case Lost():
            given_up = counted(entry.count, "entry was", "entries were")
            yield from page.field("", f"{given_up} given up while nothing could be written")
        case _:
            pass


def _decision(entry: Decision, page: Page) -> Iterator[str]:
    yield from page.field("by", entry.door)
    yield from page.field("rules", entry.rules_digest)
    whole = "complete" if entry.complete else "NOT complete"
    yield from page.field("outcome", ", ".join(filter(None, (entry.outcome, entry.level, whole))))
    yield from page.fields("alert", (f"{rule} ({level})" for rule, level in entry.alerts))
    yield from page.fields("folded", entry.folded)
    yield from page.fields("withheld", entry.withheld)
    yield from page.fields("silenced", entry.silenced)
    yield from page.fields("shadowed", entry.shadowed)
    yield from page.fields(
        "not known", (f"{fact} (up to {level})" for fact, level in entry.open_facts)
    )
    yield from page.fields("unrecognised", entry.unrecognised)
    yield from page.field("request", entry.request)
