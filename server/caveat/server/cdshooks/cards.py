"""An alert as a card: short enough to read at a glance, whole enough to be checked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from uuid import NAMESPACE_URL, uuid5

from caveat.rules.level import Level
from caveat.rules.report import Alert, CitedSource, FoldedRule, PackUse
from caveat.rules.suppressed import why_changed
from caveat.server.cdshooks.markdown import (
    clean,
    document,
    escape,
    is_web_address,
    link,
    listing,
    section,
)
from caveat.server.cdshooks.reasons import OVERRIDE_REASONS
from caveat.server.cdshooks.suggestions import suggestions
from caveat.server.cdshooks.trace import medicines, reasons
from caveat.server.http.body import JsonObject

LONGEST_SUMMARY = 139
NO_DRAFTS: Mapping[int, str] = {}
OWN_LABEL = "Caveat"
NOT_CONFIRMED = "a draft, not confirmed in its source"

_NO_EVIDENCE = "left out, as this request asks (show-evidence-support)"
_INDICATORS = {
    Level.CONTRAINDICATED: "critical",
    Level.MAJOR: "critical",
    Level.MODERATE: "warning",
    Level.MINOR: "warning",
    Level.INFO: "info",
}


def alert_card(
    alert: Alert,
    pack: PackUse,
    uuid: str,
    *,
    evidence: bool = True,
    drafts: Mapping[int, str] = NO_DRAFTS,
) -> JsonObject:
    """Write an alert as a card; without ``evidence`` it says that its sources are left out.

    ``drafts`` are the draft orders that can be taken back, by the index of their proposal.
    """
    card: JsonObject = {
        "uuid": uuid,
        "summary": summary(alert.title, medicines(alert.findings)),
        "detail": document(_detail(alert, pack, evidence=evidence)),
        "indicator": _INDICATORS[alert.level],
        "source": _source(alert.sources),
        "overrideReasons": [dict(reason) for reason in OVERRIDE_REASONS],
    }
    if links := _links(alert.sources) if evidence else []:
        card["links"] = links
    if offered := suggestions(alert, uuid, drafts):
        card |= {"suggestions": offered, "selectionBehavior": "any"}
    return card


def card_id(problem: Iterable[str], patient_id: str, server: str) -> str:
    """Give the same UUID for the same problem of the same patient, in every process."""
    return str(uuid5(NAMESPACE_URL, json.dumps(["caveat", *problem, patient_id, server])))


def problem_of(alert: Alert, pack: PackUse) -> tuple[str, ...]:
    """Name a problem as the same version of the same rule sees it, at the same level."""
    level = (alert.level.word,) if alert.change else ()
    return (pack.id, pack.digest, alert.rule_id, alert.id, *level)


def summary(title: str, names: Iterable[str] = ()) -> str:
    """Write a title with names behind it, cut at a word where there is no room."""
    behind = ", ".join(map(clean, names))
    text = f"{clean(title)}: {behind}" if behind else clean(title)
    if len(text) <= LONGEST_SUMMARY:
        return text
    kept = text[: LONGEST_SUMMARY - 2]
    return f"{(kept.rpartition(' ')[0] or kept).rstrip(' ,:')} …"


def _detail(alert: Alert, pack: PackUse, *, evidence: bool) -> Iterator[str]:
    draft = f" · {NOT_CONFIRMED}" if alert.draft else ""
    yield f"**{alert.level.word.capitalize()}** · {alert.kind.value}{draft}"
    yield section("This site", escape(why_changed(alert.change)) if alert.change else "")
    yield listing("Why", reasons(alert.findings))
    yield section("What may follow", escape(alert.consequence))
    yield section("How", escape(alert.mechanism))
    yield section("What to do", escape(alert.management))
    yield section("Wrong when", escape(alert.wrong_when))
    yield section("Evidence", _support(alert) if evidence else _NO_EVIDENCE)
    yield listing("Sources", _works(alert.sources) if evidence else ())
    yield listing("Also found", (_folded(each, alert.pack_id) for each in alert.folded))
    yield section("Rule", f"{escape(alert.rule_id)}, pack {escape(pack.id)} {escape(pack.version)}")


def _support(alert: Alert) -> str:
    grade, basis, note = alert.evidence.grade, alert.evidence.basis, alert.evidence.note
    named = f"{grade}, by {basis}" if basis else grade
    return escape(f"{named}. {note}" if note else f"{named}.")


def _works(sources: Iterable[CitedSource]) -> Iterator[str]:
    """Gather the sections that are cited of each work."""
    works: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        work = (source.title or source.citation.source_id, source.url)
        works.setdefault(work, []).append(source.citation.section)
    for (title, url), sections in works.items():
        cited = "; ".join(filter(None, sections))
        yield f"{link(title, url)}: {escape(cited)}" if cited else link(title, url)


def _folded(folded: FoldedRule, pack_id: str) -> str:
    """Say what a milder rule of the same problem says, and whose view that of another pack is."""
    named = f"{folded.rule_id}, {NOT_CONFIRMED}" if folded.draft else folded.rule_id
    said = f"{folded.level.word}: {folded.title} ({named}). {folded.consequence}"
    why = "; ".join(reasons(folded.findings))
    whose = f", by {'; '.join(_works(folded.sources))}" if folded.pack_id != pack_id else ""
    return f"{escape(f'{said} {folded.management}'.strip())} ({why}){whose}"


def _source(sources: tuple[CitedSource, ...]) -> JsonObject:
    """Name the first source that the rule cites, with its address where it has one."""
    first = next((source for source in sources if source.title), None)
    if first is None:
        return {"label": OWN_LABEL}
    named: JsonObject = {"label": clean(first.title)}
    return {**named, "url": first.url} if is_web_address(first.url) else named


def _links(sources: Iterable[CitedSource]) -> list[JsonObject]:
    labels = {
        source.url: clean(source.title or source.citation.source_id)
        for source in sources
        if is_web_address(source.url)
    }
    return [{"label": label, "url": url, "type": "absolute"} for url, label in labels.items()]
