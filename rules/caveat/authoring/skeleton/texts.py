"""The texts of a new rule and of a new pack."""

from collections.abc import Iterable, Sequence

from caveat.authoring.schema.schema_name import SchemaName, modeline
from caveat.authoring.skeleton.start import RuleStart
from caveat.authoring.skeleton.template import item, lines_of, scalar, unfinished
from caveat.rules.shapes.pack import PACK, SOURCE
from caveat.rules.shapes.rule import CITATION, EVIDENCE, RULE
from caveat.source.shape import Shape

_ASKED = ("wrong-when", "author", "reviewer", "next-review")
_UNFINISHED = "# What stands in <...> is to be written: nothing is served while any is left."
_GIVEN = "proposed: [<a medicine of the rule as people write it>]"
_EXAMPLES = (
    "- name: <a patient whom the rule must find>",
    f"  given: {{{_GIVEN}, medications: [<what finds it>]}}",
    "  expect: alert",
    "- name: <a patient whom it must nearly find>",
    f"  given: {{{_GIVEN}, medications: [<what nearly finds it>]}}",
    "  expect: none",
    "- name: nobody asked for more",
    f"  given: {{{_GIVEN}}}",
    "  expect: undecided",
)


def rule_text(start: RuleStart, sources: Sequence[str], depth: int) -> str:
    """Give the text of a rule file, so many folders below that of its pack."""
    citation = lines_of(CITATION, {"source": [_source(sources)]}, ("read",))
    evidence = lines_of(EVIDENCE, {"sources": tuple(item(citation))})
    given: dict[str, Sequence[str]] = {
        "id": [start.id],
        **_scope(start.terms),
        "evidence": tuple(evidence),
        "examples": _EXAMPLES,
    }
    stated = {"kind": start.kind, "level": start.level, "author": start.author}
    given |= {name: [scalar(text)] for name, text in stated.items() if text}
    return _text(SchemaName.RULE, depth, lines_of(RULE, given, _ASKED))


def pack_text(pack_id: str, scope: Sequence[str]) -> str:
    """Give the text of the head of a pack of one rule."""
    source = lines_of(SOURCE, _optional(SOURCE, ("edition", "date", "url")))
    given: dict[str, Sequence[str]] = {
        "id": [pack_id],
        "version": ["0.1.0"],
        "rules": ["1"],
        "sources": ("first-source:", *(f"  {line}" for line in source)),
    }
    if scope:
        given["scope"] = [_listed(scope)]
    return _text(SchemaName.PACK, 0, lines_of(PACK, given))


def _optional(shape: Shape, names: Iterable[str]) -> dict[str, Sequence[str]]:
    """Give the placeholders of fields that are asked for and may be left out."""
    told = {name: shape.fields[name].help.rstrip(".") for name in names}
    return {name: [unfinished(f"{help_}; or take this line out")] for name, help_ in told.items()}


def _scope(terms: Sequence[str]) -> dict[str, Sequence[str]]:
    if len(terms) == 1:
        what = unfinished("a criterion, such as {condition: psychosis} or {observation: age ...}")
        return {"about": [scalar(terms[0])], "when": [f"- {what}"]}
    return {"between": [_listed(terms or ("<a class or an ingredient>", "<another>"))]}


def _listed(terms: Sequence[str]) -> str:
    return f"[{', '.join(map(scalar, terms))}]"


def _source(sources: Sequence[str]) -> str:
    """Name the source where the pack has one only."""
    return sources[0] if len(sources) == 1 else unfinished("the id of a source in pack.yaml")


def _text(name: SchemaName, depth: int, lines: Iterable[str]) -> str:
    return "\n".join((modeline(name, depth), _UNFINISHED, *lines, ""))
