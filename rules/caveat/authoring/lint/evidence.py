"""Whether a rule says who stands for it, and where and how surely it was read."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from caveat.authoring.lint.remark import remark
from caveat.rules.model import Pack, Rule, Source
from caveat.source.problem import Problem

_LABEL = re.compile(
    r"\b(labels?|boxed warning|product information|prescribing (information|text)"
    r"|package insert|safety summary|product characteristics|agency|FDA|EMA|MHRA)\b",
    re.IGNORECASE,
)
"""A label, or what the agency says that has it changed."""
_GRADE_LABEL = "label"


def missing_evidence(rule: Rule, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Give what a rule leaves out of its evidence; ``sources`` are those of its pack, by id."""
    if left_out := [name for name, text in _stated(rule).items() if not text]:
        what = f"'{rule.id}' has no {_listed(left_out)}; add what is missing"
        yield remark(rule.place, "missing evidence", what)
    citations = rule.evidence.citations
    unread = [citation.source_id for citation in citations if citation.read is None]
    if unread:
        what = f"'{rule.id}' does not say how surely it was read in {_listed(unread)}; add 'read'"
        yield remark(rule.place, "missing evidence", what)
    cited = [sources[each.source_id] for each in citations if each.source_id in sources]
    if rule.evidence.grade == _GRADE_LABEL and not any(map(_is_label, cited)):
        what = f"'{rule.id}' has the grade label and cites none; cite it, or mend the grade"
        yield remark(rule.place, "no label cited", what)


def undated_sources(pack: Pack) -> Iterator[Problem]:
    """Give the sources of a pack that do not say of which edition or day they are."""
    for source in pack.sources:
        if not (source.edition or source.date or source.year):
            what = (
                f"the source '{source.id}' has neither edition nor date; add what was read, or "
                "'edition: edition not known'"
            )
            yield remark(pack.place, "missing evidence", what)


def reviews_to_come(pack: Pack, today: date) -> Iterator[Problem]:
    """Give the reviews of a pack and of its rules that are said to be done and cannot be yet."""
    reviewed = [(pack.place, pack.id, pack.reviewed)]
    reviewed += [(rule.place, rule.id, rule.review.reviewed) for rule in pack.rules]
    for place, name, day in reviewed:
        if day > today.isoformat():
            what = f"'{name}' was reviewed on {day}, which is yet to come; mend 'reviewed'"
            yield remark(place, "wrong date", what)


def _stated(rule: Rule) -> dict[str, str]:
    review = rule.review
    return {
        "author": review.author,
        "reviewer": review.reviewer,
        "next-review": review.next_review,
        "wrong-when": rule.wrong_when,
    }


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in dict.fromkeys(names))


def _is_label(source: Source) -> bool:
    return bool(_LABEL.search(f"{source.title} {source.note} {source.edition}"))
